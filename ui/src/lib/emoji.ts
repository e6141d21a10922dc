// Emoji, with what people call them in their language. They are read when somebody first looks for one.

import type { CompactEmoji } from "emojibase";

import { currentLocale } from "../i18n/index.svelte";

export interface Emoji {
  /** What is written. */
  text: string;
  /** What it is called. */
  label: string;
  /** By what else it is found. */
  tags: string[];
  group: number;
}

/** The groups that pickers show, as Unicode numbers them, each with an emoji that stands for it. */
export const groups = [
  { number: 0, sign: "😀" },
  { number: 1, sign: "👋" },
  { number: 3, sign: "🐻" },
  { number: 4, sign: "🍏" },
  { number: 5, sign: "🚗" },
  { number: 6, sign: "⚽" },
  { number: 7, sign: "💡" },
  { number: 8, sign: "💟" },
  { number: 9, sign: "🏁" },
] as const;

export type Group = (typeof groups)[number]["number"];

/** What is in Unicode since version 16: most machines have no picture of it, and show a box. */
const young =
  /[\u{1F6D8}\u{1FA89}-\u{1FA8F}\u{1FABE}\u{1FAC6}\u{1FAC8}\u{1FACD}\u{1FADC}\u{1FADF}\u{1FAE9}\u{1FAEA}\u{1FAEF}]|\u{200D}\u{1FA70}|\u{1F1E8}\u{1F1F6}/u;

const english = (): Promise<{ default: unknown }> => import("emojibase-data/en/compact.json");
/** By the page's language; where there is none, their English names. */
const read: Partial<Record<string, typeof english>> = {
  "zh-Hans": () => import("emojibase-data/zh/compact.json"),
  "zh-Hant": () => import("emojibase-data/zh-hant/compact.json"),
};

/** All of them, in Unicode's order. */
export async function emoji(): Promise<Emoji[]> {
  const { default: list } = await (read[currentLocale()] ?? english)();
  return (list as CompactEmoji[])
    .filter(({ group, unicode }) => groups.some(({ number }) => number === group) && !young.test(unicode))
    .sort((one, other) => (one.order ?? 0) - (other.order ?? 0))
    .map(({ unicode, label, tags, group }) => ({
      text: unicode,
      label,
      tags: tags ?? [],
      group: group ?? 0,
    }));
}

/** Those whose names contain all of these words; the names that begin with them first. */
export function find(list: Emoji[], words: string): Emoji[] {
  const parts = words.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (one: Emoji, part: string) =>
    one.label.toLowerCase().includes(part) || one.tags.some((tag) => tag.toLowerCase().includes(part));
  const found = list.filter((one) => parts.every((part) => has(one, part)));
  const first = parts[0] ?? "";
  const begins = (one: Emoji) => (one.label.toLowerCase().startsWith(first) ? 0 : 1);
  return found.sort((one, other) => begins(one) - begins(other));
}
