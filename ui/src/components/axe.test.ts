// What axe-core finds wrong with the pages for those who hear or touch them. Nothing is painted here:
// `make audit` looks at every state in a browser, contrast and all.

import { fireEvent, render, screen } from "@testing-library/svelte";
import axe from "axe-core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { setLanguage } from "../i18n/index.svelte";
import Login from "../pages/Login.svelte";
import Messenger from "../pages/Messenger.svelte";
import { session } from "../stores/session.svelte";
import { alice, FakeEngine } from "../testing/fake";
import { avatar, conversation, message, own } from "../testing/rows";
import { settle } from "../testing/settle";
import Details from "./Details.svelte";

const bob = conversation("bob", "Bob", { unread: 2, mentions: 1 });
const lunch = conversation("d1", "Lunch", {
  conversation: { kind: "discussion", targetId: "d1" },
  muted: true,
  pinned: true,
});
const person = (id: string) => ({ id, name: id, avatar: avatar("X", 1), me: id === "alice" });

// It is so while somebody is offered for a mention: WebKit tells nothing of what is offered below a mere text field.
axe.configure({ standards: { htmlElms: { textarea: { allowedRoles: ["combobox"] } } } });

// axe takes its time where several programs run.
vi.setConfig({ testTimeout: 30_000 });

let engine: FakeEngine;
let stop: () => void;

beforeEach(async () => {
  engine = new FakeEngine({
    contacts: () => [{ ...bob, name: [{ text: "Bob", found: false }] }],
    blocked: () => [person("carol")],
    quietHours: () => ({ from: "22:00", to: "07:00" }),
    localFiles: () => ({
      kinds: [
        { kind: "messages", files: 1, bytes: 1, clearable: 0 },
        { kind: "films", files: 2, bytes: 2, clearable: 1 },
        { kind: "saved", files: 1, bytes: 1, clearable: 0 },
      ],
      bytes: 3,
      complete: true,
    }),
    mentionable: () => ({ people: [person("carol")], everybody: true }),
    storage: () => ({ free: 0, messages: 1, largest: [{ row: bob, messages: 1 }] }),
    syncHealth: () => ({
      caughtUp: null,
      newest: null,
      queued: 0,
      uploads: 0,
      waitingSince: null,
      partial: 0,
      clockOffset: 0,
    }),
    discussion: () => ({
      name: "Lunch",
      creator: "alice",
      mine: true,
      open: true,
      members: [person("alice"), person("bob")],
    }),
    search: () => ({
      conversations: [{ ...bob, name: [{ text: "Bob", found: true }] }],
      people: [],
      messages: [],
      more: true,
    }),
  });
  stop = session.open();
  engine.tell("session", alice);
  render(Messenger, { me: alice, onready: () => undefined });
  engine.splice("conversationList", 0, 0, [bob, lunch]);
  await settle();
});
afterEach(() => {
  stop();
  setLanguage("en");
});

const click = async (id: string): Promise<void> => {
  await fireEvent.click(screen.getByTestId(id));
  await settle();
};

async function open(number: number): Promise<void> {
  await fireEvent.keyDown(window, { key: String(number), ctrlKey: true });
  engine.tell("conversation", [bob, lunch][number - 1] ?? null);
  engine.splice(number === 1 ? bob.conversation : lunch.conversation, 0, 0, [
    message(1, "hello", 1_800_000_000_000),
    own(2, "hi", 1_800_000_001_000),
  ]);
  await settle();
}

/** Where to look, and how to get there. */
const states: Record<string, () => Promise<unknown>> = {
  "the list": () => settle(),
  "a chat": () => open(1),
  "a menu of the list": async () => {
    const list = screen.getByTestId("conversation-list");
    await fireEvent.keyDown(list, { key: "ArrowDown" });
    await fireEvent.keyDown(list, { key: "F10", shiftKey: true });
  },
  "what was found": async () => {
    await fireEvent.input(screen.getByTestId("search"), { target: { value: "bo" } });
    await vi.waitFor(() => screen.getByTestId("found"));
  },
  "the settings": () => click("settings"),
  contacts: () => click("contacts"),
  "the blacklist": async () => {
    await click("contacts");
    await click("contacts-blacklist");
  },
  "a discussion": async () => {
    await open(2);
    await click("details");
  },
  "somebody who can be mentioned": async () => {
    await open(2);
    await fireEvent.input(screen.getByTestId("composer"), { target: { value: "@" } });
    await vi.waitFor(() => screen.getByTestId("mention-picker"));
  },
  "a new chat": () => click("new-chat"),
};

for (const [name, go] of Object.entries(states))
  test(`68: axe finds nothing wrong with ${name}`, async () => {
    await go();
    await settle();
    await nothingIsWrong();
  });

test("68: axe finds nothing wrong with the settings from right to left", async () => {
  setLanguage("ar");
  await click("settings");
  await nothingIsWrong();
});

test("68: axe finds nothing wrong with a group, small or large", async () => {
  for (const count of [8, 300]) {
    document.body.replaceChildren();
    const members = Array.from({ length: count }, (_, at) => ({
      id: `m${String(at)}`,
      name: `Member ${String(at)}`,
      avatar: avatar("M", 1),
      me: at === 0,
    }));
    const page = { name: "Hike", owner: "m1", notice: "At eight", mayNotice: true, mayLeave: true, members };
    new FakeEngine({ group: () => page });
    const row = conversation("g", "Hike", { conversation: { kind: "group", targetId: "g" } });
    render(Details, { row, onclose: () => undefined });
    await settle();
    await nothingIsWrong();
  }
});

test("68: axe finds nothing wrong with signing in", async () => {
  document.body.replaceChildren();
  render(Login, { state: { state: "signedOut", server: null, appKey: null, problem: null } });
  await settle();
  await nothingIsWrong();
});

async function nothingIsWrong(): Promise<void> {
  const { violations } = await axe.run(document.body, {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
}
