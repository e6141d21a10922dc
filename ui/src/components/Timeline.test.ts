import { fireEvent, render, screen } from "@testing-library/svelte";
import { beforeEach, expect, test, vi } from "vitest";

import type { ApiError, ConversationId, TimelineItem } from "../bindings";
import { watchedChat } from "../testing/chat";
import { FakeEngine } from "../testing/fake";
import { day, message, own, unreadMarker } from "../testing/rows";
import { settle } from "../testing/settle";
import { Selection } from "../stores/selection.svelte";
import Timeline from "./Timeline.svelte";
import Toast from "./Toast.svelte";

const bob: ConversationId = { kind: "private", targetId: "bob" };
const noon = new Date(2026, 2, 4, 12).getTime();
let engine: FakeEngine;
const chat = watchedChat();

beforeEach(() => {
  engine = new FakeEngine();
});

async function open(items: TimelineItem[], conversation = bob): Promise<void> {
  render(Timeline, { conversation, chat, selection: new Selection() });
  engine.splice(conversation, 0, 0, items);
  await settle();
}

const texts = () => screen.getAllByTestId("message").map((one) => one.querySelector("p")?.textContent);
const keys = () => screen.getAllByTestId("message").map((one) => one.dataset.key);

test("14: the line above what was unread counts it", async () => {
  await open([message(1, "old", noon), unreadMarker(2), message(2, "new", noon), message(3, "newer", noon)]);
  const marker = screen.getByTestId("unread-marker");
  expect(marker.textContent).toContain("2 unread messages");
  const after = screen.getAllByTestId("message").slice(1);
  for (const one of after)
    expect(marker.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
});

test("19: older messages come before, and rows that stay are the same elements", async () => {
  await open([message(2, "two", noon), message(3, "three", noon + 1)]);
  const before = screen.getAllByTestId("message");
  engine.splice(bob, 0, 0, [message(1, "one", noon - 1)]);
  await settle();
  expect(texts()).toEqual(["one", "two", "three"]);
  expect(screen.getAllByTestId("message").slice(1)).toEqual(before);
});

test("26: each day has one date, which stays above that day's messages only", async () => {
  const yesterday = noon - 86_400_000;
  await open([day(yesterday), message(1, "a", yesterday), day(noon), message(2, "b", noon)]);
  const parts = screen.getAllByTestId("day").map((date) => date.closest("section"));
  expect(parts).toHaveLength(2);
  expect(parts[0]?.textContent).toContain("a");
  expect(parts[0]?.textContent).not.toContain("b");
});

test("27: a group has one avatar, and a name only where several people write", async () => {
  const items = [
    message(1, "a", noon, { lastOfGroup: false }),
    message(2, "b", noon + 1, { firstOfGroup: false }),
  ];
  const { container, unmount } = render(Timeline, { conversation: bob, chat, selection: new Selection() });
  engine.splice(bob, 0, 0, items);
  await settle();
  expect(container.querySelectorAll(".avatar")).toHaveLength(1);
  expect(screen.queryByText("Bob Hansen")).toBeNull();
  unmount();
  await open(items, { kind: "group", targetId: "g-hike" });
  expect(screen.getAllByText("Bob Hansen")).toHaveLength(1);
});

test("28: the order is the engine's, whatever the clocks say", async () => {
  await open([message(1, "first", noon + 5_000), message(2, "second", noon)]);
  expect(texts()).toEqual(["first", "second"]);
});

test("29: what was taken back is a quiet line without its text", async () => {
  await open([
    message(1, "", noon, { body: { type: "recalled", byMe: false, name: "Bob Hansen", again: null } }),
  ]);
  expect(screen.getByText("Bob Hansen recalled a message")).toBeTruthy();
  expect(screen.queryByRole("article")).toBeNull();
});

test("30: a message keeps its row from sending to read", async () => {
  await open([own(1, "hello", noon, { state: "sending" })]);
  const row = screen.getByTestId("message");
  for (const [state, label] of [
    ["sending", "Sending"],
    ["sent", "Sent"],
    ["read", "Read"],
  ] as const) {
    engine.splice(bob, 0, 1, [own(1, "hello", noon, { state })]);
    await settle();
    expect(screen.getByTestId("message")).toBe(row);
    expect(row.dataset.state).toBe(state);
    expect(screen.getByRole("img", { name: label })).toBeTruthy();
  }
});

test("30, 32: a failed message says why and offers Retry and Delete of that very message", async () => {
  await open([own(7, "hello", noon, { state: "failed", code: 405 })]);
  expect(screen.getByText("Not sent: you have been blocked by this person")).toBeTruthy();
  await fireEvent.click(screen.getByTestId("retry"));
  await fireEvent.click(screen.getByTestId("delete"));
  expect(engine.asked("retryMessage")).toEqual([{ messageId: 7 }]);
  expect(engine.asked("deleteMessages")).toEqual([{ messageIds: [7] }]);
});

test("33: an unknown kind is a card that opens raw", async () => {
  const body = { type: "unsupported", objectName: "App:Vote", raw: '{"a":1}' } as const;
  await open([message(1, "", noon, { body })]);
  const card = screen.getByTestId("message");
  expect(card.textContent).toContain(
    "This version cannot show this kind of message (App:Vote). An update may help.",
  );
  expect(screen.getByText("Show the raw content").tagName).toBe("SUMMARY");
  expect(screen.getByText('{"a":1}').closest("details")?.open).toBe(false);
});

test("34: a link opens through the engine, and markup in a text stays text", async () => {
  await open([message(1, '<img src=x onerror="alert(1)"> https://example.org/a?b=c', noon)]);
  expect(document.querySelector("img")).toBeNull();
  await fireEvent.click(screen.getByRole("link"));
  expect(engine.asked("openLink")).toEqual([{ url: "https://example.org/a?b=c" }]);
});

test("42: a link is dragged as words, which a field takes; words around it are dragged as they are", async () => {
  await open([message(1, "see https://example.org/a?b=c", noon)]);
  const drag = async (...types: string[]): Promise<Record<string, string>> => {
    const data = Object.fromEntries(types.map((type) => [type, "as it was"]));
    const dataTransfer = {
      types,
      clearData: () => types.forEach((type) => Reflect.deleteProperty(data, type)),
      setData: (type: string, words: string) => (data[type] = words),
    };
    const event = new Event("dragstart", { bubbles: true });
    await fireEvent(screen.getByRole("link"), Object.assign(event, { dataTransfer }));
    return data;
  };
  expect(await drag("text/uri-list", "text/html")).toEqual({ "text/plain": "https://example.org/a?b=c" });
  expect(await drag("text/plain")).toEqual({ "text/plain": "as it was" });
});

test("46: the menu of a link copies where it leads", async () => {
  const writeText = vi.fn(() => Promise.resolve());
  vi.stubGlobal("navigator", { ...navigator, clipboard: { writeText } });
  await open([message(1, "at https://oak.example/a?b=1, or ask zoe@oak.example", noon)]);
  for (const link of screen.getAllByRole("link")) {
    await fireEvent.contextMenu(link);
    await fireEvent.click(screen.getByTestId("menu-copyLink"));
  }
  expect(writeText.mock.calls).toEqual([["https://oak.example/a?b=1"], ["zoe@oak.example"]]);
  await fireEvent.contextMenu(screen.getByTestId("message"));
  expect(screen.queryByTestId("menu-copyLink"), "beside the links").toBeNull();
  vi.unstubAllGlobals();
});

test("46: the menu offers what is allowed, from the mouse and from the keyboard", async () => {
  const now = Date.now();
  await open([
    message(1, "theirs", now),
    own(2, "old", now - 300_000),
    own(3, "fresh", now, { state: "sent" }, { canRecall: true }),
  ]);
  const offered = async (at: number) => {
    const row = screen.getAllByRole("article")[at];
    if (!row) throw new Error("no such message");
    await fireEvent.keyDown(row, { key: "F10", shiftKey: true });
    const names = screen.getAllByRole("menuitem").map((item) => item.textContent.trim());
    await fireEvent.keyDown(screen.getByRole("menu"), { key: "Escape" });
    expect(screen.queryByRole("menu")).toBeNull();
    expect(document.activeElement, "the focus is back where it was").toBe(row);
    return names;
  };
  expect(await offered(0)).toEqual([
    "Reply",
    "Copy",
    "Forward",
    "Select",
    "Mark as unread from here",
    "Delete",
  ]);
  expect(await offered(1)).toEqual(["Reply", "Copy", "Forward", "Select", "Delete"]);
  expect(await offered(2)).toEqual(["Reply", "Copy", "Forward", "Select", "Recall", "Delete"]);
});

test("68: Tab reaches one message, the arrows reach the others", async () => {
  await open([message(1, "a", noon), message(2, "b", noon + 1), message(3, "c", noon + 2)]);
  const rows = screen.getAllByRole("article");
  const view = screen.getByTestId("timeline");
  expect([view.tabIndex, ...rows.map((row) => row.tabIndex)]).toEqual([0, -1, -1, -1]);
  view.focus();
  await settle();
  expect(document.activeElement).toBe(rows[2]);
  expect(view.tabIndex).toBe(-1); // Shift and Tab leave it
  await fireEvent.keyDown(document.activeElement as Element, { key: "ArrowUp" });
  expect(document.activeElement).toBe(rows[1]);
});

test("68: a quiet line is reached like a message, also when it is the last", async () => {
  const body = { type: "recalled", byMe: false, name: "Bob", again: null } as const;
  await open([message(1, "one", noon), message(2, "", noon + 1, { body })]);
  const [one, line] = screen.getAllByTestId("message");
  screen.getByTestId("timeline").focus();
  expect(document.activeElement).toBe(line);
  await fireEvent.keyDown(document.activeElement as Element, { key: "ArrowUp" });
  expect(document.activeElement).toBe(one);
  await fireEvent.keyDown(document.activeElement as Element, { key: "ArrowDown" });
  expect(document.activeElement).toBe(line);
});

test("68: a new message is said once; those that were there already are not", async () => {
  await open([message(1, "old", noon)]);
  const spoken = document.querySelector("[aria-live='polite']");
  expect(spoken?.textContent).toBe("");
  engine.splice(bob, 1, 0, [message(2, "Hello!", noon + 1)]);
  await settle();
  expect(spoken?.textContent).toBe("Bob Hansen: Hello!");
});

test("68: a message that has no text is said in the words of its kind", async () => {
  await open([message(1, "old", noon)]);
  const voice = { body: { type: "voice", seconds: 3, unheard: true }, summary: { type: "voice" } } as const;
  engine.splice(bob, 1, 0, [message(2, "", noon + 1, voice)]);
  await settle();
  expect(document.querySelector("[aria-live='polite']")?.textContent).toBe("Bob Hansen: [Voice]");
});

test("49: own text that was taken back is offered to be written again; others' is not", async () => {
  const taken = (byMe: boolean, again: string | null) =>
    ({ body: { type: "recalled", byMe, name: "Bob", again } }) as const;
  render(Timeline, { conversation: bob, chat, selection: new Selection() });
  engine.splice(bob, 0, 0, [
    message(1, "", noon, taken(false, null)),
    own(2, "", noon, undefined, taken(true, "typo")),
  ]);
  await settle();
  await fireEvent.click(screen.getByTestId("again"));
  expect(chat.again.mock.calls).toEqual([["typo"]]);
});

test("49: an action that comes to nothing says why", async () => {
  engine = new FakeEngine({
    recallMessage: () => {
      throw { code: "offline", message: "no connection" } satisfies ApiError;
    },
  });
  render(Toast);
  await open([own(3, "fresh", noon, { state: "sent" }, { canRecall: true })]);
  await fireEvent.keyDown(screen.getByRole("article"), { key: "F10", shiftKey: true });
  await fireEvent.click(screen.getByTestId("menu-recall"));
  await settle();
  expect(screen.getByTestId("toast").textContent).toContain("There is no connection");
});

test("a batch that was missed begins the chat anew instead of showing what is not so", async () => {
  await open([message(1, "a", noon)]);
  expect(engine.watching("timeline")).toBe(1);
  engine.splice(bob, 1, 0, [message(3, "c", noon)], { rev: 7 });
  await settle();
  expect(keys(), "nothing of it is shown").toEqual(["m1"]);
  expect(engine.watching("timeline"), "and one subscription stands").toBe(1);
  engine.splice(bob, 0, 0, [message(1, "a", noon), message(2, "b", noon), message(3, "c", noon)]);
  await settle();
  expect(keys()).toEqual(["m1", "m2", "m3"]);
});

test("leaving a chat ends its subscription", async () => {
  const { unmount } = render(Timeline, { conversation: bob, chat, selection: new Selection() });
  await settle();
  unmount();
  await settle();
  expect(engine.watching("timeline")).toBe(0);
});
