// Long texts: what is shown of them, and what brings the rest.

import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { beforeEach, expect, test, vi } from "vitest";

import type { ConversationId, MessageView } from "../bindings";
import { forgetPlaces } from "../lib/places";
import { Selection } from "../stores/selection.svelte";
import { watchedChat } from "../testing/chat";
import { FakeEngine } from "../testing/fake";
import { message } from "../testing/rows";
import { settle } from "../testing/settle";
import MergedSheet from "./MergedSheet.svelte";
import Timeline from "./Timeline.svelte";

const bob: ConversationId = { kind: "private", targetId: "bob" };
const noon = new Date(2026, 2, 4, 12).getTime();
const long = Array.from({ length: 10_000 }, (_, at) => `line ${at + 1}`).join("\n");
const chat = watchedChat();
let engine: FakeEngine;

beforeEach(() => {
  forgetPlaces();
  engine = new FakeEngine();
});

async function open(): Promise<Timeline> {
  const { component } = render(Timeline, { conversation: bob, chat, selection: new Selection() });
  engine.splice(bob, 0, 0, [message(1, long, noon), message(2, "short", noon + 1)]);
  await settle();
  return component;
}

const words = (at = 0): string =>
  screen.getAllByTestId("message")[at]?.querySelector(".bubble p")?.textContent ?? "";

test("a long text shows its first lines, and all of them to whoever asks", async () => {
  await open();
  expect(words().split("\n")).toHaveLength(20);
  const [button, ...others] = screen.getAllByRole("button", { name: "Show more" });
  expect(others, "a short one has none").toEqual([]);
  button?.focus();
  await fireEvent.click(button as HTMLElement);
  expect(words()).toBe(long);
  expect(document.activeElement, "keys go on where they were").toBe(
    screen.getByRole("button", { name: "Show less" }),
  );
  await fireEvent.click(screen.getByTestId("fold"));
  expect(words().split("\n")).toHaveLength(20);
});

test("what was unfolded is so when it comes into the window again, and when one comes back to the chat", async () => {
  await open();
  await fireEvent.click(screen.getByTestId("fold"));
  engine.splice(bob, 0, 1, []);
  await settle();
  engine.splice(bob, 0, 0, [message(1, long, noon)]);
  await settle();
  expect(words()).toBe(long);
  cleanup();
  await open();
  expect(words()).toBe(long);
});

test("a message that somebody goes to is whole: what was found may stand anywhere in it", async () => {
  const timeline = await open();
  timeline.reveal(1);
  await settle();
  expect(words()).toBe(long);
});

test("the words that were looked for stand out, until one goes elsewhere", async () => {
  const timeline = await open();
  const start = long.indexOf("line 9000");
  timeline.reveal(1, { start, end: start + 9 });
  await settle();
  expect(screen.getByTestId("sought").textContent).toBe("line 9000");
  expect(words(), "nothing is lost").toBe(long);
  timeline.reveal(2);
  await settle();
  expect(screen.queryByTestId("sought")).toBeNull();
});

test("what is copied is all of it, folded or not", async () => {
  const writeText = vi.fn(() => Promise.resolve());
  vi.stubGlobal("navigator", { ...navigator, clipboard: { writeText } });
  await open();
  const [row] = screen.getAllByTestId("message");
  await fireEvent.keyDown(row as HTMLElement, { key: "F10", shiftKey: true });
  await fireEvent.click(screen.getByTestId("menu-copy"));
  expect(writeText.mock.calls).toEqual([[long]]);
  vi.unstubAllGlobals();
});

test("where messages are only read, they are whole", async () => {
  const body = { type: "merged" as const, group: true, names: ["Hikers"], lines: [], count: 1 };
  render(MergedSheet, { view: message(7, "", noon, { body }).kind as MessageView, onclose: vi.fn() });
  engine.tell("merged", { type: "list", rows: [message(1, long, noon)] });
  await settle();
  expect(words()).toBe(long);
  expect(screen.queryByTestId("fold")).toBeNull();
});
