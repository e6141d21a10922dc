import { expect, test } from "vitest";

import { countOnScreen, firstBelow, messageRows } from "./sight";

/** A view from 100 to 500 with rows that end at these heights, each where the one before ended; the first one at 0. */
function viewOf(...bottoms: number[]): HTMLElement {
  const view = document.createElement("div");
  view.getBoundingClientRect = () => new DOMRect(0, 100, 600, 400);
  let top = 0;
  for (const bottom of bottoms) {
    const row = document.createElement("div");
    const box = new DOMRect(0, top, 600, bottom - top);
    row.className = "message-row";
    row.getBoundingClientRect = () => box;
    view.append(row);
    top = bottom;
  }
  return view;
}

test("the first row below a height is found among however many, and where there is none, what follows the last", () => {
  for (let count = 0; count < 20; count += 1) {
    const bottoms = Array.from({ length: count }, (_, at) => 10 * (at + 1));
    const rows = messageRows(viewOf(...bottoms));
    for (let height = -5; height <= 10 * count + 5; height += 5) {
      expect(firstBelow(rows, height)).toBe(bottoms.filter((bottom) => bottom <= height).length);
    }
  }
});

test("what is cut off at an edge counts as seen, and what ends there does not", () => {
  expect(countOnScreen(viewOf(100, 300, 500))).toBe(2);
  expect(countOnScreen(viewOf(150, 300, 490, 700, 900))).toBe(4);
  expect(countOnScreen(viewOf(90, 600, 700))).toBe(1);
  expect(countOnScreen(viewOf(40, 80))).toBe(0);
  expect(countOnScreen(viewOf())).toBe(0);
});
