import { afterEach, expect, test } from "vitest";

import type { GroupLine } from "../bindings";
import { setLanguage } from "../i18n/index.svelte";
import { discussionText, groupText } from "./summary";

afterEach(() => setLanguage("en"));

const added = (...what: string[]): GroupLine => ({ event: "added", byMe: false, by: "A", what });

test("29: names in a notice are listed as the language does", () => {
  expect(groupText(added("B", "{one}", "D"))).toBe("A added B, {one}, D");
  expect(discussionText({ event: "removed", byMe: true, by: "A", what: ["B", "C"] })).toBe(
    "You removed B, C",
  );
  expect(groupText({ ...added(), event: "left" })).toBe("A left the group");
  setLanguage("zh-Hans");
  expect(groupText(added("B", "C", "D"))).toBe("A邀请“B、C、D”加入了群聊");
  setLanguage("zh-Hant");
  expect(groupText(added("B", "C"))).toBe("A邀請「B、C」加入了群組");
  setLanguage("ar");
  // Each name from left to right stays together in a line from right to left.
  const [a, b, c] = ["A", "B", "C"].map((name) => `\u2068${name}\u2069`);
  expect(groupText(added("B", "C"))).toBe(`${a}: تمت إضافة ${b}، ${c}`);
});
