// Writes src/licences.json: whose work Pipit is built on, from what cargo and npm know of it. Run by `npm run licences`.

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

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
  .map(({ name, version, license }) => ({ name, version, licence: license ?? "see its source" }));

const lock = JSON.parse(readFileSync(new URL("package-lock.json", import.meta.url)));
const modules = Object.entries(lock.packages)
  .filter(([path, { dev, devOptional, optional }]) => path && !dev && !devOptional && !optional)
  .map(([path, { version, license }]) => ({
    name: path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length),
    version,
    licence: license,
  }));
// The page's framework is compiled into it.
const svelte = lock.packages["node_modules/svelte"];
if (!modules.some(({ name }) => name === "svelte"))
  modules.push({ name: "svelte", version: svelte.version, licence: svelte.license });

const lines = [...crates, ...modules]
  .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1))
  .map(
    ({ name, version, licence }) =>
      `  { "name": "${name}", "version": "${version}", "licence": ${JSON.stringify(licence)} }`,
  );
writeFileSync(new URL("src/licences.json", import.meta.url), `[\n${lines.join(",\n")}\n]\n`);
