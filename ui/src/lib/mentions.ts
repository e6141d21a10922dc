// Naming people in a text: `@` and the beginning of a name, where a word may begin.

import type { Mentioned } from "../bindings";

/** A name that stands in the text for somebody; nobody is everybody. */
export interface Mention {
  name: string;
  id: string | null;
}

/** After a letter or a digit of an address it is none; Chinese puts no blank before it. */
const beginning = /(?:^|[^A-Za-z0-9._%+-])$/u;
/** What would make a name another, longer one; Chinese, Japanese and Thai put no blank after it. */
const goingOn = /^(?![\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}])[\p{L}\p{M}\p{N}_]/u;

/** The name that is being written before the caret: where its `@` stands, and what follows; null where there is none. */
export function beingWritten(text: string, caret: number): { at: number; words: string } | null {
  const before = text.slice(0, caret);
  const words = /@([^\s@]{0,24})$/u.exec(before)?.[1];
  if (words === undefined) return null;
  const at = caret - words.length - 1;
  return beginning.test(text.slice(0, at)) ? { at, words } : null;
}

/** The mentions that stand in a text, in its order. Of two names that fit, the longer one was meant. */
function standing(text: string, mentions: Mention[]): { at: number; end: number; mention: Mention }[] {
  const longest = [...mentions].sort((one, other) => other.name.length - one.name.length);
  return [...text.matchAll(/@/g)].flatMap(({ index: at }) => {
    if (!beginning.test(text.slice(Math.max(0, at - 2), at))) return [];
    const fits = ({ name }: Mention): boolean =>
      text.startsWith(name, at + 1) && !goingOn.test(text.slice(at + 1 + name.length));
    const name = longest.find(fits)?.name;
    // Two people of one name who were both chosen are both meant.
    const meant = longest.filter((mention) => mention.name === name);
    return meant.map((mention) => ({ at, end: at + 1 + mention.name.length, mention }));
  });
}

/** The mention that ends at the caret, with the blank after it or without, which one key removes as a whole. */
export function endingAt(text: string, caret: number, mentions: Mention[]): number | null {
  const ends = [caret, text[caret - 1] === " " ? caret - 1 : caret];
  return standing(text, mentions).find(({ end }) => ends.includes(end))?.at ?? null;
}

/** Those who were chosen and whose names still stand in the text. */
export function kept(text: string, mentions: Mention[]): Mention[] {
  return [...new Set(standing(text, mentions).map(({ mention }) => mention))];
}

/** Whom a text mentions. */
export function mentioned(text: string, mentions: Mention[]): Mentioned | null {
  const there = kept(text, mentions);
  if (there.some(({ id }) => id === null)) return "everybody";
  const users = [...new Set(there.flatMap(({ id }) => id ?? []))];
  return users.length > 0 ? { users } : null;
}
