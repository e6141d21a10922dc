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

test("39: a name does not stand in a longer one, however they were chosen", () => {
  const bob = { name: "Bob", id: "bob" };
  const bobby = { name: "Bobby", id: "bobby" };
  const lee = { name: "Bob Lee", id: "lee" };
  expect(mentioned("@Bobby look", [bob])).toBeNull();
  expect(mentioned("@Bobby look", [bob, bobby])).toEqual({ users: ["bobby"] });
  expect(mentioned("@Bob Lee look", [bob, lee])).toEqual({ users: ["lee"] });
  expect(mentioned("@Bob, @Bobby", [bob, bobby])).toEqual({ users: ["bob", "bobby"] });
  expect(mentioned("bill@Bob", [bob])).toBeNull();
  expect(endingAt("hi @Bobby", 9, [bob])).toBeNull();
});

test("39: Chinese puts no blank after a name", () => {
  const zhang = { name: "张三", id: "zhang" };
  const feng = { name: "张三丰", id: "feng" };
  expect(mentioned("请@张三看看", [zhang])).toEqual({ users: ["zhang"] });
  expect(mentioned("请@张三丰看看", [zhang, feng])).toEqual({ users: ["feng"] });
});

test("two people of one name who were both chosen are both mentioned", () => {
  const both = ["bob", "other"].map((id) => ({ name: "Bob", id }));
  expect(mentioned("@Bob @Bob", both)).toEqual({ users: ["bob", "other"] });
});
