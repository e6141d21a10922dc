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
