// The look is decided in tokens.css: components name its values, and have none of their own.

import { readFileSync } from "node:fs";
import path from "node:path";

import { expect, test } from "vitest";

const tokens = readFileSync(path.join(import.meta.dirname, "tokens.css"), "utf8");
const base = readFileSync(path.join(import.meta.dirname, "base.css"), "utf8");
const pages: Record<string, string> = import.meta.glob("../**/*.svelte", {
  query: "?raw",
  import: "default",
  eager: true,
});
const scripts: Record<string, string> = import.meta.glob(
  ["../**/*.ts", "!../**/*.test.ts", "!../testing/**", "!../bindings.ts"],
  { query: "?raw", import: "default", eager: true },
);
const styled = { ...pages, "base.css": base };

const names =
  "aqua|beige|black|blue|brown|coral|crimson|cyan|fuchsia|gold|gr[ae]y|green|indigo|ivory|khaki|lavender|lime|magenta|maroon|navy|olive|orange|orchid|pink|plum|purple|red|salmon|sienna|silver|tan|teal|tomato|turquoise|violet|wheat|white|yellow";
const colour = new RegExp(
  String.raw`#(?:[0-9a-f]{3,4}){1,2}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\(\s*[\d.]|:[^;{}"]*[\s:(,](?:(?:dark|light|medium|pale|deep)?(?:${names}))\b(?![-\w(.])[^;{}"]*;`,
  "i",
);

/** What a file says in its styles, without remarks. */
function stylesOf(path: string, source: string): string {
  const style = path.endsWith(".svelte") ? source.slice(source.lastIndexOf("<style>")) : source;
  return style.replace(/\/\*[\s\S]*?\*\//g, "");
}

test("the test for colours finds them", () => {
  for (const style of [
    "color: #fff;",
    "background: rgb(1 2 3);",
    "border: 1px solid darkred;",
    "fill: white;",
  ])
    expect(style, style).toMatch(colour);
  for (const style of [
    "color: var(--text);",
    "white-space: nowrap;",
    "background: color-mix(in srgb, var(--accent) 9%, transparent);",
  ])
    expect(style, style).not.toMatch(colour);
});

test("no component knows a colour", () => {
  for (const [path, source] of Object.entries(styled)) {
    expect(stylesOf(path, source).match(colour)?.[0], path).toBeUndefined();
    // Nor does its markup: an inline style, a picture's fill.
    const markup = path.endsWith(".svelte") ? source.slice(0, source.lastIndexOf("<style>")) : "";
    expect(markup.match(/["'`](?:#[0-9a-f]{3,8}|(?:rgb|hsl)a?\([^)]*\))["'`]/i)?.[0], path).toBeUndefined();
  }
  for (const [path, source] of Object.entries(scripts))
    expect(source.match(/["'`]#(?:[0-9a-f]{3,4}){1,2}["'`]/i)?.[0], path).toBeUndefined();
});

test("every token that is named is there, and every one that is there is named", () => {
  const known = new Set([...tokens.matchAll(/^ {2,}--([\w-]+):/gm)].map(([, name]) => name));
  const own = new Set(
    Object.values(pages).flatMap((source) =>
      [...source.matchAll(/style:--([\w-]+)/g)].map(([, name]) => name),
    ),
  );
  const used = new Set<string | undefined>();
  for (const source of [...Object.values(styled), tokens])
    for (const [, name] of source.matchAll(/var\(--([\w-]+)/g)) used.add(name);
  expect([...used].filter((name) => !known.has(name ?? "") && !own.has(name))).toEqual([]);
  expect([...known].filter((name) => !used.has(name))).toEqual([]);
});

test("69: what moves takes its time from a token, and with reduced motion it takes none", () => {
  const [, reduced = ""] = tokens.split("prefers-reduced-motion: reduce");
  for (const [path, source] of Object.entries(styled))
    for (const [, moves = ""] of stylesOf(path, source).matchAll(
      /(?:transition|animation)(?:-[a-z]+)?:\s*([^;]+);/g,
    )) {
      const [token] = moves.match(/var\(--([\w-]+)\)/) ?? [];
      expect(token, `${path}: ${moves}`).toBeDefined();
      expect(moves.replace(/var\([^)]*\)/g, ""), path).not.toMatch(/\d/);
      expect(reduced, path).toContain(`${token?.slice(4, -1)}: 0ms`);
    }
  // Nothing moves by script.
  for (const [path, source] of [...Object.entries(pages), ...Object.entries(scripts)])
    expect(
      source.match(/svelte\/(?:transition|animate|motion)|\.animate\(|behavior: ["']smooth/)?.[0],
      path,
    ).toBeUndefined();
});
