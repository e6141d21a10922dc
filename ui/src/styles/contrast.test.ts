import { readFileSync } from "node:fs";
import path from "node:path";

import { expect, test } from "vitest";

const css = readFileSync(path.join(import.meta.dirname, "tokens.css"), "utf8");
const [light = "", dark = ""] = css.split(':root[data-theme="dark"]');

function token(theme: string, name: string): string {
  const found =
    new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(theme) ??
    new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(light);
  if (!found?.[1]) throw new Error(`no token ${name}`);
  return found[1];
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

/** What stands on what. */
const pairs: [string, string][] = [
  ["text", "canvas"],
  ["text", "bubble"],
  ["text", "bubble-own"],
  ["second", "bubble"],
  ["second", "bubble-own"],
  ["accent-strong", "bubble"],
  ["accent-strong", "bubble-own"],
  ["second", "canvas"],
  ["second", "list"],
  ["second", "pinned"],
  ["accent", "canvas"],
  ["on-accent", "accent"],
  ["accent-text", "list"],
  ["danger", "canvas"],
];

test.each([
  ["light", light],
  ["dark", dark],
])("69: text in the %s theme has a contrast of at least 4.5:1", (_, theme) => {
  for (const [front, back] of pairs) {
    expect(contrast(token(theme, front), token(theme, back)), `${front} on ${back}`).toBeGreaterThanOrEqual(
      4.5,
    );
  }
});
