import { expect, test } from "vitest";

import { degrees, pair } from "./coordinates";

test("degrees are read as people write them, within the earth", () => {
  expect(["39.9139", " -7,5 ", "+90", "12°", "−3"].map((text) => degrees(text, 90))).toEqual([
    39.9139, -7.5, 90, 12, -3,
  ]);
  for (const wrong of ["", "x", "91", "1e1", "1.", "--1", "0x10", "12 5"])
    expect(degrees(wrong, 90), wrong).toBeNull();
});

test("latitude and longitude are pasted together as maps write them", () => {
  expect(pair("39.9139, 116.3917")).toEqual(["39.9139", "116.3917"]);
  expect(pair("-33.85;151.21")).toEqual(["-33.85", "151.21"]);
  expect(pair("48.8 2.29")).toEqual(["48.8", "2.29"]);
  for (const wrong of ["39.9139", "116.3917, 39.9139", "1, 2, 3", "see you"])
    expect(pair(wrong), wrong).toBeNull();
});
