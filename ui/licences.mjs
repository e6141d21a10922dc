// Writes src/licences.json, whose work Pipit is built on, and src/licence-texts.json, under which terms: from what cargo and
// npm know of it, and the files that lie beside it. Run by `npm run licences`.

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { dirname, join } from "node:path";

const metadata = JSON.parse(
  execFileSync("cargo", ["metadata", "--format-version", "1", "--locked"], {
    cwd: new URL("..", import.meta.url),
    maxBuffer: 1 << 28,
  }),
);
const packages = new Map(metadata.packages.map((one) => [one.id, one]));
const nodes = new Map(metadata.resolve.nodes.map((node) => [node.id, node]));

/** What goes into the app: everything that it needs when it runs, on any system. */
const used = new Set();
const waiting = metadata.packages.filter(({ name, source }) => name === "pipit" && source === null);
for (const { id } of waiting) {
  if (used.has(id)) continue;
  used.add(id);
  for (const dep of nodes.get(id).deps)
    if (dep.dep_kinds.some(({ kind }) => kind === null)) waiting.push(packages.get(dep.pkg));
}
const crates = [...used]
  .map((id) => packages.get(id))
  .filter(({ source }) => source !== null)
  .map(({ name, version, license, authors, manifest_path }) => ({
    name,
    version,
    licence: license ?? "see its source",
    authors: authors.map((author) => author.replace(/ *<.*>/, "")),
    folder: dirname(manifest_path),
  }));

const here = fileURLToPath(new URL(".", import.meta.url));
const lock = JSON.parse(readFileSync(join(here, "package-lock.json")));
const module = (path) => ({
  name: path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length),
  version: lock.packages[path].version,
  licence: lock.packages[path].license,
  authors: [],
  folder: join(here, path),
});
const modules = Object.entries(lock.packages)
  .filter(([path, { dev, devOptional, optional }]) => path && !dev && !devOptional && !optional)
  .map(([path]) => module(path));
// The page's framework is compiled into it.
if (!modules.some(({ name }) => name === "svelte")) modules.push(module("node_modules/svelte"));

/** Shorter texts only name their terms; the shortest licence in use is longer. */
const POINTER = 500;

/** What a text says, however its lines are broken. */
const words = (text) =>
  text
    .toLowerCase()
    .replace(/^[\s#*=/-]+/gm, " ")
    .replace(/\s+/g, " ")
    .trim();

const read = (...path) => readFileSync(join(...path), "utf8");
const mit = read(here, "../LICENSE-MIT");
/** Texts that are the same for everybody; whoever has nothing beside their work means one of these. */
const common = {
  "Apache-2.0": read(here, "../LICENSE-APACHE"),
  "MPL-2.0": textOf("MPL-2.0", /^mozilla public license/),
  "BSL-1.0": textOf("BSL-1.0", /^boost software license/),
};

/** The text of a licence, as somebody has it whose work is under that one only. */
function textOf(licence, begins) {
  for (const { folder } of crates.filter((one) => one.licence.includes(licence)))
    for (const text of files(folder)) if (begins.test(words(text))) return text;
  throw new Error(`nobody brings the text of ${licence}`);
}

/** What lies beside a work. */
function files(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((file) => file.isFile() && /^(licen[cs]e|copying|copyright|notice|unlicense)/i.test(file.name))
    .map(({ name }) => read(folder, name));
}

/** One text for all whose terms are the same: the Apache licence differs only in its address and its appendix. */
function plain(text) {
  return /^apache license .*end of terms and conditions/.test(words(text))
    ? common["Apache-2.0"]
    : text.trim();
}

/** The terms of a work. */
function terms({ name, licence, authors, folder }) {
  const own = files(folder);
  // Some only tell where the terms are to be found.
  if (own.some((text) => text.length > POINTER)) return own.map(plain);
  const known = Object.keys(common).find((id) => licence.includes(id));
  if (known) return [...own, common[known]];
  if (!licence.includes("MIT")) throw new Error(`the terms of ${name} (${licence}) are not known`);
  const whose = authors.length > 0 ? authors.join(", ") : `the authors of ${name}`;
  return [...own, mit.replace(/Copyright.*/, `Copyright (c) ${whose}`)];
}

const texts = [];
const places = new Map();
function placeOf(text) {
  const key = words(text);
  if (!places.has(key)) places.set(key, texts.push(text.trim().replace(/\r\n?/g, "\n")) - 1);
  return places.get(key);
}

const lines = [...crates, ...modules]
  .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1))
  .map((work) => {
    const { name, version, licence } = work;
    return { name, version, licence, texts: [...new Set(terms(work).map(placeOf))] };
  });
const write = (name, list) =>
  writeFileSync(
    new URL(`src/${name}`, import.meta.url),
    `[\n${list.map((one) => `  ${JSON.stringify(one)}`).join(",\n")}\n]\n`,
  );
write("licences.json", lines);
write("licence-texts.json", texts);
