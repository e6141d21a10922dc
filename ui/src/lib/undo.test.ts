import { expect, test } from "vitest";

import { Undo } from "./undo";

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
