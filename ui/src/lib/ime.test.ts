import { expect, test } from "vitest";

import { CompositionGuard } from "./ime";

const enter = { isComposing: false, keyCode: 13 };

test("35: an Enter that picks a candidate belongs to the input method, the next one does not", () => {
  const guard = new CompositionGuard();
  guard.start();
  expect(guard.owns(enter, 1_000)).toBe(true);
  guard.end(1_000);
  expect(guard.owns(enter, 1_010), "WebKit reports the key after the composition's end").toBe(true);
  expect(guard.owns(enter, 1_200)).toBe(false);
});

test("35: browsers that report the key within the composition are understood", () => {
  const guard = new CompositionGuard();
  expect(guard.owns({ isComposing: true, keyCode: 13 }, 0)).toBe(true);
  expect(guard.owns({ isComposing: false, keyCode: 229 }, 0)).toBe(true);
  expect(guard.owns(enter, 0)).toBe(false);
});

test("35: an Enter that follows at once is the person's, for the key that ended the composition was let go", () => {
  const guard = new CompositionGuard();
  guard.start();
  guard.end(1_000);
  guard.released();
  expect(guard.owns(enter, 1_010)).toBe(false);
});
