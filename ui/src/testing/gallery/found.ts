import type { Piece } from "../../bindings";

export const lines = [
  "Let us meet at the harbour, then",
  "…from the harbour to the lighthouse it is an hour",
  "The harbour master says that the boat leaves at nine, and that there is room for all of us",
];

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
