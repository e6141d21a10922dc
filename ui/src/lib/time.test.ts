import { beforeEach, expect, test } from "vitest";

import { setLanguage } from "../i18n/index.svelte";
import { clock, dateTime, dayName, exactTime, listTime, timeOfDay } from "./time";

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

test("when something was is told exactly: today by the clock alone", () => {
  expect(exactTime(at(2026, 10, 23, 0, 5), now)).toBe("00:05");
  expect(exactTime(at(2026, 10, 22, 23, 59), now)).toBe("22 Nov 2026, 23:59");
});

test("2: and the same in Chinese", () => {
  setLanguage("zh-Hans");
  expect(listTime(at(2026, 10, 22, 23, 59), now)).toBe("昨天");
  expect(listTime(at(2026, 0, 2, 12, 0), now)).toBe("1月2日");
  expect(dayName(at(2026, 10, 23, 0, 0), now)).toBe("今天");
});

test("70: and in Traditional Chinese and Arabic", () => {
  const times = () => [
    clock(at(2026, 10, 23, 9, 5)),
    listTime(at(2026, 10, 22, 23, 59), now),
    listTime(at(2026, 10, 20, 12, 0), now),
    listTime(at(2026, 0, 2, 12, 0), now),
    listTime(at(2024, 0, 2, 12, 0), now),
    dayName(at(2026, 0, 2, 12, 0), now),
    dayName(at(2024, 0, 2, 12, 0), now),
  ];
  setLanguage("zh-Hant");
  expect(times()).toEqual([
    "09:05",
    "昨天",
    "週五",
    "1月2日",
    "2024年1月2日",
    "1月2日星期五",
    "2024年1月2日星期二",
  ]);
  setLanguage("ar");
  expect(times()).toEqual([
    "09:05",
    "أمس",
    "الجمعة",
    "2 يناير",
    "2 يناير 2024",
    "الجمعة، 2 يناير",
    "الثلاثاء، 2 يناير 2024",
  ]);
});

test("60: a time of day is understood however it is written, and nothing else is one", () => {
  for (const written of ["07:30", "7:30", "730", "0730", " 7.30 ", "7：30", "٠٧:٣٠", "۷:۳۰", "７：３０"]) {
    expect(timeOfDay(written), written).toBe("07:30");
  }
  expect([timeOfDay("0"), timeOfDay("23:59")]).toEqual(["00:00", "23:59"]);
  for (const other of ["", "24:00", "7:60", "7:5", "-7:30", "7:30 pm", "12345", "七点"]) {
    expect(timeOfDay(other), other).toBeNull();
  }
});

test.each(["en", "zh-Hans", "zh-Hant", "ar"] as const)(
  "70: every time of day in %s runs from 00:00 to 23:59",
  (language) => {
    setLanguage(language);
    expect(clock(at(2026, 10, 23, 0, 5))).toBe("00:05");
    expect(dateTime(at(2026, 10, 23, 0, 5))).toMatch(/00:05$/u);
    expect(dateTime(at(2026, 10, 23, 17, 30))).toMatch(/17:30$/u);
  },
);
