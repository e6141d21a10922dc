// No component says anything by itself, and none knows where left is.

import { parse } from "svelte/compiler";
import { expect, test } from "vitest";

const sources: Record<string, string> = import.meta.glob("../**/*.svelte", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** Attributes that people read or hear. */
const read = new Set(["title", "aria-label", "placeholder", "alt", "label"]);
const isWord = (text: string): boolean => /\p{Letter}{2}/u.test(text);

/** Every word in a template that stands there as it is. */
function words(node: unknown, found: string[] = []): string[] {
  if (Array.isArray(node)) for (const one of node) words(one, found);
  else if (typeof node === "object" && node !== null) {
    const { type, name, value, data } = node as Partial<Record<"type" | "name" | "data", string>> & {
      value?: unknown;
    };
    if (type === "Text" && data && isWord(data)) found.push(data.trim());
    else if (type === "Attribute") {
      if (name && read.has(name) && Array.isArray(value)) words(value, found);
    } else if (type !== "StyleDirective") for (const inside of Object.values(node)) words(inside, found);
  }
  return found;
}

test("the test for words finds them", () => {
  const page = `<b title="Hello">{t("x")}</b> there <i class="none" data-testid="none">{1}</i>`;
  expect(words(parse(page, { modern: true }).fragment)).toEqual(["Hello", "there"]);
});

test("70: no component has words of its own", () => {
  for (const [path, source] of Object.entries(sources))
    expect(words(parse(source, { modern: true }).fragment), path).toEqual([]);
});

test("70: no style knows left from right: pages are mirrored where lines run from right to left", () => {
  const sided =
    /(?:^|[\s;{])((?:margin|padding|border)-(?:left|right)|left|right|float)\s*:|text-align:\s*(?:left|right)/m;
  for (const [path, source] of Object.entries(sources)) {
    const style = source.slice(source.lastIndexOf("<style>"));
    expect(style.match(sided)?.[0], path).toBeUndefined();
  }
});
