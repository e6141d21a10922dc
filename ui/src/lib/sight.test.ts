import { expect, test } from "vitest";

import { countReaching, firstBelow, messageRows } from "./sight";

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

test("what reaches beyond the view is counted from the end where more comes", () => {
  const view = viewOf(0, 50, 100, 300, 500, 600, 700, 800);
  expect(countReaching(view, "older", 150)).toBe(7);
  expect(countReaching(view, "newer", 60)).toBe(7);
  expect(countReaching(view, "older", 5_000), "all of them").toBe(8);
  expect(countReaching(view, "newer", 5_000)).toBe(8);
  expect(countReaching(viewOf(), "older", 0)).toBe(0);
});
