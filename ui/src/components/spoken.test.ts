// What somebody hears who reaches things by keyboard and does not see them.

import { fireEvent, render, screen } from "@testing-library/svelte";
import { beforeEach, expect, test, vi } from "vitest";

import { Selection } from "../stores/selection.svelte";
import { watchedChat } from "../testing/chat";
import { FakeEngine } from "../testing/fake";
import { message, own } from "../testing/rows";
import { settle } from "../testing/settle";
import Chat from "./Chat.svelte";
import Timeline from "./Timeline.svelte";

const bob = { kind: "private", targetId: "bob" } as const;
const noon = new Date(2026, 4, 3, 12).getTime();
const preview = { url: "data:image/gif;base64,R0lGODlhAQABAAAAACw=", width: 20, height: 20 };
let engine: FakeEngine;

beforeEach(() => {
  engine = new FakeEngine();
});

async function open(...items: ReturnType<typeof message>[]): Promise<void> {
  render(Timeline, { conversation: bob, chat: watchedChat(), selection: new Selection() });
  engine.splice(bob, 0, 0, items);
  await settle();
}

test("68: a message that has the focus is told by its sender, time, words and state", async () => {
  await open(
    message(1, "Hello!", noon),
    own(2, "on its way", noon + 1, { state: "sending" }),
    own(3, "arrived", noon + 2, { state: "sent" }, { edited: noon + 3 }),
    own(4, "seen", noon + 4, { state: "read" }),
    own(5, "by some", noon + 5, { state: "sent" }, { readers: 3 }),
    own(6, "not at all", noon + 6, { state: "failed", code: 405 }),
  );
  const first = screen.getByRole("article", { name: "Bob Hansen at 12:00", description: "Hello!" });
  first.focus();
  expect(document.activeElement).toBe(first);
  const said = [
    "on its way Sending",
    "arrived edited Sent",
    "seen Read",
    "by some 3 read",
    "not at all Not sent: you have been blocked by this person",
  ];
  expect(said.map((description) => screen.getAllByRole("article", { description }).length)).toEqual(
    said.map(() => 1),
  );
});

test("68: a message without words is told by its kind", async () => {
  await open(
    message(1, "", noon, { body: { type: "image", preview, percent: null }, summary: { type: "image" } }),
    message(2, "", noon, { body: { type: "voice", seconds: 3, unheard: true }, summary: { type: "voice" } }),
  );
  expect(screen.getByRole("article", { name: "Bob Hansen at 12:00, [Picture]" })).toBeTruthy();
  const voice = screen.getByRole("article", { name: "Bob Hansen at 12:00, [Voice]" });
  expect(screen.getByRole("article", { description: "0:03" }), "and how long it is").toBe(voice);
});

test("68: a quiet line is told by what it says", async () => {
  const body = { type: "recalled", byMe: true, name: "", again: "typo" } as const;
  await open(own(1, "", noon, { state: "sent" }, { body }));
  expect(screen.getByRole("note", { name: "You recalled a message Edit again" })).toBeTruthy();
});

test("39, 68: the field tells whom Enter would mention, as long as somebody is offered", async () => {
  const avatar = { url: null, initials: "B", tint: 1 };
  const people = ["Bob", "Bea"].map((name) => ({ id: name.toLowerCase(), name, avatar, me: false }));
  engine = new FakeEngine({ mentionable: () => ({ people, everybody: false }) });
  const conversation = { kind: "group", targetId: "team" } as const;
  render(Chat, { conversation, title: "Team", avatar: null, focus: true, onback: null, onleave: null });
  const area = screen.getByTestId("composer");
  const marked = () => document.getElementById(area.getAttribute("aria-activedescendant") ?? "");
  const plain = area.getAttributeNames();
  await fireEvent.input(area, { target: { value: "ask @b" } });
  await vi.waitFor(() => expect(marked()?.textContent).toContain("Bob"));
  expect(screen.getByRole("combobox", { expanded: true })).toBe(area);
  expect(document.getElementById(area.getAttribute("aria-controls") ?? "")?.role).toBe("listbox");
  await fireEvent.keyDown(area, { key: "ArrowDown" });
  await settle();
  expect(marked()?.textContent).toContain("Bea");
  expect(marked()?.ariaSelected).toBe("true");
  await fireEvent.keyDown(area, { key: "Escape" });
  await settle();
  expect(area.getAttributeNames(), "it is a text field again").toEqual(plain);
});
