import { fireEvent } from "@testing-library/svelte";
import { expect, onTestFinished, test } from "vitest";

import { hearUndo, replace, Undo } from "./undo";

/** Types or removes at the end of what stands there. */
function write(undo: Undo, texts: string[], inputType = "insertText"): void {
  for (const text of texts) undo.changed({ text, caret: text.length }, inputType);
}

test("typed words are taken back one by one, and made again", () => {
  const undo = new Undo();
  write(undo, ["o", "on", "one", "one ", "one t", "one tw", "one two"]);
  expect(undo.undo()).toEqual({ text: "one ", caret: 4 });
  expect(undo.undo()).toEqual({ text: "", caret: 0 });
  expect(undo.undo()).toBeNull();
  expect(undo.redo()).toEqual({ text: "one ", caret: 4 });
  expect(undo.redo()).toEqual({ text: "one two", caret: 7 });
  expect(undo.redo()).toBeNull();
});

test("what is typed elsewhere, pasted, cut or composed is a change of its own", () => {
  const undo = new Undo();
  write(undo, ["a", "ac"]);
  undo.changed({ text: "abc", caret: 2 }, "insertText");
  write(undo, ["abc pasted"], "insertFromPaste");
  write(undo, ["abc pastedn", "abc pastedni"], "insertCompositionText");
  write(undo, ["abc pasted你"], "insertFromComposition");
  write(undo, ["abc pasted", "abc paste"], "deleteContentBackward");
  write(undo, [""], "deleteByCut");
  const texts = ["abc paste", "abc pasted你", "abc pasted", "abc", "ac", ""];
  expect(texts.map(() => undo.undo()?.text)).toEqual(texts);
});

test("the caret stands behind what has changed", () => {
  const undo = new Undo();
  write(undo, ["one two"], "insertFromPaste");
  undo.changed({ text: "one", caret: 3 }, "deleteByCut");
  undo.changed({ text: "oone", caret: 1 }, "insertText");
  expect(undo.undo()).toEqual({ text: "one", caret: 1 });
  expect(undo.undo()).toEqual({ text: "one two", caret: 7 });
});

test("a change after a step back leaves nothing to make again, and no way leads back over what others have put there", () => {
  const undo = new Undo();
  write(undo, ["one"], "insertFromPaste");
  undo.undo();
  write(undo, ["two"], "insertFromPaste");
  expect(undo.redo()).toBeNull();
  undo.meet("two");
  expect(undo.undo()?.text).toBe("");
  undo.redo();
  undo.meet(""); // it was sent
  expect(undo.undo()).toBeNull();
  write(undo, ["x"]);
  expect(undo.undo()?.text).toBe("");
});

test("it remembers a hundred steps", () => {
  const undo = new Undo();
  const texts = Array.from({ length: 102 }, (_, at) => "x".repeat(at + 1));
  write(undo, texts, "insertFromPaste");
  let steps = 0;
  while (undo.undo()) steps += 1;
  expect(steps).toBe(100);
});

/** A field of the page, in which changes are heard of. */
function field(kind: "input" | "textarea", more: Partial<HTMLInputElement> = {}): HTMLInputElement {
  const field = document.body.appendChild(document.createElement(kind)) as HTMLInputElement;
  onTestFinished(() => field.remove());
  return Object.assign<HTMLInputElement, object>(field, more);
}

/** Puts this into a field as a person does, at once. */
async function enter(field: HTMLInputElement, value: string): Promise<void> {
  await fireEvent(field, new InputEvent("beforeinput", { bubbles: true, inputType: "insertFromPaste" }));
  field.value = value;
  await fireEvent(field, new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
}

/** What stands in a field after Ctrl and a key; nothing when the key is left to others. */
async function press(field: HTMLInputElement, key: string): Promise<string | null> {
  return (await fireEvent.keyDown(field, { key, ctrlKey: true })) ? null : field.value;
}

test("each field has a history of its own, which begins with what stood there", async () => {
  onTestFinished(hearUndo());
  const name = field("input", { value: "Harbour" });
  const note = field("textarea");
  const told: string[] = [];
  name.addEventListener("input", () => told.push(name.value));
  await enter(name, "Harbour team");
  await enter(note, "see you");
  replace(note, 0, 3, "meet");
  expect([note.value, note.selectionStart]).toEqual(["meet you", 4]);
  expect([await press(name, "z"), await press(name, "z")]).toEqual(["Harbour", "Harbour"]);
  expect(told, "the page hears of it as of other changes").toEqual(["Harbour team", "Harbour"]);
  expect([await press(note, "z"), await press(note, "z")]).toEqual(["see you", ""]);
  expect([await press(note, "y"), await press(name, "y")]).toEqual(["see you", "Harbour team"]);
});

test("what is secret is remembered nowhere, and what the web view is to tell of is left to it", async () => {
  onTestFinished(hearUndo());
  const time = field("input");
  time.setAttribute("inputmode", "numeric");
  for (const one of [field("input", { type: "password" }), time]) {
    await enter(one, "x");
    expect(await press(one, "z")).toBeNull();
  }
});

test("keys that somebody else has taken change nothing", async () => {
  onTestFinished(hearUndo());
  const name = field("input");
  await enter(name, "Harbour");
  name.addEventListener("keydown", (event) => event.preventDefault());
  await press(name, "z");
  expect(name.value).toBe("Harbour");
});
