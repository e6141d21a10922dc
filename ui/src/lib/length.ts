// How long a text may be.

/** The engine refuses longer texts, in characters. */
export const longest = 30_000;

/** How many characters a text may still get; less than none when it is too long. */
export function left(text: string): number {
  // The engine counts characters, a string its halves; only a long one is counted through.
  return longest - (text.length < longest * 0.9 ? text.length : [...text].length);
}
