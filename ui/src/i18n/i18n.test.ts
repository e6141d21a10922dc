import { expect, test } from "vitest";

import en from "./en.json";
import { setLanguage, t } from "./index.svelte";
import zhHans from "./zh-Hans.json";

const sources = import.meta.glob("../**/*.{svelte,ts}", { query: "?raw", import: "default", eager: true });
const code = Object.entries(sources)
  .filter(([path]) => !path.endsWith(".test.ts"))
  .map(([, text]) => text as string)
  .join("\n");

test("both languages have every key, with the forms that the language needs", () => {
  expect(Object.keys(zhHans)).toEqual(Object.keys(en));
  for (const [key, message] of Object.entries(en)) {
    if (typeof message !== "string") expect(Object.keys(message), key).toEqual(["one", "other"]);
  }
  for (const [key, message] of Object.entries(zhHans)) {
    if (typeof message !== "string") expect(Object.keys(message), key).toEqual(["other"]);
  }
});

test("both languages name the same parameters", () => {
  const names = (message: unknown) => [...new Set(JSON.stringify(message).match(/\{\w+\}/g) ?? [])].sort();
  for (const key of Object.keys(en) as (keyof typeof en)[])
    expect(names(zhHans[key]), key).toEqual(names(en[key]));
});

test("no key is left over", () => {
  // Some keys are built from parts; those of notifications are said by the engine.
  const built = [
    "login.problem.",
    "banner.",
    "message.",
    "discussion.",
    "group.",
    "readers.",
    "media.image.",
    "chat.typing.",
    "plugin.",
    "emoji.group.",
    "list.collected.",
    "list.filter.",
    "settings.section.",
    "settings.quiet.",
    "settings.sync.",
    "list.empty.",
  ];
  const elsewhere = ["notice.", "tray."];
  for (const key of Object.keys(en)) {
    const used =
      elsewhere.some((prefix) => key.startsWith(prefix)) ||
      code.includes(`"${key}"`) ||
      built.some((prefix) => key.startsWith(prefix) && code.includes(`\`${prefix}`));
    expect(used, key).toBe(true);
  }
});

test("plurals and numbers follow the language", () => {
  setLanguage("en");
  expect(t("chat.unread", { count: 1 })).toBe("1 unread message");
  expect(t("chat.unread", { count: 1200 })).toBe("1,200 unread messages");
  setLanguage("zh-Hans");
  expect(t("chat.unread", { count: 3 })).toBe("3 条未读消息");
  setLanguage("system", ["zh-CN"]);
  expect(t("action.send")).toBe("发送");
  setLanguage("system", ["fr"]);
  expect(t("action.send")).toBe("Send");
});
