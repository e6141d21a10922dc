import { fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, expect, test, vi } from "vitest";

import type { KitList, NameHit } from "../bindings";
import { chat, FakeKit, list } from "../testing/kit";
import { conversation } from "../testing/rows";
import { settle } from "../testing/settle";
import KitPages from "./KitPages.svelte";

const bob = conversation("bob", "Bob");
const carol = conversation("carol", "Carol");
const groups = conversation("g-all", "Groups", { key: "collected:group", collected: "group" });
let engine: FakeKit;

afterEach(() => {
  engine.show(null);
  vi.useRealTimers();
});

/** Opens the list with these wishes. */
async function open(wishes: Partial<KitList> = {}, answers = {}): Promise<HTMLElement> {
  engine = new FakeKit(answers);
  engine.show({ type: "list", ...list, ...wishes });
  render(KitPages);
  engine.splice("conversationList", 0, 0, [bob, carol, groups]);
  await settle();
  const rows = screen.getByTestId("conversation-list");
  rows.focus();
  return rows;
}

test("12: the arrows mark a row of an integrator's list, and Enter opens the marked one", async () => {
  const rows = await open();
  await fireEvent.keyDown(rows, { key: "ArrowDown" });
  await fireEvent.keyDown(rows, { key: "ArrowDown" });
  expect(engine.acts, "nothing opens while one only looks").toEqual([]);
  expect(rows.getAttribute("aria-activedescendant")).toBe("row-private:carol");
  await fireEvent.keyDown(rows, { key: "Enter" });
  expect(engine.acts).toEqual([{ type: "open", conversation: carol.conversation, title: "Carol", at: null }]);
});

test("9: Enter on a collected row opens its own list", async () => {
  const rows = await open();
  for (const key of ["ArrowDown", "ArrowDown", "ArrowDown", "Enter"]) await fireEvent.keyDown(rows, { key });
  expect(engine.acts).toEqual([{ type: "openCollected", kind: "group", title: "Groups" }]);
});

test("12: Shift+F10 opens the menu of the marked row, without what only the messenger's windows can do", async () => {
  const rows = await open();
  await fireEvent.keyDown(rows, { key: "ArrowDown" });
  await fireEvent.keyDown(rows, { key: "F10", shiftKey: true });
  await settle();
  expect(screen.getByTestId("conversation-menu")).toBeTruthy();
  expect(screen.getByTestId("menu-pin")).toBeTruthy();
  expect(screen.queryByTestId("menu-own-window")).toBeNull();
});

test("the mark stays where it was while a chat lay over the list", async () => {
  const rows = await open();
  await fireEvent.keyDown(rows, { key: "ArrowDown" });
  await fireEvent.keyDown(rows, { key: "ArrowDown" });
  engine.show({ type: "chat", ...chat });
  await settle();
  expect(screen.getByTestId("composer")).toBeTruthy();
  engine.show({ type: "list", ...list });
  await settle();
  const again = screen.getByTestId("conversation-list");
  expect(again.getAttribute("aria-activedescendant")).toBe("row-private:carol");
});

test("an integrator's list is filtered within its kinds", async () => {
  const asked: unknown[] = [];
  await open({ kinds: ["private", "group"], collected: ["group"] });
  engine.onsubscribe = (what) => asked.push(what);
  await fireEvent.click(screen.getByTestId("filter-unread"));
  await settle();
  expect(asked).toEqual([
    {
      type: "conversationList",
      filter: { of: { kinds: ["private", "group"], collected: ["group"], waiting: "unread" } },
    },
  ]);
  expect(engine.watching("conversationList"), "the one before has ended").toBe(1);
});

test("an integrator's list is searched among its kinds, and what is found opens at the message", async () => {
  vi.useFakeTimers();
  const name: NameHit = {
    key: bob.key,
    conversation: bob.conversation,
    avatar: bob.avatar,
    name: [
      { text: "B", found: true },
      { text: "ob", found: false },
    ],
  };
  const said = {
    key: carol.key,
    conversation: carol.conversation,
    title: "Carol",
    avatar: carol.avatar,
    count: 1,
    newest: { id: 7, sender: "Carol", time: 1, text: [{ text: "b", found: true }] },
  };
  const found = { conversations: [name], people: [], messages: [said], more: false };
  await open({ kinds: ["private"] }, { search: () => found });
  const field = screen.getByTestId<HTMLInputElement>("search");
  await fireEvent.input(field, { target: { value: "b" } });
  await vi.advanceTimersByTimeAsync(200);
  expect(engine.asked("search")).toEqual([{ words: "b", kinds: ["private"] }]);
  await fireEvent.keyDown(field, { key: "ArrowDown" });
  await fireEvent.keyDown(field, { key: "Enter" });
  await fireEvent.keyDown(field, { key: "ArrowUp" });
  await fireEvent.keyDown(field, { key: "Enter" });
  expect(engine.acts).toEqual([
    { type: "open", conversation: carol.conversation, title: "Carol", at: 7 },
    { type: "open", conversation: bob.conversation, title: "Bob", at: null },
  ]);
});

test.each([
  [{ status: "disconnected" }, "This app has disconnected"],
  [{ status: "tokenIncorrect" }, "sign-in is no longer valid"],
] as const)(
  "55: a chat says why nothing arrives after %o, which only the integrator can mend",
  async (status, words) => {
    vi.useFakeTimers();
    await open();
    engine.show({ type: "chat", ...chat });
    engine.tell("connection", status);
    await vi.advanceTimersByTimeAsync(2_100);
    expect(screen.getByTestId("banner").textContent).toContain(words);
    expect(screen.queryByTestId("banner-retry")).toBeNull();
    engine.tell("connection", { status: "connected" });
    await settle();
    expect(screen.queryByTestId("banner")).toBeNull();
  },
);

test("the list looks as the integrator wants it", async () => {
  await open({ title: "Talks", avatar: [30, 40], round: true });
  expect(screen.getByRole("heading", { name: "Talks" })).toBeTruthy();
  const { style } = screen.getByTestId("kit");
  const value = (name: string) => style.getPropertyValue(name);
  expect([value("--row-avatar-width"), value("--row-avatar-height")]).toEqual(["30px", "40px"]);
  expect(value("--row-avatar-radius")).toBe("50%");
  await fireEvent.click(screen.getByTestId("back"));
  expect(engine.acts).toEqual([{ type: "back" }]);
});

test("the bar has the integrator's colours and picture", async () => {
  await open();
  engine.show(
    { type: "list", ...list },
    {
      titleColor: "#ffffff",
      background: "#0099ff",
      backColor: "#00ff00",
      backImage: "widget://back.png",
    },
  );
  await settle();
  const back = screen.getByTestId("back");
  const { style } = back.closest("header") as HTMLElement;
  const value = (name: string) => style.getPropertyValue(name);
  expect([value("--bar-title"), value("--bar-background"), value("--bar-back")]).toEqual([
    "#ffffff",
    "#0099ff",
    "#00ff00",
  ]);
  expect(back.querySelector("img")?.getAttribute("src")).toBe("widget://back.png");
  engine.show({ type: "chat", ...chat });
  await settle();
  expect(screen.getByTestId("back").querySelector("img"), "the theme's arrow otherwise").toBeNull();
});

test("55: the list tells of its connection only where the integrator wants it", async () => {
  vi.useFakeTimers();
  await open({ showsConnection: false });
  engine.tell("connection", { status: "connecting" });
  await vi.advanceTimersByTimeAsync(2_100);
  expect(screen.queryByTestId("banner")).toBeNull();
  engine.show({ type: "list", ...list });
  await settle();
  expect(screen.getByTestId("banner")).toBeTruthy();
});

test("12: Ctrl+K and Ctrl+F lead to the search of an integrator's list", async () => {
  const rows = await open();
  for (const key of ["k", "f"]) {
    rows.focus();
    await fireEvent.keyDown(rows, { key, ctrlKey: true });
    await settle();
    expect(document.activeElement, key).toBe(screen.getByTestId("search"));
  }
});

test("12: Ctrl+F looks in an integrator's chat", async () => {
  await open();
  engine.show({ type: "chat", ...chat });
  await settle();
  await fireEvent.keyDown(screen.getByTestId("composer"), { key: "f", ctrlKey: true });
  expect(document.activeElement).toBe(screen.getByLabelText("Search in this chat"));
});

test("12: Escape leaves a page of the kit where its Back would, after all that it closes there", async () => {
  const rows = await open();
  const escape = async (at: Element) => {
    await fireEvent.keyDown(at, { key: "Escape" });
    await settle();
  };
  await fireEvent.keyDown(rows, { key: "f", ctrlKey: true });
  await settle();
  await escape(screen.getByTestId("search"));
  expect(engine.acts, "it left the search").toEqual([]);
  await escape(rows);
  expect(engine.acts).toEqual([{ type: "back" }]);

  engine.show({ type: "chat", ...chat });
  await settle();
  const composer = screen.getByTestId("composer");
  await fireEvent.keyDown(composer, { key: "f", ctrlKey: true });
  await escape(screen.getByTestId("search"));
  await fireEvent.click(screen.getByTestId("emoji"));
  await escape(screen.getByTestId("emoji-picker"));
  expect(engine.acts, "it closed the search and the emoji").toHaveLength(1);
  await escape(composer);
  expect(engine.acts.slice(1)).toEqual([{ type: "back" }]);
});
