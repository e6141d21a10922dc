import { expect, test } from "vitest";

import { toward, withEnd } from "./toward";

const rows = (keys: string): { key: string }[] => [...keys].map((key) => ({ key }));

/** All lists on the way from one to the other, two rows at once. */
function way(from: string, to: string): string[] {
  const goal = rows(to);
  const seen: string[] = [];
  for (let list = rows(from); list !== goal && seen.length < 20;) {
    list = toward(list, goal, 2);
    seen.push(list.map(({ key }) => key).join(""));
  }
  return seen;
}

test("what comes above comes from below, and what goes below goes from the end", () => {
  expect(way("mnopq", "efghmn")).toEqual(["ghmno", "efghmn"]);
});

test("what comes below comes from above, and what goes above goes from the beginning", () => {
  expect(way("abcmn", "mnopqrs")).toEqual(["cmnop", "mnopqr", "mnopqrs"]);
});

test("the date above what comes stays there", () => {
  expect(way("Dmno", "Dghijmno")).toEqual(["Dijmno", "Dghijmno"]);
});

test("the date goes with the last of its messages", () => {
  expect(way("DabcEmn", "Emnopqr")).toEqual(["bcEmnop", "Emnopqr"]);
});

test("what is near is there at once, and so is what stands in another order or has nothing in common", () => {
  expect(way("abcd", "abXYd")).toEqual(["abXYd"]);
  expect(way("abcd", "dabcefghi")).toEqual(["dabcefghi"]);
  expect(way("abcd", "efghijkl")).toEqual(["efghijkl"]);
  expect(way("", "efghijkl")).toEqual(["efghijkl"]);
});

test("what changes without coming or going changes with the first step", () => {
  const edited = { key: "m", text: "new" };
  const next = toward(
    [{ key: "m", text: "old" }],
    [...["a", "b", "c"].map((key) => ({ key, text: "" })), edited],
    2,
  );
  expect(next.map(({ key }) => key)).toEqual(["b", "c", "m"]);
  expect(next.at(-1)).toBe(edited);
});

test("the end of what comes is a few rows after those that are here", () => {
  const joined = (from: string, to: string): string =>
    withEnd(rows(from), rows(to), 2)
      .map(({ key }) => key)
      .join("");
  expect(joined("abc", "abcdefg")).toBe("abcfg");
  expect(joined("abc", "abcd")).toBe("abcd");
  expect(joined("abc", "XYbcde"), "what comes above is no part of it").toBe("bcde");
  expect(joined("abc", "efghij"), "nothing stays").toBe("ij");
});
