import { fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, expect, test, vi } from "vitest";

import { told } from "../lib/keys";
import { FakeEngine } from "../testing/fake";
import { message } from "../testing/rows";
import { settle } from "../testing/settle";
import ChatWindow from "./ChatWindow.svelte";

const conversation = { kind: "private", targetId: "bob" } as const;
const hit = (id: number) => ({
  id,
  sender: "Bob",
  time: 5,
  text: [{ text: "plan", found: true }],
  part: null,
});
let engine: FakeEngine;

async function open(): Promise<HTMLElement> {
  engine = new FakeEngine({
    searchIn: ({ before }) => (before === null ? [hit(41), hit(40)] : []),
    pickFiles: () => ({ picked: 1, names: [] }),
  });
  render(ChatWindow, { conversation, onready: () => undefined });
  engine.splice(conversation, 0, 0, [message(1, "hello", 1)]);
  await settle();
  return screen.getByTestId("composer");
}

afterEach(() => {
  vi.useRealTimers();
});

/** Opens the search with the second of its keys, and looks for a word. */
async function look(): Promise<HTMLElement> {
  vi.useFakeTimers();
  const composer = await open();
  await fireEvent.keyDown(composer, { key: "F", code: "KeyF", ctrlKey: true, shiftKey: true });
  const field = screen.getByTestId("search");
  expect(document.activeElement).toBe(field);
  await fireEvent.input(field, { target: { value: "plan" } });
  await vi.advanceTimersByTimeAsync(500);
  return field;
}

test("12: in a chat's own window Ctrl+Shift+F looks in this chat, and what is found is shown in it", async () => {
  const field = await look();
  expect(engine.asked("searchIn")).toEqual([{ conversation, words: "plan", before: null }]);
  expect(screen.getByLabelText("Search in this chat")).toBe(field);
  expect(screen.queryByTestId("search-within"), "there is nowhere else to look").toBeNull();
  await fireEvent.keyDown(field, { key: "ArrowDown" });
  await fireEvent.keyDown(field, { key: "Enter" });
  expect(engine.asked("jumpToMessage")).toMatchObject([{ messageId: 40 }]);
  expect(document.activeElement, "one goes on to the next").toBe(field);
});

test("12: Escape empties the search, then closes it, and one goes on writing", async () => {
  const field = await look();
  await fireEvent.keyDown(field, { key: "Escape" });
  expect(screen.queryAllByRole("option")).toEqual([]);
  await fireEvent.keyDown(field, { key: "Backspace" });
  await fireEvent.keyDown(field, { key: "Escape" });
  expect(screen.queryByTestId("chat-search")).toBeNull();
  expect(document.activeElement).toBe(screen.getByTestId("composer"));
});

test("12: Ctrl+F leads back to a search that is open", async () => {
  const field = await look();
  screen.getByTestId("composer").focus();
  await fireEvent.keyDown(screen.getByTestId("composer"), { key: "f", ctrlKey: true });
  expect(document.activeElement).toBe(field);
});

/** What the settings tell that is no command of the page's, but of what has the focus. */
const ofFocus = ["keys.menu", "keys.edit", "keys.pastePlain", "keys.line", "keys.back"];

test.each([
  ...told.everywhere.filter(([name]) => !ofFocus.includes(name)).map((one) => ["takes", ...one] as const),
  ...told.main.map((one) => ["leaves", ...one] as const),
])("12: a chat's own window %s what the settings say: %s", async (what, _, keys) => {
  const composer = await open();
  await fireEvent.keyDown(composer, { key: "ArrowUp", ctrlKey: true }); // quoted, so that there is a next one
  for (const combination of keys) {
    const parts = combination.split("+");
    const left = await fireEvent.keyDown(composer, {
      key: parts.at(-1),
      ctrlKey: parts.includes("Mod") || parts.includes("Ctrl"),
      altKey: parts.includes("Alt"),
      shiftKey: parts.includes("Shift"),
    });
    expect(left, combination).toBe(what === "leaves");
  }
});
