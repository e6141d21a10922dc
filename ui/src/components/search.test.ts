import { fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { ApiError, Found, MessageHit, NameHit } from "../bindings";
import { setLanguage } from "../i18n/index.svelte";
import Messenger from "../pages/Messenger.svelte";
import { alice, FakeEngine } from "../testing/fake";
import { avatar, conversation, message } from "../testing/rows";
import { settle } from "../testing/settle";

const bob = conversation("bob", "Bob");
const said = (id: number, words: string): MessageHit => ({
  id,
  sender: "Bob",
  time: 1_800_000_000_000 + id,
  part: { start: 0, end: words.length },
  text: [
    { text: words, found: true },
    { text: " it is", found: false },
  ],
});
const hits = { key: "private:bob", conversation: bob.conversation, title: "Bob", avatar: avatar("B", 1) };
const everything: Found = {
  conversations: [
    {
      key: "private:carol",
      conversation: { kind: "private", targetId: "carol" },
      avatar: avatar("C", 2),
      name: [
        { text: "Car", found: true },
        { text: "ol", found: false },
      ],
    },
  ],
  people: [
    {
      key: "private:carl",
      conversation: { kind: "private", targetId: "carl" },
      avatar: avatar("C", 3),
      name: [{ text: "Carl", found: true }],
    },
  ],
  messages: [{ ...hits, count: 2, newest: said(7, "car") }],
  more: false,
};

let engine: FakeEngine;
/** What the engine answers to each search, when the test wants it. */
let answers: ((found: Found) => void)[];
let answering: () => Promise<Found>;

beforeEach(async () => {
  vi.useFakeTimers();
  answers = [];
  answering = () => new Promise((resolve) => answers.push(resolve));
  engine = new FakeEngine({
    search: () => answering(),
    searchIn: ({ before }) => (before === null ? [said(7, "car")] : [said(3, "car")]),
  });
  render(Messenger, { me: alice, onready: () => undefined });
  engine.splice("conversationList", 0, 0, [bob]);
  await settle();
});
afterEach(() => {
  setLanguage("en");
  vi.useRealTimers();
});

const field = () => screen.getByTestId<HTMLInputElement>("search");
const found = () => screen.queryAllByTestId("found");
const marked = () => found().findIndex((row) => row.getAttribute("aria-selected") === "true");
/** The chat that is open. */
const opened = () => screen.getByRole("main").getAttribute("aria-label");
const press = (key: string) => fireEvent.keyDown(field(), { key });

async function look(words: string): Promise<void> {
  await fireEvent.input(field(), { target: { value: words } });
  await vi.advanceTimersByTimeAsync(200);
}

async function find(words: string): Promise<void> {
  await look(words);
  answers.at(-1)?.(everything);
  await settle();
}

test("what somebody said in a group names them as the list does", async () => {
  setLanguage("zh-Hans");
  const conversation = { kind: "group", targetId: "g" } as const;
  await look("car");
  answers.at(-1)?.({
    ...everything,
    messages: [{ ...hits, key: "group:g", conversation, title: "Hike", count: 1, newest: said(7, "car") }],
  });
  await settle();
  expect(found().at(-1)?.textContent).toContain("Bob：car it is");
});

test("Ctrl+K and, where no chat is open, Ctrl+F lead to the field, Escape back to the list", async () => {
  for (const key of ["k", "f"]) {
    await fireEvent.keyDown(window, { key, ctrlKey: true });
    await settle();
    expect(document.activeElement).toBe(field());
    await press("Escape");
    expect(document.activeElement).toBe(screen.getByTestId("conversation-list"));
  }
});

test("it is looked for when typing pauses, once", async () => {
  for (const words of ["c", "ca", "car"]) await fireEvent.input(field(), { target: { value: words } });
  await vi.advanceTimersByTimeAsync(200);
  expect(engine.asked("search")).toEqual([{ words: "car", kinds: null }]);
});

test("an answer that comes late is not shown", async () => {
  await look("car");
  await look("cart");
  answers[0]?.(everything);
  await settle();
  expect(found()).toEqual([]);
  answers[1]?.({ conversations: [], people: [], messages: [], more: false });
  await settle();
  expect(screen.getByText("Nothing was found for “cart”.")).toBeTruthy();
  answers[0]?.(everything);
});

test("what is found stands by kind, with the hit marked; the arrows go through all of it", async () => {
  await find("car");
  expect(screen.queryByTestId("conversation-list"), "the results stand in the list's place").toBeNull();
  expect(found().map((row) => row.textContent.replace(/\s+/g, " ").trim())).toEqual([
    expect.stringContaining("Carol"),
    expect.stringContaining("Carl"),
    expect.stringContaining("2 messages"),
  ]);
  expect(found()[0]?.querySelector("mark")?.textContent).toBe("Car");
  expect(marked()).toBe(0);
  for (const key of ["ArrowDown", "ArrowDown", "ArrowDown"]) await press(key);
  expect(marked()).toBe(2);
  expect(field().getAttribute("aria-activedescendant")).toBe(found()[2]?.id);
  await press("ArrowUp");
  expect(marked()).toBe(1);
});

test("Enter opens the conversation that is marked", async () => {
  await find("car");
  await press("Enter");
  expect(screen.getByRole("main").getAttribute("aria-label")).toBe("carol");
});

test("Enter waits for what is being looked for, and never takes what other words have found", async () => {
  await find("car");
  const bobs = { ...everything.people[0], conversation: bob.conversation, key: "private:bob" } as NameHit;
  const others: Found = { conversations: [bobs], people: [], messages: [], more: false };
  await fireEvent.input(field(), { target: { value: "bob" } });
  await press("Enter");
  expect(opened(), "typing has not paused").toBeNull();
  await vi.advanceTimersByTimeAsync(200);
  expect(opened(), "nor is it answered").toBeNull();
  answers.at(-1)?.(others);
  await settle();
  expect(opened()).toBe("Bob");
});

test("Enter that waits is over when one types on, marks something else, or the search fails", async () => {
  let refuse: (why: ApiError) => void = () => undefined;
  await find("car");
  for (const go of [() => look("cart"), () => press("ArrowDown")]) {
    await look("ca");
    await press("Enter");
    await go();
    answers.at(-1)?.(everything);
    await settle();
    expect(opened()).toBeNull();
  }
  const failing = new Promise<Found>((_, reject) => (refuse = reject));
  answering = () => failing;
  await look("bob");
  await press("Enter");
  refuse({ code: "storeUnavailable", message: "" });
  await settle();
  await press("Enter");
  expect(opened()).toBeNull();
  expect(found(), "what other words have found is no answer").toEqual([]);
});

test("16: what arrives afterwards does not lead back to what was found", async () => {
  await find("car");
  await fireEvent.click(found()[2] as HTMLElement);
  await settle();
  await press("Enter");
  await settle();
  for (const id of [8, 9]) {
    engine.splice(bob.conversation, id - 8, 0, [message(id, "new", id)]);
    await settle();
  }
  expect(engine.asked("jumpToMessage")).toMatchObject([{ messageId: 7 }]);
});

test("several messages are listed first, and more of them; each opens the chat at itself", async () => {
  await find("car");
  await fireEvent.click(found()[2] as HTMLElement);
  await settle();
  expect(found()).toHaveLength(1);
  await fireEvent.click(screen.getByTestId("search-older"));
  await settle();
  expect(found()).toHaveLength(2);
  expect(screen.queryByTestId("search-older"), "there are no more").toBeNull();
  await press("ArrowDown");
  await press("Enter");
  await settle();
  expect(screen.getByRole("main").getAttribute("aria-label")).toBe("Bob");
  expect(engine.asked("jumpToMessage")).toMatchObject([{ messageId: 3 }]);
  await press("Escape");
  expect(found(), "back to everything").toHaveLength(3);
  expect(marked(), "where one came from").toBe(2);
  await press("Escape");
  expect(field().value).toBe("");
  expect(screen.getByTestId("conversation-list")).toBeTruthy();
});

test("Ctrl+F looks in the chat that is open, Ctrl+K everywhere", async () => {
  await find("car");
  await press("Enter");
  await settle();
  engine.calls = [];
  await fireEvent.keyDown(window, { key: "f", ctrlKey: true });
  await look("car");
  expect(engine.asked("searchIn")).toHaveLength(1);
  expect(engine.asked("search")).toEqual([]);
  await fireEvent.keyDown(window, { key: "k", ctrlKey: true });
  await look("car");
  expect(engine.asked("search")).toHaveLength(1);
});
