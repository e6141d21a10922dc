import { expect, test } from "vitest";

import { barsOf, drawn, fewer } from "./wave";

test("52: a long voice has more bars, and none is lost among fewer", () => {
  expect([barsOf(0), barsOf(30), barsOf(60), barsOf(600)]).toEqual([24, 36, 48, 48]);
  const peaks = Array.from({ length: 48 }, (_, at) => (at === 31 ? 255 : 10));
  for (const count of [24, 36, 48]) {
    const bars = fewer(peaks, count);
    expect(bars).toHaveLength(count);
    expect(Math.max(...bars)).toBe(255);
  }
  expect(fewer([], 3)).toEqual([0, 0, 0]);
});

test("silence is drawn as a line of dots, and what is loudest fills the height", () => {
  expect(drawn([0, 255])).toBe("M2 13.0v2.0M6 1.0v26.0");
});
