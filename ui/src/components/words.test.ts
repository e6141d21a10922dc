// No component says anything by itself, and none knows where left is.

import { parse } from "svelte/compiler";
import ts from "typescript";
import { expect, test } from "vitest";

const sources: Record<string, string> = import.meta.glob("../**/*.svelte", {
  query: "?raw",
  import: "default",
  eager: true,
});

const scripts: Record<string, string> = import.meta.glob(
  // `kinds` lists the endings of files, which are no words.
  ["../**/*.ts", "!../**/*.test.ts", "!../testing/**", "!../bindings.ts", "!../lib/kinds.ts"],
  { query: "?raw", import: "default", eager: true },
);

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

/** A string that somebody may read: two words, a word with a capital, or a letter that no code has. */
const isSaid = (text: string): boolean =>
  /\p{Letter}{2}[,;:]? \p{Letter}{2}|^\p{Lu}\p{Ll}+[.!?…:]?$|[^\p{ASCII}]/u.test(text) && isWord(text);

/** What is no word: names of keys as the browser has them, of elements and what is dragged, of languages. */
const names =
  /^(?:Arrow\w+|Mod|Files|.+\[\w+\]|Backspace|ContextMenu|Control|Delete|End|Ctrl|Enter|Esc|Escape|Home|Meta|Alt|Shift|Super|Page\w+|Space|Tab|F\d+|(?:Alt|Ctrl|Shift)\+.+|\(prefers-.+|zh-\w+|Hant|HK|MO|TW)$/;

/** Strings in the code of a component: what stands in expressions, and in its script. */
function literals(node: unknown, found: string[] = []): string[] {
  if (Array.isArray(node)) for (const one of node) literals(one, found);
  else if (typeof node === "object" && node !== null) {
    const { type, value } = node as { type?: string; value?: unknown };
    if (type === "ImportDeclaration" || type?.startsWith("TS")) return found;
    if (type === "NewExpression" || type === "StyleSheet" || type === "Comment") return found;
    if (type === "Literal" && typeof value === "string") found.push(value);
    if (type === "TemplateElement") found.push((value as { raw: string }).raw);
    for (const inside of Object.values(node)) literals(inside, found);
  }
  return found.filter((text) => isSaid(text) && !names.test(text));
}

/** The same in a module. What an error says is for those who write code. */
function stringsOf(source: string): string[] {
  const found: string[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || ts.isNewExpression(node)) return;
    if (
      ts.isStringLiteralLike(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddle(node) ||
      ts.isTemplateTail(node)
    )
      found.push(node.text);
    ts.forEachChild(node, look);
  };
  look(ts.createSourceFile("module.ts", source, ts.ScriptTarget.Latest));
  return found.filter((text) => isSaid(text) && !names.test(text));
}

test("the test for words finds them", () => {
  const page = `<b title="Hello">{t("x")}</b> there <i class="none" data-testid="none">{1}</i>`;
  expect(words(parse(page, { modern: true }).fragment)).toEqual(["Hello", "there"]);
  const component = `<script lang="ts">toast.say("Saved"); if (key === "Enter") go("save-it");</script>{ok ? "Well done" : t("x")}`;
  expect(literals(parse(component, { modern: true }))).toEqual(["Well done", "Saved"]);
  const module =
    'import "A b"; toast.say(`${n} were sent`); throw new Error("no such thing"); type A = "Some words";';
  expect(stringsOf(module)).toEqual([" were sent"]);
});

test("70: no component has words of its own", () => {
  for (const [path, source] of Object.entries(sources))
    expect(words(parse(source, { modern: true }).fragment), path).toEqual([]);
});

test("70: no component says a word in its code, and no module does", () => {
  const said = [
    ...Object.entries(sources).map(([path, source]) => [path, literals(parse(source, { modern: true }))]),
    ...Object.entries(scripts).map(([path, source]) => [path, stringsOf(source)]),
  ].filter(([, words]) => words?.length);
  expect(said).toEqual([]);
});

test("70: no style knows left from right: pages are mirrored where lines run from right to left", () => {
  const sided =
    /(?:^|[\s;{])((?:margin|padding|border)-(?:left|right)|left|right|float)\s*:|text-align:\s*(?:left|right)/m;
  for (const [path, source] of Object.entries(sources)) {
    const style = source.slice(source.lastIndexOf("<style>"));
    expect(style.match(sided)?.[0], path).toBeUndefined();
  }
});
