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
