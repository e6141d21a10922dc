import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { expect, test } from "vitest";

import { saidBy } from "../lib/summary";
import ar from "./ar.json";
import en from "./en.json";
import { setLanguage, t } from "./index.svelte";
import zhHans from "./zh-Hans.json";
import zhHant from "./zh-Hant.json";

const languages = { en, "zh-Hans": zhHans, "zh-Hant": zhHant, ar };

const sources = import.meta.glob("../**/*.{svelte,ts}", { query: "?raw", import: "default", eager: true });
const code = Object.entries(sources)
  .filter(([path]) => !path.endsWith(".test.ts"))
  .map(([, text]) => text as string)
  .join("\n");

for (const [language, file] of Object.entries(languages)) {
  test(`70: ${language} has every key, with the forms that it needs`, () => {
    const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories.sort();
    expect(Object.keys(file)).toEqual(Object.keys(en));
    for (const key of Object.keys(en) as (keyof typeof en)[]) {
      const message: unknown = file[key];
      expect(typeof message, key).toBe(typeof en[key]);
      if (typeof message !== "string") expect(Object.keys(message as object).sort(), key).toEqual(needed);
      expect(JSON.stringify(message), key).not.toMatch(/":?"\s*"/);
    }
  });

  test(`70: ${language} names the parameters that English names`, () => {
    const names = (message: unknown) => [...new Set(JSON.stringify(message).match(/\{\w+\}/g) ?? [])].sort();
    for (const key of Object.keys(en) as (keyof typeof en)[])
      expect(names(file[key]), key).toEqual(names(en[key]));
  });
}

/** The parts of the program in Rust that say something in the page's words. */
const root = path.join(import.meta.dirname, "../../..");
const rust = ["crates/pipit-api/src", "src-tauri"]
  .flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).map((file) =>
      path.join(root, folder, file),
    ),
  )
  .filter((file) => file.endsWith(".rs"))
  .map((file) => readFileSync(file, "utf8"))
  .join("\n");

test("70: what is said outside of the pages has words", () => {
  const asked = [...rust.matchAll(/\bsay\(\s*"([\w.]+)"/g)].map(([, key = ""]) => key);
  // Some are chosen first, and said then.
  const chosen = [...rust.matchAll(/"((?:discussion|group|notice|tray|summary|message)\.[\w.]+)"/g)].map(
    ([, key = ""]) => key,
  );
  expect(asked).toContain("notice.many");
  expect(chosen).toContain("group.renamed");
  expect([...new Set([...asked, ...chosen])].filter((key) => !(key in en))).toEqual([]);
});

test("no key is left over", () => {
  // Some keys are built from parts.
  const built = [
    "login.problem.",
    "banner.",
    "message.",
    "discussion.",
    "group.",
    "event.",
    "readers.",
    "media.image.",
    "chat.typing.",
    "plugin.",
    "recorder.stopped.",
    "emoji.group.",
    "list.collected.",
    "list.filter.",
    "contacts.",
    "forward.",
    "settings.closing.",
    "settings.language.",
    "settings.login.",
    "settings.maps.",
    "settings.notifications.",
    "settings.quiet.",
    "settings.section.",
    "settings.sendKey.",
    "settings.storage.kind.",
    "settings.textSize.",
    "settings.theme.",
    "settings.sync.",
    "list.empty.",
    "about.update.problem.",
  ];
  for (const key of Object.keys(en)) {
    const used =
      rust.includes(`"${key}"`) ||
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
  setLanguage("zh-Hant");
  expect(t("chat.unread", { count: 3 })).toBe("3 則未讀訊息");
  setLanguage("ar");
  expect([0, 1, 2, 3, 11, 100].map((count) => t("search.count", { count }))).toEqual([
    "لا رسائل",
    "رسالة واحدة",
    "رسالتان",
    expect.stringMatching(/رسائل$/),
    expect.stringMatching(/رسالة$/),
    expect.stringMatching(/رسالة$/),
  ]);
  expect(document.documentElement.dir).toBe("rtl");
  for (const [tag, said] of [
    ["zh-TW", "傳送"],
    ["zh-Hant-HK", "傳送"],
    ["zh-SG", "发送"],
    ["ar-EG", "إرسال"],
  ] as const) {
    setLanguage("system", [tag]);
    expect(t("action.send"), tag).toBe(said);
  }
  expect(document.documentElement.dir).toBe("rtl");
  setLanguage("system", ["fr"]);
  expect(document.documentElement.dir).toBe("ltr");
  expect(t("action.send")).toBe("Send");
});

test("34, 70: in a line from right to left, a name from left to right stays together", () => {
  setLanguage("ar");
  expect(t("message.recalled.other", { name: "김민수" })).toContain("\u2068김민수\u2069");
  expect(t("message.recalled.other", { name: "عمر" })).not.toContain("\u2068");
  setLanguage("en");
  expect(t("message.recalled.other", { name: "Bob" })).toBe("Bob recalled a message");
  expect(saidBy("Bob", "hello")).toBe("Bob: hello");
  // The line runs the way of what is said, so the name must not decide it.
  expect(saidBy("Bob", "مرحبا")).toBe("\u2068Bob\u2069: مرحبا");
});
