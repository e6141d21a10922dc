// What somebody hears who reaches things by keyboard and does not see them.

import { render, screen } from "@testing-library/svelte";
import { beforeEach, expect, test } from "vitest";

import { Selection } from "../stores/selection.svelte";
import { watchedChat } from "../testing/chat";
import { FakeEngine } from "../testing/fake";
import { message, own } from "../testing/rows";
import { settle } from "../testing/settle";
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
