import { readFileSync } from "node:fs";
import path from "node:path";

import { expect, test } from "vitest";

import { emoji, find, groups } from "./emoji";
import { setLanguage } from "../i18n/index.svelte";

test("emoji are found by what people call them, in their language", async () => {
  setLanguage("en");
  const english = await emoji();
  expect(find(english, "red heart")[0]?.text).toBe("❤️");
  expect(find(english, "no such thing")).toEqual([]);
  setLanguage("zh-Hans");
  const chinese = await emoji();
  expect(find(chinese, "红").map(({ text }) => text)).toContain("❤️");
  expect(chinese).toHaveLength(english.length);
  setLanguage("en");
});

test("every group of the picker has emoji", async () => {
  const list = await emoji();
  for (const { number } of groups)
    expect(
      list.some(({ group }) => group === number),
      String(number),
    ).toBe(true);
});

test("what is too new for most machines is not offered, and all else is", async () => {
  const { default: versions } = await import("emojibase-data/versions/emoji.json");
  const { default: all } = await import("emojibase-data/en/compact.json");
  const young = new Set([...(versions["16"] ?? []), ...(versions["17"] ?? [])]);
  const expected = all
    .filter(({ group, hexcode }) => groups.some(({ number }) => number === group) && !young.has(hexcode))
    .map(({ unicode }) => unicode);
  expect((await emoji()).map(({ text }) => text).toSorted()).toEqual(expected.toSorted());
});

test("what Unicode draws as a picture comes from the font of pictures, and nothing else does", () => {
  const css = readFileSync(path.join(import.meta.dirname, "../styles/emoji.css"), "utf8");
  const [, listed = ""] = css.split("unicode-range:");
  const ranges = [...listed.matchAll(/U\+([0-9A-F]+)(?:-([0-9A-F]+))?/g)].map(
    ([, first = "", last = first]) => [first, last].map((code) => parseInt(code, 16)),
  );
  const inside = (code: number): boolean =>
    ranges.some(([first = 0, last = 0]) => code >= first && code <= last);
  const holding = /[\u200d\ufe0f\u{e0020}-\u{e007f}]/u;
  const wrong: string[] = [];
  for (let code = 0; code < 0x110000; code += 1) {
    const sign = String.fromCodePoint(code);
    if (/\p{Cn}|\p{Cs}|\p{Co}/u.test(sign)) continue; // nothing yet
    if (inside(code) !== (/\p{Emoji_Presentation}/u.test(sign) || holding.test(sign)))
      wrong.push(code.toString(16));
  }
  expect(wrong).toEqual([]);
});
