import { expect, test } from "vitest";

import { beingWritten, endingAt, mentioned } from "./mentions";

test("39: a name begins with @ where a word may begin", () => {
  const written = (text: string) => beingWritten(text, text.length);
  expect(written("@")).toEqual({ at: 0, words: "" });
  expect(written("hi @bo")).toEqual({ at: 3, words: "bo" });
  expect(written("你好@小")).toEqual({ at: 2, words: "小" });
  expect(written("bob@example")).toBeNull();
  expect(written("@bob said")).toBeNull();
  expect(written("no name")).toBeNull();
  expect(beingWritten("@bob and more", 3)).toEqual({ at: 0, words: "bo" });
});

test("39: a mention goes as one", () => {
  const mentions = [{ name: "Bob Lee", id: "bob" }];
  expect(endingAt("hi @Bob Lee ", 12, mentions)).toBe(3);
  expect(endingAt("hi @Bob Lee", 11, mentions)).toBe(3);
  expect(endingAt("hi @Bob", 7, mentions)).toBeNull();
});

test("who was chosen and still stands in the text is mentioned, once", () => {
  const bob = { name: "Bob", id: "bob" };
  expect(mentioned("@Bob @Bob look", [bob, bob])).toEqual({ users: ["bob"] });
  expect(mentioned("look", [bob])).toBeNull();
  expect(mentioned("@everyone @Bob", [bob, { name: "everyone", id: null }])).toBe("everybody");
});
