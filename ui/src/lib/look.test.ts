import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { expect, test } from "vitest";

import { read, tokens, wear } from "./look";

test("a look gives tokens other values, per theme", () => {
  const page = document.createElement("div").style;
  const { look, problems } = read({
    light: { accent: "#7a1fa2", "radius-bubble": "4px", "accent-soft": "rgb(122 31 162 / 12%)" },
    dark: { accent: "#d29bff" },
  });
  expect(problems).toEqual([]);
  wear(look, "light", page);
  expect(page.getPropertyValue("--accent")).toBe("#7a1fa2");
  wear(look, "dark", page);
  expect([page.getPropertyValue("--accent"), page.getPropertyValue("--radius-bubble")]).toEqual([
    "#d29bff",
    "4px",
  ]);
});

test("what is of one theme goes with it", () => {
  const page = document.createElement("div").style;
  const { look } = read({ light: { list: "#eeeeee" }, dark: { canvas: "#000000" } });
  wear(look, "dark", page);
  expect(page.getPropertyValue("--canvas")).toBe("#000000");
  expect(page.getPropertyValue("--list"), "the dark theme has its own").toBe("");
  wear(look, "light", page);
  expect(page.getPropertyValue("--canvas")).toBe("");
});

test("a look holds values of tokens, and nothing else", () => {
  const refused = {
    light: {
      canvas: "url(https://example.org/x.png)",
      text: "var(--accent); position: fixed",
      "row-height": "64",
      quick: "9000ms linear",
      "no-such": "#ffffff",
      font: "x; } body { display: none",
      "bubble-share": 62,
    },
    sepia: {},
    dark: null,
  };
  const { look, problems } = read(refused);
  expect(look).toEqual({ light: {}, dark: {} });
  expect(problems).toHaveLength(9);
  for (const none of [null, [], "light", 3]) expect(read(none).problems).toHaveLength(1);
});

test("docs/theming.md lists every token; UPDATE_DOCS=1 writes it", () => {
  const file = path.join(import.meta.dirname, "../../../docs/theming.md");
  const text = readFileSync(file, "utf8");
  const rows = tokens().map(
    ({ name, kind, light, dark }) =>
      `| \`${name}\` | ${kind} | \`${light}\` | ${dark ? `\`${dark}\`` : ""} |`,
  );
  const table = ["| token | kind | light | dark, if another |", "|---|---|---|---|", ...rows].join("\n");
  const now = text.replace(/\| token \|[\s\S]*?(?=\n\n|\n$|$)/, table);
  if (process.env.UPDATE_DOCS) writeFileSync(file, now);
  expect(process.env.UPDATE_DOCS ? now : text).toBe(now);
});
