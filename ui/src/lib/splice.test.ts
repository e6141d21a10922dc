import { expect, test } from "vitest";

import { applyBatch } from "./splice";

const edges = { before: false, after: false };

test("splices apply in order, each to the list that the one before it left", () => {
  const rows = ["a", "b", "c"];
  const splices = [
    { at: 0, remove: 0, insert: ["c2"] },
    { at: 3, remove: 1, insert: [] },
  ];
  expect(applyBatch(rows, { rev: 2, splices, edges, focus: null }, 1)).toBe(true);
  expect(rows).toEqual(["c2", "a", "b"]);
});

test("a batch after a missed one is refused and changes nothing", () => {
  const rows = ["a"];
  expect(
    applyBatch(rows, { rev: 3, splices: [{ at: 0, remove: 1, insert: [] }], edges, focus: null }, 1),
  ).toBe(false);
  expect(rows).toEqual(["a"]);
});
