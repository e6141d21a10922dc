import { expect, test } from "vitest";

import { foldOf } from "./fold";

const lines = (count: number): string =>
  Array.from({ length: count }, (_, at) => `line ${at + 1}`).join("\n");

/** What is shown of a text that is folded. */
function shown(text: string): string {
  const end = foldOf(text);
  if (end === null) throw new Error("it is not folded");
  return text.slice(0, end);
}

test("a text that is hardly longer than what is shown is not folded", () => {
  for (const text of ["", "hello", lines(30), "a ".repeat(1_000), "\n".repeat(29)])
    expect(foldOf(text)).toBe(null);
});

test("a text of many lines shows its first ones, whole", () => {
  for (const count of [31, 10_000]) expect(shown(lines(count))).toBe(lines(20));
});

test("a long text is cut between words, also where no blank parts them", () => {
  expect(shown("harbour ".repeat(300))).toMatch(/^(?:harbour )+$/);
  expect(shown("码头".repeat(1_500)).length).toBeLessThanOrEqual(1_200);
  expect(shown("一".repeat(3) + "码头".repeat(1_500)).length).toBeGreaterThan(1_000);
});

test("a word without end is cut where no sign is torn apart", () => {
  expect(shown("w".repeat(3_000))).toHaveLength(1_200);
  const family = "👨‍👩‍👧";
  const all = shown("x" + family.repeat(500));
  expect(all.length).toBeGreaterThan(1_100);
  expect((all.length - 1) % family.length).toBe(0);
});
