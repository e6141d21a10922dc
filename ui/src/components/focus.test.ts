import { fireEvent, render, screen } from "@testing-library/svelte";
import { beforeEach, expect, test } from "vitest";

import { FakeEngine } from "../testing/fake";
import { message } from "../testing/rows";
import { settle } from "../testing/settle";
import Chat from "./Chat.svelte";

const conversation = { kind: "private", targetId: "bob" } as const;
const noon = new Date(2026, 4, 3, 12).getTime();
let engine: FakeEngine;

beforeEach(() => {
  engine = new FakeEngine();
});

async function open(): Promise<HTMLTextAreaElement> {
  render(Chat, { conversation, title: "Bob", avatar: null, focus: true, onback: null, onleave: null });
  const picture = { type: "image", preview: null, percent: null } as const;
  engine.splice(conversation, 0, 0, [
    message(1, "first", noon),
    message(2, "", noon, { body: picture }),
    message(3, "third", noon),
  ]);
  await settle();
  return screen.getByTestId("composer");
}

function item(at: number): HTMLElement {
  const found = screen.getAllByTestId("message")[at];
  if (!found) throw new Error("there are fewer messages");
  return found;
}

test("37: a letter goes to the words, wherever the focus was left in the chat; what asks for something else does not", async () => {
  const area = await open();
  item(0).focus();
  for (const held of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }])
    await fireEvent.keyDown(item(0), { key: "h", ...held });
  for (const key of [" ", "Shift", "PageDown"]) await fireEvent.keyDown(item(0), { key });
  expect(document.activeElement).toBe(item(0));
  expect(await fireEvent.keyDown(item(0), { key: "h" }), "the letter is written").toBe(true);
  expect(document.activeElement).toBe(area);
  item(1).focus();
  await fireEvent.keyDown(item(1), { key: "你" });
  expect(document.activeElement).toBe(area);
});

test("37: what is pasted goes to the words, wherever the focus was left in the chat", async () => {
  const area = await open();
  for (const key of [
    { key: "v", ctrlKey: true },
    { key: "Insert", shiftKey: true },
  ]) {
    item(0).focus();
    expect(await fireEvent.keyDown(item(0), key), "the web view pastes").toBe(true);
    expect(document.activeElement).toBe(area);
  }
  const field = document.body.appendChild(document.createElement("input"));
  field.focus();
  await fireEvent.keyDown(field, { key: "v", ctrlKey: true });
  expect(document.activeElement, "it is pasted there").toBe(field);
  field.remove();
});

test("37: a click on a message leaves one writing, unless it has chosen words of it", async () => {
  const area = await open();
  item(0).focus();
  const words = screen.getByText("first");
  getSelection()?.selectAllChildren(words);
  await fireEvent.click(words, { detail: 1 });
  expect(document.activeElement, "they can be copied").toBe(item(0));
  getSelection()?.removeAllRanges();
  await fireEvent.click(words, { detail: 1 });
  expect(document.activeElement).toBe(area);
});

test("37: a click in the chat that gives the focus to nobody leaves one writing", async () => {
  const area = await open();
  const bar = screen.getByRole("heading", { name: "Bob" });
  area.blur();
  await fireEvent.click(bar, { detail: 1 });
  expect(document.activeElement).toBe(area);
  area.blur();
  await fireEvent.click(bar, { detail: 0 });
  expect(document.activeElement, "no mouse was there").toBe(document.body);
});

test("51: who has opened a picture with the mouse goes on writing when it is closed", async () => {
  const area = await open();
  const picture = screen.getByTestId("picture");
  expect(await fireEvent.mouseDown(picture), "it takes the focus from nobody").toBe(false);
  await fireEvent.click(picture, { detail: 1 });
  const viewer = screen.getByTestId("picture-viewer");
  expect(document.activeElement).toBe(viewer);
  await fireEvent(viewer, new Event("cancel", { cancelable: true }));
  expect(screen.queryByTestId("picture-viewer")).toBeNull();
  expect(document.activeElement).toBe(area);
});

test("68: what was opened with the keyboard gives the focus back to where it was opened", async () => {
  (await open()).blur();
  const picture = screen.getByTestId("picture");
  picture.focus();
  await fireEvent.click(picture);
  await fireEvent(screen.getByTestId("picture-viewer"), new Event("cancel", { cancelable: true }));
  expect(document.activeElement).toBe(picture);
});

test("68: Shift+Tab comes to the newest message too, and the arrows go on from what is in one", async () => {
  const area = await open();
  area.focus();
  screen.getByTestId("picture").focus();
  expect(document.activeElement, "the last thing with a place in the order is in another").toBe(item(2));
  screen.getByTestId("picture").focus();
  await fireEvent.keyDown(screen.getByTestId("picture"), { key: "ArrowUp" });
  expect(document.activeElement).toBe(item(0));
});
