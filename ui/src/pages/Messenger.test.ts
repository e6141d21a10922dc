import { fireEvent, render, screen, within } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { Opened } from "../bindings";
import { setLanguage } from "../i18n/index.svelte";
import { alice, FakeEngine } from "../testing/fake";
import { conversation, message } from "../testing/rows";
import { settle } from "../testing/settle";
import Messenger from "./Messenger.svelte";

const bob = conversation("bob", "Bob");
const carol = conversation("carol", "Carol");
/** Words and nothing else. */
const alone = { quote: null, mentions: [], files: [] };
let engine: FakeEngine;
const onready = vi.fn();

beforeEach(() => {
  engine = new FakeEngine({ sendText: () => 1, contacts: () => [] });
});
afterEach(() => {
  vi.useRealTimers();
  setLanguage("en");
});

/** Opens the page with these conversations. */
async function open(rows = [bob, carol]): Promise<void> {
  render(Messenger, { me: alice, onready });
  engine.splice("conversationList", 0, 0, rows);
  engine.tell("connection", { status: "connected" });
  await settle();
}

const title = () => screen.queryByRole("heading", { level: 2 })?.textContent;
const composer = () => screen.getByTestId<HTMLTextAreaElement>("composer");

function type(text: string): void {
  composer().value = text;
  composer().dispatchEvent(new Event("input", { bubbles: true }));
}

test("1: the window may appear when the list is there, not before", async () => {
  onready.mockClear();
  render(Messenger, { me: alice, onready });
  await settle();
  expect(onready).not.toHaveBeenCalled();
  engine.splice("conversationList", 0, 0, [bob]);
  await settle();
  expect(onready).toHaveBeenCalled();
});

test("12: Ctrl+number and Alt+arrows open chats, and the composer is ready", async () => {
  await open();
  await fireEvent.keyDown(window, { key: "2", ctrlKey: true });
  expect(title()).toBe("Carol");
  await fireEvent.keyDown(window, { key: "ArrowUp", altKey: true });
  expect(title()).toBe("Bob");
  await settle();
  expect(document.activeElement).toBe(composer());
  await fireEvent.keyDown(window, { key: "ArrowUp", altKey: true });
  expect(title(), "above the first there is nothing").toBe("Bob");
});

test("12: the arrows browse the list and leave the focus in it, Enter goes to the composer", async () => {
  await open();
  const list = screen.getByTestId("conversation-list");
  list.focus();
  await fireEvent.keyDown(list, { key: "ArrowDown" });
  await fireEvent.keyDown(list, { key: "ArrowDown" });
  await settle();
  expect(title()).toBe("Carol");
  expect(document.activeElement).toBe(list);
  await fireEvent.keyDown(list, { key: "Enter" });
  expect(document.activeElement).toBe(composer());
});

test("12: the arrows go on where a chat stood that was taken off the list", async () => {
  const dan = conversation("dan", "Dan");
  await open([bob, carol, dan]);
  const list = screen.getByTestId("conversation-list");
  for (const there of ["Dan", "Bob"]) {
    await fireEvent.keyDown(window, { key: "2", ctrlKey: true });
    await settle();
    expect(title()).toBe("Carol");
    await fireEvent.keyDown(list, { key: "F10", shiftKey: true });
    engine.splice("conversationList", 1, 1, []);
    await fireEvent.click(screen.getByTestId("menu-remove"));
    await settle();
    expect(title()).toBeUndefined();
    await fireEvent.keyDown(list, { key: there === "Dan" ? "ArrowDown" : "ArrowUp" });
    expect(title()).toBe(there);
    engine.splice("conversationList", 1, 0, [carol]);
    await settle();
  }
});

test("12: Alt+Shift+arrows go to the next chat in which something waits", async () => {
  const waits = conversation("dan", "Dan", { markedUnread: true });
  await open([bob, carol, waits]);
  await fireEvent.keyDown(window, { key: "1", ctrlKey: true });
  await fireEvent.keyDown(window, { key: "ArrowDown", altKey: true, shiftKey: true });
  expect(title()).toBe("Dan");
  await fireEvent.keyDown(window, { key: "ArrowUp", altKey: true, shiftKey: true });
  expect(title(), "nothing waits above").toBe("Dan");
});

test("12: Ctrl+Tab goes to and fro between the last two chats", async () => {
  await open();
  await fireEvent.keyDown(window, { key: "1", ctrlKey: true });
  await fireEvent.keyDown(window, { key: "2", ctrlKey: true });
  await fireEvent.keyDown(window, { key: "Tab", ctrlKey: true });
  expect(title()).toBe("Bob");
  await fireEvent.keyDown(window, { key: "Tab", ctrlKey: true });
  expect(title()).toBe("Carol");
});

test("12: Escape leads from the composer to the list, and from there to no chat", async () => {
  await open();
  await fireEvent.keyDown(window, { key: "1", ctrlKey: true });
  await settle();
  await fireEvent.keyDown(composer(), { key: "Escape" });
  expect(document.activeElement).toBe(screen.getByTestId("conversation-list"));
  expect(title()).toBe("Bob");
  await fireEvent.keyDown(screen.getByTestId("conversation-list"), { key: "Escape" });
  expect(title()).toBeUndefined();
});

test("a filter asks the engine for other rows; one that finds nothing has a sentence and the way back", async () => {
  await open();
  await fireEvent.keyDown(window, { key: "2", ctrlKey: true });
  engine.tell("conversation", carol);
  await fireEvent.click(screen.getByTestId("filter-unread"));
  engine.splice("conversationList", 0, 0, []);
  await settle();
  expect(screen.getByText("You have read everything.")).toBeTruthy();
  expect(title(), "the open chat stays").toBe("Carol");
  await fireEvent.click(screen.getByTestId("show-all"));
  engine.splice("conversationList", 0, 0, [bob, carol]);
  await settle();
  expect(screen.getByTestId("conversation-list")).toBeTruthy();
});

test("13: an empty list has a sentence and one action, which opens a chat by user id", async () => {
  await open([]);
  expect(screen.getByText("No conversations yet.")).toBeTruthy();
  await fireEvent.click(screen.getByTestId("new-chat"));
  await fireEvent.input(screen.getByTestId("new-chat-user"), { target: { value: " dave " } });
  await fireEvent.click(screen.getByTestId("new-chat-open"));
  expect(title()).toBe("dave");
  expect(engine.watching("timeline")).toBe(1);
});

test("13: where there are no conversations, the empty pane begins one, and there is nothing to choose", async () => {
  await open([]);
  const pane = screen.getByRole("main");
  expect(pane.textContent).not.toContain("Choose a conversation");
  const list = screen.getByRole("region", { name: "Conversations" });
  expect(within(list).queryByText("New conversation"), "one of these is enough").toBeNull();
  await fireEvent.click(within(pane).getByRole("button", { name: "New conversation" }));
  expect(screen.getByTestId("new-chat-sheet")).toBeTruthy();
});

test("13: where a filter leaves none, or there are some, one is to be chosen", async () => {
  await open([bob]);
  const pane = screen.getByRole("main");
  const words = "Choose a conversation, or start a new one.";
  expect(pane.textContent).toContain(words);
  await fireEvent.click(screen.getByTestId("filter-unread"));
  engine.splice("conversationList", 0, 0, []);
  await settle();
  expect(screen.getByText("You have read everything.")).toBeTruthy();
  expect(pane.textContent).toContain(words);
  expect(within(pane).queryByRole("button")).toBeNull();
});

test("43: a draft is kept for the chat in which it was written, at once when one leaves", async () => {
  await open();
  await fireEvent.keyDown(window, { key: "1", ctrlKey: true });
  type("for Bob only");
  await settle();
  await fireEvent.keyDown(window, { key: "2", ctrlKey: true });
  await settle();
  expect(engine.asked("saveDraft")).toEqual([
    { conversation: bob.conversation, text: "for Bob only", ...alone },
  ]);
  expect(composer().value).toBe("");
});

test("43: a draft is kept within half a second of the last key", async () => {
  vi.useFakeTimers();
  await open();
  await fireEvent.keyDown(window, { key: "1", ctrlKey: true });
  type("half a sen");
  type("half a sentence");
  expect(engine.asked("saveDraft")).toEqual([]);
  await vi.advanceTimersByTimeAsync(500);
  expect(engine.asked("saveDraft")).toEqual([
    { conversation: bob.conversation, text: "half a sentence", ...alone },
  ]);
});

test("55: two seconds without a connection raise a banner with the reason and Retry, and no sooner", async () => {
  vi.useFakeTimers();
  await open();
  engine.tell("connection", { status: "waiting", reason: "noNetwork", retryAt: Date.now() + 9_000 });
  await vi.advanceTimersByTimeAsync(1_900);
  expect(screen.queryByTestId("banner")).toBeNull();
  await vi.advanceTimersByTimeAsync(200);
  expect(screen.getByTestId("banner").textContent).toContain("Waiting for the network");
  expect(screen.getByTestId("banner").textContent).toContain("Next try in 7 seconds");
  await fireEvent.click(screen.getByTestId("banner-retry"));
  expect(engine.asked("retryConnection")).toHaveLength(1);
  engine.tell("connection", { status: "connected" });
  await settle();
  expect(screen.queryByTestId("banner")).toBeNull();
});

test("55: who is not connected at all can connect", async () => {
  vi.useFakeTimers();
  await open();
  engine.tell("connection", { status: "disconnected" });
  await vi.advanceTimersByTimeAsync(2_100);
  expect(screen.getByTestId("banner").textContent).toContain("Not connected");
  await fireEvent.click(screen.getByTestId("banner-retry"));
  expect(engine.asked("retryConnection")).toHaveLength(1);
});

test("55: a connection that comes and goes within two seconds raises nothing", async () => {
  vi.useFakeTimers();
  await open();
  for (let blink = 0; blink < 5; blink++) {
    engine.tell("connection", { status: "connecting" });
    await vi.advanceTimersByTimeAsync(1_500);
    engine.tell("connection", { status: "connected" });
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(screen.queryByTestId("banner")).toBeNull();
});

test.each([
  [{ status: "kicked" }, "Signed in on another device", "retryConnection"],
  [{ status: "tokenIncorrect" }, "Please sign in again", "signOut"],
  [{ status: "refused", code: 31009 }, "refuses this account (code 31009)", "retryConnection"],
] as const)(
  "55: who reads on after %o still sees why nothing arrives, with a way on",
  async (status, words, call) => {
    await open();
    engine.tell("connection", status);
    await settle();
    screen.getByTestId("ended").dispatchEvent(new Event("cancel", { cancelable: true }));
    await settle();
    expect(screen.queryByTestId("ended")).toBeNull();
    expect(screen.getByTestId("banner").textContent).toContain(words);
    await fireEvent.click(screen.getByTestId("banner-retry"));
    expect(engine.asked(call)).toHaveLength(1);
    engine.tell("connection", { status: "connected" });
    await settle();
    expect(screen.queryByTestId("banner")).toBeNull();
  },
);

test("58: a kick asks what to do; the answer is asked of the engine once", async () => {
  await open();
  engine.tell("connection", { status: "kicked" });
  await settle();
  const dialog = screen.getByTestId("ended");
  expect(dialog.getAttribute("role")).toBe("alertdialog");
  expect(document.activeElement).toBe(screen.getByTestId("ended-use-here"));
  expect(engine.asked("retryConnection"), "nothing retries by itself").toEqual([]);
  await fireEvent.click(screen.getByTestId("ended-use-here"));
  expect(engine.asked("retryConnection")).toHaveLength(1);
});

test("58: a token that is no longer valid leads to signing in, and not to an endless loop", async () => {
  await open();
  engine.tell("connection", { status: "tokenIncorrect" });
  await settle();
  expect(screen.queryByTestId("ended-use-here")).toBeNull();
  await fireEvent.click(screen.getByTestId("ended-sign-in"));
  expect(engine.asked("signOut")).toHaveLength(1);
});

test("70: another language keeps what was being written", async () => {
  await open();
  await fireEvent.keyDown(window, { key: "1", ctrlKey: true });
  type("half a sentence");
  setLanguage("zh-Hans");
  await settle();
  expect(screen.getByTestId<HTMLInputElement>("search").placeholder).toBe("搜索");
  expect(composer().value).toBe("half a sentence");
});

/** Somebody clicked a notification, or followed a link. */
function wish(number: number, wanted: Partial<Opened>): void {
  const nothing = { conversation: null, message: null, title: null, ownWindow: false };
  engine.tell("opened", { number, ...nothing, ...wanted });
}

test("59: a click on a notification opens the chat at the message, also where it is open already", async () => {
  await open();
  wish(101, { conversation: bob.conversation, message: 7 });
  await settle();
  expect(title()).toBe("Bob");
  expect(engine.asked("jumpToMessage").at(-1)).toMatchObject({ messageId: 7 });
  expect(document.activeElement).toBe(composer());
  wish(102, { conversation: bob.conversation, message: 9 });
  await settle();
  expect(engine.asked("jumpToMessage").at(-1)).toMatchObject({ messageId: 9 });
  wish(103, { conversation: carol.conversation, message: 3, ownWindow: true });
  await settle();
  expect(title(), "its own window shows it").toBe("Bob");
});

test("62: a link to the list leads there, also from a chat that covers it", async () => {
  await open();
  wish(111, { conversation: bob.conversation });
  await settle();
  expect(title()).toBe("Bob");
  window.innerWidth = 500;
  await fireEvent(window, new Event("resize"));
  expect(screen.queryByTestId("conversation-list")).toBeNull();
  wish(112, {});
  await settle();
  expect(document.activeElement).toBe(screen.getByTestId("conversation-list"));
  window.innerWidth = 1_024;
  await fireEvent(window, new Event("resize"));
});

test("62: a link's name stands above a chat of which nothing else is known", async () => {
  await open();
  wish(121, { conversation: { kind: "private", targetId: "u-77" }, title: "Dave" });
  await settle();
  expect(title()).toBe("Dave");
  engine.tell("conversation", conversation("u-77", "u-77"));
  await settle();
  expect(title(), "an id is no name").toBe("Dave");
  engine.tell("conversation", conversation("u-77", "David"));
  await settle();
  expect(title()).toBe("David");
});

test("37: a window that gets the focus gives it to the composer, unless somebody is elsewhere in the page", async () => {
  await open();
  await fireEvent.keyDown(window, { key: "1", ctrlKey: true });
  await settle();
  composer().blur();
  await fireEvent.focus(window);
  expect(document.activeElement).toBe(composer());
  screen.getByTestId("conversation-list").focus();
  await fireEvent.focus(window);
  expect(document.activeElement).toBe(screen.getByTestId("conversation-list"));
});

test("the window's title carries what waits", async () => {
  await open();
  engine.tell("totalUnread", 3);
  await settle();
  expect(document.title).toBe("(3) Pipit");
  engine.tell("totalUnread", 0);
  await settle();
  expect(document.title).toBe("Pipit");
});

test("12: Ctrl+Shift+F looks in the open chat alone, until one looks everywhere again", async () => {
  vi.useFakeTimers();
  const hit = { id: 41, sender: "Bob", time: 5, text: [{ text: "plan", found: true }], part: null };
  engine = new FakeEngine({
    searchIn: ({ before }) => (before === null ? [hit] : []),
    search: () => ({ conversations: [], people: [], messages: [], more: false }),
  });
  await open();
  await fireEvent.keyDown(window, { key: "2", code: "Digit2", ctrlKey: true });
  await fireEvent.keyDown(window, { key: "F", code: "KeyF", ctrlKey: true, shiftKey: true });
  await settle();
  expect(screen.getByTestId("search-within").textContent).toContain("Carol");
  const field = screen.getByTestId("search");
  expect(document.activeElement).toBe(field);
  await fireEvent.input(field, { target: { value: "plan" } });
  await vi.advanceTimersByTimeAsync(500);
  expect(engine.asked("searchIn")).toEqual([
    { conversation: carol.conversation, words: "plan", before: null },
  ]);
  expect(engine.asked("search")).toEqual([]);
  expect(screen.getAllByRole("option")).toHaveLength(1);
  await fireEvent.click(screen.getByTestId("search-older"));
  await settle();
  expect(screen.queryByTestId("search-older"), "there is nothing older").toBeNull();

  await fireEvent.click(screen.getByTestId("search-within"));
  await vi.advanceTimersByTimeAsync(500);
  expect(engine.asked("search")).toEqual([{ words: "plan", kinds: null }]);
});

test("a click on somebody's picture shows who they are, and leads to a chat with them", async () => {
  const team = conversation("g-team", "Team");
  await open([team, bob]);
  await fireEvent.keyDown(window, { key: "1", ctrlKey: true });
  engine.splice(team.conversation, 0, 0, [message(1, "hello", 1)]);
  await settle();
  await fireEvent.click(screen.getByTestId("avatar"));
  await settle();
  expect(screen.getByTestId("person-sheet").textContent).toContain("Bob Hansen");
  await fireEvent.click(screen.getByTestId("person-write"));
  await settle();
  expect(screen.queryByTestId("person-sheet")).toBeNull();
  expect(title()).toBe("Bob");
  engine.splice(bob.conversation, 0, 0, [message(2, "hi", 1)]);
  await settle();
  await fireEvent.click(screen.getByTestId("avatar"));
  await settle();
  expect(screen.queryByTestId("person-write"), "one writes to them already").toBeNull();
});

test("48: Escape ends the choosing of messages before it leaves the chat", async () => {
  await open();
  await fireEvent.keyDown(window, { key: "1", ctrlKey: true });
  engine.splice(bob.conversation, 0, 0, [message(1, "a", 0)]);
  await settle();
  const chosen = screen.getByTestId("message");
  await fireEvent.contextMenu(chosen);
  await fireEvent.click(screen.getByTestId("menu-select"));
  await fireEvent.keyDown(chosen, { key: "Escape" });
  expect(screen.queryByTestId("selection-bar")).toBeNull();
  expect(document.activeElement).toBe(chosen);
});
