// What the made-up people are called and say, in the language of the page.

import { avatar } from "../rows";
import { ask, asks } from "./asked";
import { ar } from "./words/ar";
import { en, type Words } from "./words/en";
import { zhHans } from "./words/zh-Hans";
import { zhHant } from "./words/zh-Hant";

const languages: Record<string, Words> = { en, "zh-Hans": zhHans, "zh-Hant": zhHant, ar };

export const words: Words = languages[ask("language") ?? "en"] ?? en;

export type Who = keyof Words["names"];

const tints: Record<Who, number> = {
  alice: 2,
  bob: 5,
  li: 1,
  mia: 6,
  tom: 4,
  wang: 1,
  lea: 3,
  ana: 3,
  kim: 0,
  omar: 3,
  yuki: 7,
  zoe: 2,
  hike: 2,
  news: 7,
  lunch: 5,
};

/** Names without end, in the other direction, of emoji, and with more marks than letters. */
const strained: Partial<Record<Who, string>> = {
  bob: "华东区大客户部项目协调与售后服务联合工作组第三小组临时负责人王浩然同志及其全体组员的工作号码请勿外传谢谢大家配合",
  hike: "مجموعة المشي لمسافات طويلة في عطلة نهاية الأسبوع مع جميع الأصدقاء والعائلة",
  mia: "👩‍👩‍👧‍👦🏳️‍🌈🦄👨🏽‍🚀🧑‍🦽".repeat(6),
  wang: `王${"\u0301\u0332\u0353\u030b".repeat(12)}芳${"\u0336\u0489".repeat(12)}`,
  tom: "W".repeat(200),
};

/** What somebody is called. */
export function called(who: Who): string {
  return (asks("names") && strained[who]) || (words.names[who][0] ?? who);
}

/** What stands for somebody. */
export function face(who: Who): ReturnType<typeof avatar> {
  return avatar(words.names[who][1] ?? "?", tints[who]);
}

/** A step's words, by name: `$sought`, `$note`; others are themselves. */
export function meant(text: string): string {
  return text === "$sought" ? words.search.sought : text === "$note" ? words.media.note : text;
}
