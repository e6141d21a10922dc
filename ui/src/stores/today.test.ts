import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { clock, dateTime, dayName, listTime } from "../lib/time";
import { today } from "./today.svelte";

const zone = process.env.TZ;
let stop: () => void;

beforeEach(() => {
  process.env.TZ = "Europe/Berlin";
  vi.useFakeTimers({ now: new Date("2026-03-04T22:59:30Z") }); // half a minute to midnight
  stop = today.open();
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  process.env.TZ = zone;
});

test("26: at midnight today becomes yesterday, by itself", async () => {
  const evening = Date.now() - 3_600_000;
  expect(dayName(evening, today.now)).toBe("Today");
  await vi.advanceTimersByTimeAsync(29_000);
  expect(dayName(evening, today.now)).toBe("Today");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(dayName(evening, today.now)).toBe("Yesterday");
  await vi.advanceTimersByTimeAsync(24 * 3_600_000);
  expect(listTime(evening, today.now)).toBe("Wed");
});

test("26: a machine that slept through midnight knows when it is looked at again", () => {
  const evening = Date.now();
  vi.setSystemTime(Date.now() + 9 * 3_600_000); // no timer ran meanwhile
  window.dispatchEvent(new Event("focus"));
  expect(dayName(evening, today.now)).toBe("Yesterday");
});

test("26: in another time zone days and times are told anew", async () => {
  const evening = Date.now();
  expect([clock(evening, today.zone), dayName(evening, today.now)]).toEqual(["23:59", "Today"]);
  expect(dateTime(evening)).toBe("4 Mar 2026, 23:59");
  process.env.TZ = "Asia/Tokyo"; // where it is tomorrow morning
  await vi.advanceTimersByTimeAsync(20_000);
  expect(today.zone).toBe("Europe/Berlin");
  window.dispatchEvent(new Event("focus"));
  expect([today.zone, clock(evening, today.zone)]).toEqual(["Asia/Tokyo", "07:59"]);
  expect(dateTime(evening)).toBe("5 Mar 2026, 07:59");
  expect(today.now).toBe(Date.now());
  process.env.TZ = "America/New_York";
  await vi.advanceTimersByTimeAsync(600_000);
  expect([today.zone, clock(evening, today.zone)]).toEqual(["America/New_York", "17:59"]);
});
