import { fireEvent, render, screen } from "@testing-library/svelte";
import { beforeEach, expect, test, vi } from "vitest";

import type { ConversationId, Quote, TimelineItem } from "../bindings";
import { FakeEngine } from "../testing/fake";
import { avatar, conversation, message, own } from "../testing/rows";
import { settle } from "../testing/settle";
import Chat from "./Chat.svelte";

const bob: ConversationId = { kind: "private", targetId: "bob" };
const noon = new Date(2026, 2, 4, 12).getTime();
let engine: FakeEngine;
const onleave = vi.fn();

beforeEach(() => {
  engine = new FakeEngine({ sendText: () => 9, draft: () => null });
});

async function open(items: TimelineItem[]): Promise<void> {
  render(Chat, { conversation: bob, title: "Bob", avatar: null, focus: true, onback: null, onleave });
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
    { conversation: bob, text: "yes", quote: 1, mentions: null },
    { conversation: bob, text: "and now", quote: null, mentions: null },
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
  expect(engine.asked("jumpToMessage")).toEqual([
    { subscription: expect.any(Number) as number, messageId: -4 },
  ]);
  engine.splice(bob, 0, 0, [message(-4, "long ago", noon - 1)], { focus: "m-4" });
  await settle();
  expect(document.querySelector("[data-row='m-4']")?.classList).toContain("lit");
});

test("47: a quote of what was taken back says so, and one that is not here leads nowhere", async () => {
  const summary = { type: "recalled", byMe: false, name: "Bob Hansen" } as const;
  await open([own(2, "yes", noon, undefined, { quote: quote({ id: null, summary }) })]);
  const shown = screen.getByTestId<HTMLButtonElement>("quote");
  expect(shown.textContent).toContain("Bob Hansen recalled a message");
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

/** Chooses the message at this place too. */
async function also(at: number): Promise<void> {
  const row = screen.getAllByTestId("message")[at];
  if (row) await fireEvent.click(row);
}

test("48: several messages are forwarded, one by one or as one, with a note", async () => {
  const people = [conversation("carol", "Carol"), conversation("g-hike", "Hike")];
  engine = new FakeEngine({
    findConversations: ({ words }) => people.filter((row) => row.title.startsWith(words)),
    forward: ({ to }) => to.map((one) => ({ to: one, problem: null })),
  });
  await open([message(1, "a", noon), own(2, "b", noon + 1), message(3, "c", noon + 2)]);
  await choose(2, "select");
  await also(0);
  expect(screen.getByTestId("selection-bar").textContent).toContain("2 messages selected");
  await fireEvent.click(screen.getByTestId("select-forward"));
  await settle();
  await fireEvent.click(screen.getByTestId("forward-merged"));
  await fireEvent.input(screen.getByTestId("forward-search"), { target: { value: "Hi" } });
  await settle();
  expect(screen.getAllByTestId("forward-target").map((row) => row.textContent)).toEqual([
    expect.stringContaining("Hike"),
  ]);
  await fireEvent.keyDown(screen.getByTestId("forward-search"), { key: "Enter" });
  await settle();
  const targets = screen.getAllByTestId("forward-target");
  expect(
    targets.map((row) => row.getAttribute("aria-checked")),
    "the first one found is chosen",
  ).toEqual(["false", "true"]);
  await fireEvent.input(screen.getByTestId("forward-note"), { target: { value: "look" } });
  await fireEvent.click(screen.getByTestId("forward-send"));
  await settle();
  expect(engine.asked("forward")).toEqual([
    { messageIds: [1, 3], to: [people[1]?.conversation], merged: true, note: "look" },
  ]);
  expect(screen.queryByTestId("forward-sheet")).toBeNull();
  expect(screen.queryByTestId("selection-bar"), "it is done").toBeNull();
});

test("48: Enter takes nobody who was found by other words, and sends nothing while something is looked for", async () => {
  const people = [conversation("carol", "Carol"), conversation("dan", "Dan")];
  const answers: (() => void)[] = [];
  engine = new FakeEngine({
    findConversations: ({ words }) =>
      new Promise((resolve) =>
        answers.push(() => resolve(people.filter((row) => row.title.includes(words)))),
      ),
  });
  await open([message(1, "a", noon)]);
  await choose(0, "forward");
  const answer = (): Promise<void> => {
    answers.at(-1)?.();
    return settle();
  };
  await answer();
  const field = screen.getByTestId<HTMLInputElement>("forward-search");
  const look = (words: string) => fireEvent.input(field, { target: { value: words } });
  const enter = (): Promise<boolean> => fireEvent.keyDown(field, { key: "Enter" });
  await look("Da");
  expect(await enter(), "the form is not sent").toBe(false);
  expect(field.value).toBe("Da");
  await answer();
  await enter();
  await answer();
  const targets = screen.getAllByTestId("forward-target");
  expect(targets.map((row) => row.getAttribute("aria-checked"))).toEqual(["false", "true"]);
  await look("Zoe");
  await answer();
  expect(await enter(), "nobody is found").toBe(false);
});

test("48: what failed is told beside its target, and only that is sent again", async () => {
  const people = [conversation("carol", "Carol"), conversation("dan", "Dan")];
  engine = new FakeEngine({
    findConversations: () => people,
    forward: ({ to }) =>
      to.map((one) => ({ to: one, problem: one.targetId === "dan" ? ("storeUnavailable" as const) : null })),
  });
  await open([message(1, "a", noon)]);
  await choose(0, "forward");
  for (const target of screen.getAllByTestId("forward-target")) await fireEvent.click(target);
  await fireEvent.click(screen.getByTestId("forward-send"));
  await settle();
  expect(screen.getByRole("alert").closest("button")?.textContent).toContain("Dan");
  await fireEvent.click(screen.getByTestId("forward-send"));
  await settle();
  const to = engine.asked("forward").map((args) => (args as { to: ConversationId[] }).to.length);
  expect(to).toEqual([2, 1]);
});

test("48: chosen messages are deleted or copied together, and Escape ends the choosing", async () => {
  const written: string[] = [];
  Object.assign(navigator, {
    clipboard: { writeText: (text: string) => Promise.resolve(written.push(text)) },
  });
  await open([message(1, "a", noon), own(2, "b", noon + 1)]);
  await choose(0, "select");
  await fireEvent.keyDown(document.body, { key: "Escape" });
  expect(screen.queryByTestId("selection-bar")).toBeNull();
  await choose(0, "select");
  await also(1);
  await fireEvent.click(screen.getByTestId("select-copy"));
  expect(written).toEqual([expect.stringMatching(/^Bob Hansen, .*\na\n\nAlice, .*\nb$/)]);
  await choose(1, "select");
  await fireEvent.click(screen.getByTestId("select-delete"));
  expect(engine.asked("deleteMessages")).toEqual([{ messageIds: [2] }]);
});

test("a chat is left before it is marked as unread from a message on", async () => {
  await open([message(1, "a", noon)]);
  await choose(0, "unread");
  expect(onleave).toHaveBeenCalledOnce();
  expect(engine.asked("markUnreadFrom")).toEqual([{ messageId: 1 }]);
});

test("31: who has read a message is asked for once, and shown with names and times", async () => {
  const reader = (id: string, time: number | null) => ({ id, name: id, avatar: avatar("X", 1), time });
  engine = new FakeEngine({
    readers: () => ({ read: [reader("Carol", noon)], unread: [reader("Dan", null), reader("Eve", null)] }),
  });
  const asked = { canAskReaders: true };
  await open([own(1, "a", noon, undefined, asked)]);
  await choose(0, "readers");
  expect(engine.asked("askReaders")).toEqual([{ messageId: 1 }]);
  expect(screen.getByTestId("reader").textContent).toMatch(/Carol.*/);
  await fireEvent.click(screen.getByTestId("readers-unread"));
  expect(screen.getAllByTestId("reader").map((row) => row.textContent.trim())).toEqual([
    expect.stringContaining("Dan"),
    expect.stringContaining("Eve"),
  ]);
  engine.splice(bob, 0, 1, [own(1, "a", noon, undefined, { ...asked, readers: 1 })]);
  await settle();
  expect(engine.asked("readers"), "another one has read it").toHaveLength(2);
  expect(engine.asked("askReaders")).toHaveLength(1);
  expect(screen.getByTestId("readers").textContent).toContain("1 read");
});

test("31: why nobody is shown goes when they are", async () => {
  let offline = true;
  engine = new FakeEngine({
    readers: () => {
      if (offline) throw { code: "offline", message: "" };
      return { read: [{ id: "carol", name: "Carol", avatar: avatar("C", 1), time: noon }], unread: [] };
    },
  });
  const asked = { canAskReaders: true };
  await open([own(1, "a", noon, undefined, asked)]);
  await choose(0, "readers");
  expect(screen.getByRole("alert").textContent).toContain("no connection");
  offline = false;
  engine.splice(bob, 0, 1, [own(1, "a", noon, undefined, { ...asked, readers: 1 })]);
  await settle();
  expect(screen.queryByRole("alert")).toBeNull();
  expect(screen.getByTestId("reader").textContent).toContain("Carol");
});

test("31, 68: the arrows lead from those who have read it to those who have not, and around", async () => {
  const dan = { id: "dan", name: "Dan", avatar: avatar("D", 1), time: null };
  engine = new FakeEngine({ readers: () => ({ read: [], unread: [dan] }) });
  await open([own(1, "a", noon, undefined, { canAskReaders: true })]);
  await choose(0, "readers");
  const [read, unread] = screen.getAllByRole("tab");
  const panel = screen.getByRole("tabpanel");
  if (!read || !unread) throw new Error("there are two");
  expect([read.tabIndex, unread.tabIndex], "Tab comes to the one that is shown").toEqual([0, -1]);
  expect(panel.tabIndex, "and then to who they are").toBe(0);
  read.focus();
  for (const [key, to] of [
    ["ArrowRight", unread],
    ["ArrowRight", read],
    ["ArrowLeft", unread],
    ["Home", read],
    ["End", unread],
  ] as const) {
    await fireEvent.keyDown(document.activeElement ?? panel, { key });
    expect(document.activeElement, key).toBe(to);
    expect(to.getAttribute("aria-selected"), key).toBe("true");
    expect(panel.getAttribute("aria-labelledby"), key).toBe(to.id);
  }
  expect(unread.getAttribute("aria-controls")).toBe(panel.id);
  expect(screen.getByTestId("reader").textContent).toContain("Dan");
});

test("messages that were forwarded as one open on a page of their own", async () => {
  const here = { type: "here" } as const;
  const file = { body: { type: "file", name: "a.pdf", size: 1, percent: null, file: here } } as const;
  engine = new FakeEngine();
  const body = {
    type: "merged" as const,
    group: false,
    names: ["Bob", "Alice"],
    lines: ["Bob: hi"],
    count: 1,
  };
  await open([message(1, "", noon, { body })]);
  const list = screen.getByTestId("merged");
  expect(list.textContent).toMatch(/Chat history of Bob and Alice.*Bob: hi.*1 message/);
  await fireEvent.click(list);
  engine.tell("merged", { type: "list", rows: [message(1, "inside", noon), message(2, "", noon, file)] });
  await settle();
  expect(screen.getByTestId("merged-sheet").textContent).toContain("inside");
  await fireEvent.click(screen.getByTestId("file"));
  expect(engine.asked("openFile"), "the second that the first one holds").toEqual([
    { messageId: 1, held: [2], sure: false },
  ]);
});
