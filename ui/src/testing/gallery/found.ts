import type { Part, Piece } from "../../bindings";

import { words } from "./words";

export const { lines } = words.search;

/** Where words stand in a text. */
export function partOf(text: string, words: string): Part | null {
  const start = text.toLowerCase().indexOf(words.toLowerCase());
  return start < 0 ? null : { start, end: start + words.length };
}

/** A line with the words in it marked, as the engine marks them. */
export function marked(line: string, words: string): Piece[] {
  const part = partOf(line, words);
  if (!part) return [{ text: line, found: false }];
  return [
    { text: line.slice(0, part.start), found: false },
    { text: line.slice(part.start, part.end), found: true },
    { text: line.slice(part.end), found: false },
  ];
}
