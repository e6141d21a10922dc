// Takes a picture of every page and state of the gallery, in both themes, into a folder: `node pictures.mjs FOLDER [NAME…]`.
// Its people are made up and its clock stands still, so a picture changes only when the look does.

import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";

import { withGallery } from "./gallery.mjs";
import { states } from "./states.mjs";

const [folder, ...names] = process.argv.slice(2);
if (!folder) throw new Error("usage: pictures.mjs FOLDER [NAME…]");
const wanted = names.length === 0 ? states : states.filter(({ name }) => names.includes(name));

const asked = (process.env.PIPIT_LANGUAGES ?? "").split(",").filter(Boolean);
const themes = ["light", "dark"];
/** What is read from right to left is looked at where most of the page is seen. */
const mirrored = [
  "login",
  "list",
  "chat",
  "media",
  "group",
  "recording",
  "attached",
  "message-menu",
  "viewer",
  "forward",
  "settings",
  "settings-desktop",
  "search",
  "group-details",
  "place",
  "small",
];
/** The same page in another size has the same words and colours. */
const resized = /^(small|narrow|scaled|large|wide)/;

/** Language and theme of each picture of a state, which is the `at`th: both themes in English and where people are most,
 * elsewhere one theme after the other. */
function picturesOf({ name, main }, at) {
  const none = () => [];
  const one = (language) => [[language, themes[at % 2]]];
  const both = (language) => themes.map((theme) => [language, theme]);
  if (asked.length > 0) return asked.flatMap(both);
  const another = resized.test(name);
  const english = another && !main ? one : both;
  const chinese = another ? (main ? one : none) : main ? both : one;
  const arabic = name === "chat" ? both : mirrored.includes(name) ? one : none;
  return [
    ...english("en"),
    ...chinese("zh-Hans"),
    ...(name === "chat" ? both("zh-Hant") : []),
    ...arabic("ar"),
  ];
}

const lines = [
  "# Every page and state",
  "",
  "Made by `make screenshots`. What was looked at and mended stands in [look.md](../look.md).",
  "",
];
await mkdir(folder, { recursive: true });
await withGallery(async (page) => {
  for (const state of wanted) {
    const at = states.indexOf(state);
    lines.push(`## ${state.name}`, "", `${state.words}.`, "");
    for (const [language, theme] of picturesOf(state, at)) {
      const picture = `${state.name}-${theme}-${language}.png`;
      await page.show(state, { theme, language });
      await writeFile(path.join(folder, picture), await page.picture());
      lines.push(`<img src="${picture}" width="49%" alt="${state.name}, ${theme}, ${language}">`);
    }
    lines.push("");
  }
});
if (names.length === 0) await writeFile(path.join(folder, "README.md"), `${lines.join("\n").trimEnd()}\n`);
