// Naming people in a text: `@` and the beginning of a name, where a word may begin.

/** A name that stands in the text for somebody; nobody is everybody. */
export interface Mention {
  name: string;
  id: string | null;
}

/** The name that is being written before the caret: where its `@` stands, and what follows; null where there is none. */
export function beingWritten(text: string, caret: number): { at: number; words: string } | null {
  // After a letter or a digit of an address it is none; Chinese puts no blank before it.
  const found = /(?:^|[^A-Za-z0-9._%+-])@([^\s@]{0,24})$/u.exec(text.slice(0, caret));
  const words = found?.[1];
  return words === undefined ? null : { at: caret - words.length - 1, words };
}

/** The mention that ends at the caret, which one key removes as a whole. */
export function endingAt(text: string, caret: number, mentions: Mention[]): number | null {
  const before = text.slice(0, caret);
  const ends = mentions.find(({ name }) => before.endsWith(`@${name}`) || before.endsWith(`@${name} `));
  return ends ? before.lastIndexOf(`@${ends.name}`) : null;
}

/** Whom a text mentions: those who were chosen, and whose names still stand in it. */
export function mentioned(text: string, mentions: Mention[]): "everybody" | { users: string[] } | null {
  const there = mentions.filter(({ name }) => text.includes(`@${name}`));
  if (there.some(({ id }) => id === null)) return "everybody";
  const users = [...new Set(there.flatMap(({ id }) => id ?? []))];
  return users.length > 0 ? { users } : null;
}
