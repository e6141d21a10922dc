// How long a text may be.

/** The engine refuses longer texts, in characters. */
export const longest = 30_000;

/** Whether a web view takes its time for a text: WebKitGTK 2.50 needs 250 ms and more to paste 100 KB, and 80 ms to lay them out.
 */
export function isLong(text: string): boolean {
  return text.length > 10_000;
}

/** How many characters a text may still get; less than none when it is too long. */
export function left(text: string): number {
  // The engine counts characters, a string its halves; only a long one is counted through.
  return longest - (text.length < longest * 0.9 ? text.length : [...text].length);
}
