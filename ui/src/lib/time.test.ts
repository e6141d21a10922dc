import { beforeEach, expect, test } from "vitest";

import { setLanguage } from "../i18n/index.svelte";
import { dayName, listTime } from "./time";

const now = new Date(2026, 10, 23, 9, 41).getTime();
const at = (...parts: [number, number, number, number, number]) => new Date(...parts).getTime();

beforeEach(() => setLanguage("en"));

test("2: a row shows today's time, yesterday, the weekday, then the date", () => {
  expect(listTime(at(2026, 10, 23, 0, 5), now)).toBe("00:05");
  expect(listTime(at(2026, 10, 22, 23, 59), now)).toBe("Yesterday");
  expect(listTime(at(2026, 10, 20, 12, 0), now)).toBe("Fri");
  expect(listTime(at(2026, 0, 2, 12, 0), now)).toBe("2 Jan");
  expect(listTime(at(2024, 0, 2, 12, 0), now)).toBe("2 Jan 2024");
});

test("2: and the same in Chinese", () => {
  setLanguage("zh-Hans");
  expect(listTime(at(2026, 10, 22, 23, 59), now)).toBe("昨天");
  expect(listTime(at(2026, 0, 2, 12, 0), now)).toBe("1月2日");
  expect(dayName(at(2026, 10, 23, 0, 0), now)).toBe("今天");
});
