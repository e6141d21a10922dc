import { fireEvent, render, screen } from "@testing-library/svelte";
import { beforeEach, expect, test } from "vitest";

import type { ConversationId, Quote, TimelineItem } from "../bindings";
import { FakeEngine } from "../testing/fake";
import { message, own } from "../testing/rows";
import { settle } from "../testing/settle";
import Chat from "./Chat.svelte";

const bob: ConversationId = { kind: "private", targetId: "bob" };
const noon = new Date(2026, 2, 4, 12).getTime();
let engine: FakeEngine;

beforeEach(() => {
  engine = new FakeEngine({ sendText: () => 9, draft: () => null });
});

async function open(items: TimelineItem[]): Promise<void> {
  render(Chat, { conversation: bob, title: "Bob", avatar: null, focus: true, onback: null });
  engine.splice(bob, 0, 0, items);
  await settle();
}

async function choose(at: number, action: string): Promise<void> {
  const row = screen.getAllByRole("article")[at];
  if (!row) throw new Error("no such message");
  await fireEvent.keyDown(row, { key: "F10", shiftKey: true });
  await fireEvent.click(screen.getByTestId(`menu-${action}`));
  await settle();
}

async function write(text: string): Promise<void> {
  const area = screen.getByTestId<HTMLTextAreaElement>("composer");
  await fireEvent.input(area, { target: { value: text } });
  await fireEvent.keyDown(area, { key: "Enter" });
  await settle();
}

const quote = (more: Partial<Quote> = {}): Quote => ({
  id: 1,
  name: "Bob Hansen",
  summary: { type: "text", text: "shall we?" },
  preview: null,
  ...more,
});

test("47: a quote stands above the composer and goes with the next message only", async () => {
  await open([message(1, "shall we?", noon)]);
  await choose(0, "quote");
  expect(screen.getByTestId("quote-bar").textContent).toMatch(/Bob Hansen.*shall we\?/);
  expect(document.activeElement, "one writes on").toBe(screen.getByTestId("composer"));
  await write("yes");
  expect(screen.queryByTestId("quote-bar")).toBeNull();
  await write("and now");
  expect(engine.asked("sendText")).toEqual([
    { conversation: bob, text: "yes", quote: 1 },
    { conversation: bob, text: "and now", quote: null },
  ]);
});

test("44, 47: Escape and the cross drop the quote, and what was written stays", async () => {
  await open([message(1, "shall we?", noon)]);
  const area = screen.getByTestId<HTMLTextAreaElement>("composer");
  await fireEvent.input(area, { target: { value: "well" } });
  for (const drop of [
    () => fireEvent.keyDown(area, { key: "Escape" }),
    () => fireEvent.click(screen.getByTestId("quote-close")),
  ]) {
    await choose(0, "quote");
    await drop();
    expect(screen.queryByTestId("quote-bar")).toBeNull();
    expect(area.value).toBe("well");
  }
});

test("47: a quote jumps to what it answers, here or far back", async () => {
  await open([
    message(1, "shall we?", noon),
    own(2, "yes", noon + 1, undefined, { quote: quote() }),
    own(3, "and yes", noon + 2, undefined, { quote: quote({ id: -4 }) }),
  ]);
  const quotes = screen.getAllByTestId<HTMLButtonElement>("quote");
  if (quotes[0]) await fireEvent.click(quotes[0]);
  expect(document.querySelector("[data-row='m1']")?.classList).toContain("lit");
  expect(engine.asked("jumpToMessage")).toEqual([]);
  if (quotes[1]) await fireEvent.click(quotes[1]);
  await settle();
  expect(engine.asked("jumpToMessage")).toEqual([{ subscription: 1, messageId: -4 }]);
  engine.splice(bob, 0, 0, [message(-4, "long ago", noon - 1)], { focus: "m-4" });
  await settle();
  expect(document.querySelector("[data-row='m-4']")?.classList).toContain("lit");
});

test("47: a quote of what was taken back says so, and one that is not here leads nowhere", async () => {
  const summary = { type: "recalled", byMe: false, name: "Bob Hansen" } as const;
  await open([own(2, "yes", noon, undefined, { quote: quote({ id: null, summary }) })]);
  const shown = screen.getByTestId<HTMLButtonElement>("quote");
  expect(shown.textContent).toContain("Bob Hansen took a message back");
  expect(shown.disabled).toBe(true);
});

test("49: what was taken back comes to where one writes, after what stands there", async () => {
  const body = { type: "recalled", byMe: true, name: "Alice", again: "typo" } as const;
  await open([own(2, "", noon, undefined, { body })]);
  const area = screen.getByTestId<HTMLTextAreaElement>("composer");
  await fireEvent.input(area, { target: { value: "so" } });
  await fireEvent.click(screen.getByTestId("again"));
  expect(area.value).toBe("so\ntypo");
});
