import { fireEvent, render, screen } from "@testing-library/svelte";
import { beforeEach, expect, test, vi } from "vitest";

import { hearCompositions } from "../lib/ime";
import { hearLongPresses } from "../lib/longpress";
import { settings } from "../stores/settings.svelte";
import { defaultSettings, FakeEngine } from "../testing/fake";
import { message, own } from "../testing/rows";
import { settle } from "../testing/settle";
import Chat from "./Chat.svelte";

const conversation = { kind: "group", targetId: "team" } as const;
const noon = new Date(2026, 4, 3, 12).getTime();
const avatar = { url: null, initials: "B", tint: 1 };
let engine: FakeEngine;

beforeEach(() => {
  settings.value = defaultSettings;
  const people = ["Bob", "Bea"].map((name) => ({ id: name.toLowerCase(), name, avatar, me: false }));
  engine = new FakeEngine({
    mentionable: () => ({ people, everybody: false }),
    pickFiles: () => ({ picked: 1, names: [] }),
  });
});

async function open(): Promise<HTMLTextAreaElement> {
  render(Chat, { conversation, title: "Team", avatar: null, focus: true, onback: null, onleave: null });
  const mine = own(3, "mine", noon);
  engine.splice(conversation, 0, 0, [message(1, "first", noon), message(2, "second", noon), mine]);
  await settle();
  return screen.getByTestId("composer");
}

function item(at: number): HTMLElement {
  const found = screen.getAllByTestId("message").at(at);
  if (!found) throw new Error("there are fewer messages");
  return found;
}

const quoted = () => screen.queryByTestId("quote-bar")?.textContent ?? null;

test("12: Ctrl+Up quotes the message before, again and again; Ctrl+Down goes back to none", async () => {
  const area = await open();
  const press = async (key: string) => {
    await fireEvent.keyDown(area, { key, ctrlKey: true });
    await settle();
  };
  await press("ArrowUp");
  expect(quoted()).toContain("mine");
  await press("ArrowUp");
  await press("ArrowUp");
  expect(quoted()).toContain("first");
  await press("ArrowUp");
  expect(quoted(), "nothing stands before it").toContain("first");
  await press("ArrowDown");
  expect(quoted()).toContain("second");
  await press("ArrowDown");
  await press("ArrowDown");
  expect(quoted()).toBeNull();
});

test("12: Ctrl+Shift+R answers the last message of others, Ctrl+U attaches, with CapsLock too", async () => {
  const area = await open();
  await fireEvent.keyDown(area, { key: "r", code: "KeyR", ctrlKey: true, shiftKey: true });
  await settle();
  expect(quoted()).toContain("second");
  await fireEvent.keyDown(area, { key: "U", code: "KeyU", ctrlKey: true });
  expect(engine.asked("pickFiles")).toEqual([{ kind: "any" }]);
});

test("38: where Ctrl+Enter sends, Enter and Shift+Enter are new lines", async () => {
  settings.value = { ...defaultSettings, sendKey: "ctrlEnter" };
  const area = await open();
  await fireEvent.input(area, { target: { value: "hello" } });
  for (const held of [{}, { shiftKey: true }, { ctrlKey: true, shiftKey: true }]) {
    const event = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...held });
    await fireEvent(area, event);
    expect(event.defaultPrevented, JSON.stringify(held)).toBe(false);
  }
  expect(engine.asked("sendText")).toEqual([]);
  await fireEvent.keyDown(area, { key: "Enter", ctrlKey: true });
  expect(engine.asked("sendText")).toHaveLength(1);
});

test("39: Up and Down choose a person, Tab picks, Esc closes and keeps what was written", async () => {
  const area = await open();
  const type = async (value: string) => {
    await fireEvent.input(area, { target: { value } });
    await vi.waitFor(() => expect(screen.getAllByTestId("mention-option")).toHaveLength(2));
  };
  const marked = () =>
    screen.getAllByTestId("mention-option").findIndex((one) => one.getAttribute("aria-selected") === "true");
  await type("ask @b");
  expect(marked()).toBe(0);
  await fireEvent.keyDown(area, { key: "ArrowDown" });
  await settle();
  expect(marked()).toBe(1);
  await fireEvent.keyDown(area, { key: "ArrowUp" });
  await settle();
  expect(marked()).toBe(0);
  await fireEvent.keyDown(area, { key: "Escape" });
  await settle();
  expect(screen.queryByTestId("mention-picker")).toBeNull();
  expect(area.value).toBe("ask @b");
  await type("ask @be");
  await fireEvent.keyDown(area, { key: "ArrowDown" });
  await fireEvent.keyDown(area, { key: "Tab" });
  await settle();
  expect(area.value).toBe("ask @Bea ");
});

test("45: the counter is there in the last tenth, and not before", async () => {
  const area = await open();
  await fireEvent.input(area, { target: { value: "x".repeat(26_999) } });
  expect(screen.queryByTestId("composer-left")).toBeNull();
  await fireEvent.input(area, { target: { value: "x".repeat(27_001) } });
  expect(screen.getByTestId("composer-left").textContent).toContain("2,999");
});

test("46: what is behind an open menu is not scrolled away from it", async () => {
  await open();
  const last = item(2);
  const scrolls = (): Promise<boolean> => fireEvent.wheel(last);
  expect(await scrolls()).toBe(true);
  await fireEvent.contextMenu(last);
  expect(await scrolls()).toBe(false);
  await fireEvent.keyDown(screen.getByTestId("message-menu"), { key: "Escape" });
  expect(await scrolls()).toBe(true);
});

test("46: a right click, Shift+F10 and a resting finger open the same menu", async () => {
  await open();
  const last = item(2);
  const menu = () => screen.getAllByRole("menuitem").map((one) => one.textContent);
  await fireEvent.contextMenu(last);
  const wanted = menu();
  expect(wanted).toContain("Reply");
  await fireEvent.keyDown(screen.getByTestId("message-menu"), { key: "Escape" });
  expect(screen.queryByTestId("message-menu")).toBeNull();

  last.focus();
  await fireEvent.keyDown(last, { key: "F10", shiftKey: true });
  expect(menu()).toEqual(wanted);
  await fireEvent.keyDown(screen.getByTestId("message-menu"), { key: "Escape" });

  vi.useFakeTimers();
  const stop = hearLongPresses();
  const touch = (type: string, clientX = 40): void => {
    const event = new MouseEvent(type, { bubbles: true, clientX, clientY: 40 });
    last.dispatchEvent(Object.assign(event, { pointerType: "touch", isPrimary: true }));
  };
  touch("pointerdown");
  touch("pointermove", 90);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(screen.queryByTestId("message-menu"), "a finger that moves scrolls").toBeNull();
  touch("pointerdown");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(menu()).toEqual(wanted);
  stop();
  vi.useRealTimers();
});

test("17: End in a field of the page moves its caret, not the chat", async () => {
  await open();
  const field = document.body.appendChild(document.createElement("input"));
  const press = async (target: Element) => {
    const event = new KeyboardEvent("keydown", { key: "End", bubbles: true, cancelable: true });
    await fireEvent(target, event);
    return event.defaultPrevented;
  };
  expect(await press(field)).toBe(false);
  expect(await press(document.body)).toBe(true);
  field.remove();
});

test("37: when the window is shown again, the composer has the focus, unless something else has", async () => {
  const area = await open();
  area.blur();
  window.dispatchEvent(new Event("focus"));
  expect(document.activeElement).toBe(area);
  const last = item(2);
  last.focus();
  window.dispatchEvent(new Event("focus"));
  expect(document.activeElement).toBe(last);
});

test("35: the keys of ibus with libpinyin, as WebKitGTK reports them, send nothing; the next Enter does", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const deaf = hearCompositions();
  const area = await open();
  // While one composes nothing is reported. Space, a digit or Enter commits:
  for (const [key, words] of [
    [" ", "你"],
    ["Enter", "你hao"],
  ] as const) {
    await fireEvent.keyDown(area, { key: "Unidentified", keyCode: 229 });
    await fireEvent.input(area, { target: { value: words }, isComposing: true });
    await fireEvent.compositionEnd(area, { data: words });
    await fireEvent.keyUp(area, { key });
  }
  expect(engine.asked("sendText")).toEqual([]);
  vi.advanceTimersByTime(600);
  await fireEvent.keyDown(area, { key: "Enter", keyCode: 13 });
  expect(engine.asked("sendText")).toMatchObject([{ text: "你hao" }]);
  deaf();
  vi.useRealTimers();
});
