// What stands on what, and whether it can be read: every pair of tokens that the page paints, in both themes.

import { readFileSync } from "node:fs";
import path from "node:path";

import { expect, test } from "vitest";

import { contrast, mixed, type Colour } from "../lib/ink";

const css = readFileSync(path.join(import.meta.dirname, "tokens.css"), "utf8");
const [light = "", dark = ""] = css.split('[data-theme="dark"]');

type Sheer = [red: number, green: number, blue: number, alpha: number];

/** A token's colour: the dark theme says only what differs. */
function token(theme: string, name: string): Sheer {
  const value = (new RegExp(`--${name}: ([^;]+);`).exec(theme) ??
    new RegExp(`--${name}: ([^;]+);`).exec(light))?.[1];
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/.exec(value ?? "");
  if (hex) return [...hex.slice(1).map((part) => parseInt(part, 16)), 1] as Sheer;
  const rgb = /^rgb\((\d+) (\d+) (\d+) \/ (\d+)%\)$/.exec(value ?? "");
  if (!rgb) throw new Error(`no colour: ${name}`);
  const [red = 0, green = 0, blue = 0, percent = 0] = rgb.slice(1).map(Number);
  return [red, green, blue, percent / 100];
}

/** `list hover`: the second lies over the first, and lets it through. */
function ground(theme: string, names: string): Colour {
  return names.split(" ").reduce<Colour>(
    (below, name) => {
      const [red, green, blue, alpha] = token(theme, name);
      return mixed([red, green, blue], below, alpha);
    },
    [0, 0, 0],
  );
}

/** Words, by what they stand on. */
const words: Record<string, string[]> = {
  // Rows of a list: as they are, under the pointer, on top, chosen.
  list: ["text", "second", "third", "danger", "accent-text"],
  "list hover": ["text", "second", "third", "danger"],
  pinned: ["text", "second", "third", "danger"],
  "pinned hover": ["text", "second", "third", "danger"],
  "list accent-soft": ["text", "second", "third", "danger", "accent-text"],
  "pinned accent-soft": ["text", "second", "third", "danger", "accent-text"],
  // A chat: its ground, a message that was looked for or chosen, bubbles.
  canvas: ["text", "second", "third", "danger", "accent", "accent-text", "accent-strong"],
  "canvas hover": ["text", "second", "third", "danger", "accent-text"],
  "canvas accent-soft": ["text", "second", "third", "danger", "accent-text"],
  bubble: ["text", "second", "third", "danger", "accent-strong", "accent-text"],
  "bubble-own": ["text", "second", "accent-strong", "accent-text"],
  // Panels that float.
  raised: ["text", "second", "third", "danger", "accent", "accent-text"],
  "raised hover": ["text", "second"],
  "raised accent-soft": ["text", "accent-text"],
  rail: ["text", "second"],
  // What is filled with a colour.
  accent: ["on-accent"],
  // A button under the pointer.
  "canvas hover hover": ["text", "danger"],
  "accent hover": ["on-accent"],
  "badge-muted": ["on-tint"],
  ...Object.fromEntries([0, 1, 2, 3, 4, 5, 6, 7].map((at) => [`tint-${at}`, ["on-tint"]])),
  // Over a picture, which may be white.
  "on-tint over": ["on-over", "over-action"],
};

/** Signs, borders of what can be chosen, and the ring of the focus. */
const signs: Record<string, string[]> = {
  list: ["accent", "second"],
  pinned: ["accent"],
  "list accent-soft": ["accent"],
  "pinned accent-soft": ["accent"],
  "rail accent-soft": ["accent"],
  canvas: ["accent", "line-strong"],
  "canvas accent-soft": ["accent"],
  bubble: ["accent"],
  "bubble-own": ["accent"],
  raised: ["accent"],
};

const themes = [
  ["light", light],
  ["dark", dark],
] as const;

const tooFaint = (theme: string, pairs: Record<string, string[]>, least: number): string[] =>
  Object.entries(pairs).flatMap(([back, fronts]) =>
    fronts.flatMap((front) => {
      const found = contrast(ground(theme, `${back} ${front}`), ground(theme, back));
      return found < least ? [`${front} on ${back}: ${found.toFixed(2)}`] : [];
    }),
  );

test.each(themes)("69: words in the %s theme have a contrast of at least 4.5:1", (_, theme) => {
  expect(tooFaint(theme, words, 4.5)).toEqual([]);
});

test.each(themes)("69: signs in the %s theme have a contrast of at least 3:1", (_, theme) => {
  expect(tooFaint(theme, signs, 3)).toEqual([]);
});

test.each(themes)("the greys of the %s theme are told apart", (_, theme) => {
  const [text, second, third] = ["text", "second", "third"].map((name) =>
    contrast(ground(theme, name), ground(theme, "canvas")),
  );
  expect((text ?? 0) / (second ?? 1)).toBeGreaterThan(1.3);
  expect((second ?? 0) / (third ?? 1)).toBeGreaterThan(1.3);
});
