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

const languages = (process.env.PIPIT_LANGUAGES ?? "").split(",").filter(Boolean);
/** What is read from right to left is looked at where most of the page is seen. */
const mirrored = ["chat", "settings", "search"];

function languagesOf({ name, main }) {
  if (languages.length > 0) return languages;
  return [
    "en",
    ...(main ? ["zh-Hans"] : []),
    ...(name === "chat" ? ["zh-Hant"] : []),
    ...(mirrored.includes(name) ? ["ar"] : []),
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
    lines.push(`## ${state.name}`, "", `${state.words}.`, "");
    for (const language of languagesOf(state))
      for (const theme of ["light", "dark"]) {
        const picture = `${state.name}-${theme}-${language}.png`;
        await page.show(state, { theme, language });
        await writeFile(path.join(folder, picture), await page.picture());
        lines.push(`<img src="${picture}" width="49%" alt="${state.name}, ${theme}, ${language}">`);
      }
    lines.push("");
  }
});
if (names.length === 0) await writeFile(path.join(folder, "README.md"), `${lines.join("\n").trimEnd()}\n`);
