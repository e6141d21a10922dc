import { expect, test } from "vitest";

import { fitting, moved, zoomed } from "./zoom";

const fitted = { width: 800, height: 600 };
const window = { width: 1000, height: 700 };

test("51: what is pointed at stays under the pointer", () => {
  const at = { x: 200, y: 100 };
  const near = zoomed(fitting, 3, at, fitted, window);
  expect(near).toEqual({ scale: 3, x: -400, y: -200 });
  // The point of the picture that was there: 200 pixels from its middle, now three times as far.
  expect(near.x + 200 * near.scale).toBe(at.x);
  expect(zoomed(near, 1 / 3, at, fitted, window)).toEqual({ scale: 1, x: 0, y: 0 });
});

test("51: a picture goes no farther than it fits, no nearer than makes sense, and never out of its window", () => {
  expect(zoomed(fitting, 0.2, { x: 0, y: 0 }, fitted, window)).toEqual(fitting);
  expect(zoomed(fitting, 1000, { x: 0, y: 0 }, fitted, window).scale).toBe(12);
  const near = zoomed(fitting, 2, { x: 0, y: 0 }, fitted, window);
  expect(moved(near, { x: 5000, y: -5000 }, fitted, window)).toEqual({ scale: 2, x: 300, y: -250 });
  expect(moved(fitting, { x: 50, y: 50 }, fitted, window)).toEqual(fitting);
});
