import { readFileSync } from "node:fs";
import path from "node:path";

import { expect, test } from "vitest";

import { contrast, groundOf, inkOn, type Colour } from "./ink";

const css = readFileSync(path.join(import.meta.dirname, "../styles/tokens.css"), "utf8");
const [light = "", dark = ""] = css.split('[data-theme="dark"]');
const danger = (theme: string): Colour => {
  const hex = /--danger: #(\w{6});/.exec(theme)?.[1] ?? "";
  return [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16)) as Colour;
};
const read = (colour: string): Colour => (colour.match(/\d+/g) ?? []).map(Number) as Colour;

test("3: whatever colour a row has, its words, softer words and warnings can be read", () => {
  const faint: string[] = [];
  for (let red = 0; red <= 255; red += 15)
    for (let green = 0; green <= 255; green += 15)
      for (let blue = 0; blue <= 255; blue += 15) {
        const ground: Colour = [red, green, blue];
        const ink = inkOn(ground);
        const warning = ink.plain ? read(ink.words) : danger(ink.theme === "dark" ? dark : light);
        for (const colour of [read(ink.words), read(ink.quiet), warning])
          if (contrast(colour, ground) < 4.5) faint.push(`${colour} on ${ground}`);
      }
  expect(faint).toEqual([]);
});

test("3: what shines through counts", () => {
  const behind = document.createElement("div");
  const row = document.createElement("div");
  behind.append(row);
  document.body.replaceChildren(behind);
  behind.style.background = "rgb(0, 0, 0)";
  row.style.background = "rgba(255, 255, 255, 0.2)";
  expect(groundOf(row)).toEqual([51, 51, 51]);
  row.style.background = "#ffe9b8";
  expect(groundOf(row)).toEqual([255, 233, 184]);
});
