import type { Part } from "../bindings";

export interface Piece {
  text: string;
  /** Where it leads, when it is a link. */
  url?: string;
  /** It was looked for. */
  sought?: boolean;
}

/** What stands before the at sign of an address is no longer than that: a word without end would be looked through from each of
 * its letters otherwise. */
const LINK =
  /(?:https?:\/\/|www\.)[^\s<>"'`，。！？；：、（）《》「」【】]+|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+/gi;
/** What ends a sentence rather than an address. */
const TAIL = /[.,;:!?)\]}]+$/;

/** Cuts a text into words and links, up to where it is folded: a link that is cut there leads where all of it does. */
export function pieces(text: string, end = text.length): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(LINK)) {
    if (match.index >= end) break;
    const shown = balanced(match[0]);
    if (match.index > at) found.push({ text: text.slice(at, match.index) });
    found.push({ text: shown.slice(0, end - match.index), url: address(shown) });
    at = match.index + shown.length;
  }
  if (at < end) found.push({ text: text.slice(at, end) });
  return found;
}

/** Cuts pieces of a text at both ends of the part that was looked for. */
export function cutAt(pieces: Piece[], sought: Part | null): Piece[] {
  if (!sought) return pieces;
  let end = 0;
  return pieces.flatMap((piece) => {
    const start = end;
    end += piece.text.length;
    const part = (from: number, to: number): string =>
      piece.text.slice(Math.max(0, from - start), Math.max(0, to - start));
    return [
      { ...piece, text: part(start, sought.start) },
      { ...piece, text: part(sought.start, sought.end), sought: true },
      { ...piece, text: part(sought.end, end) },
    ].filter(({ text }) => text !== "");
  });
}

/** Leaves a closing bracket to the address that opened one. */
function balanced(link: string): string {
  const cut = link.replace(TAIL, "");
  return cut.includes("(") && link[cut.length] === ")" ? cut + ")" : cut;
}

function address(shown: string): string {
  if (/^https?:\/\//i.test(shown)) return shown;
  return shown.includes("@") && !shown.startsWith("www.") ? `mailto:${shown}` : `https://${shown}`;
}
