import type { Piece } from "../../bindings";

import { words } from "./words";

export const { lines } = words.search;

/** A line with the words in it marked, as the engine marks them. */
export function marked(line: string, words: string): Piece[] {
  const at = line.toLowerCase().indexOf(words.toLowerCase());
  if (at < 0) return [{ text: line, found: false }];
  const end = at + words.length;
  return [
    { text: line.slice(0, at), found: false },
    { text: line.slice(at, end), found: true },
    { text: line.slice(end), found: false },
  ];
}
