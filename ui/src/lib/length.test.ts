import { expect, test } from "vitest";

import { left, longest } from "./length";

test("characters are counted, not the halves of which a string makes some of them", () => {
  expect(left("")).toBe(longest);
  expect(left("😀".repeat(longest))).toBe(0);
  expect(left("x".repeat(longest + 1))).toBe(-1);
});
