import { expect, test } from "vitest";

import { cutAt, pieces } from "./links";

const linked = (text: string) => pieces(text).filter((piece) => piece.url);

test("34: links end where the sentence goes on, in Chinese as in English", () => {
  expect(linked("看 https://example.org/a，然后")).toEqual([
    { text: "https://example.org/a", url: "https://example.org/a" },
  ]);
  expect(linked("(see www.example.org/x_(y)).")).toEqual([
    { text: "www.example.org/x_(y)", url: "https://www.example.org/x_(y)" },
  ]);
  expect(linked("write bob@example.org!")).toEqual([
    { text: "bob@example.org", url: "mailto:bob@example.org" },
  ]);
});

test("34: nothing else becomes a link, and no text is lost", () => {
  for (const text of ["javascript:alert(1)", "file:///etc/passwd", "a@b", "1.5 or 2.5", "<b>https</b>"]) {
    expect(linked(text), text).toEqual([]);
  }
  const text = "a https://x.org b www.y.org, c@d.org。";
  expect(
    pieces(text)
      .map((piece) => piece.text)
      .join(""),
  ).toBe(text);
});

test("34: what stands before the at sign is as long as mail allows, so that no word is looked through again and again", () => {
  expect(linked(`${"a".repeat(64)}@example.org`)).toHaveLength(1);
  expect(linked(`${"a".repeat(100)}@example.org`)[0]?.text).toBe(`${"a".repeat(64)}@example.org`);
});

test("34: a link across the end of what is shown leads where all of it does", () => {
  const text = "see https://example.org/a/b/c or www.example.org";
  expect(pieces(text, 19)).toEqual([
    { text: "see " },
    { text: "https://example", url: "https://example.org/a/b/c" },
  ]);
  expect(pieces(text, 3)).toEqual([{ text: "see" }]);
});

test("what was looked for is cut out of the words and links in which it stands", () => {
  const text = "at www.example.org, noon";
  const link = (text: string, more = {}) => ({ text, url: "https://www.example.org", ...more });
  expect(cutAt(pieces(text), { start: 15, end: 22 })).toEqual([
    { text: "at " },
    link("www.example."),
    link("org", { sought: true }),
    { text: ", no", sought: true },
    { text: "on" },
  ]);
  expect(cutAt(pieces(text), { start: 90, end: 99 }), "the words are others now").toEqual(pieces(text));
});
