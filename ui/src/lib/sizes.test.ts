import { expect, test } from "vitest";

import { setLanguage } from "../i18n/index.svelte";
import { bytes, duration } from "./sizes";

test("53: sizes are said in the unit that fits", () => {
  setLanguage("en");
  expect([0, 1023, 1024, 1_600_000, 104_857_600].map(bytes)).toEqual([
    "0 B",
    "1,023 B",
    "1 KB",
    "1.5 MB",
    "100 MB",
  ]);
});

test("52: lengths are minutes and seconds", () => {
  expect([0, 7, 60, 605].map(duration)).toEqual(["0:00", "0:07", "1:00", "10:05"]);
});
