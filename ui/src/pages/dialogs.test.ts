// While a dialog lies over the page, the keys are the dialog's.

import { fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, expect, test } from "vitest";

import { commands } from "../lib/keys";
import { alice, FakeEngine } from "../testing/fake";
import { conversation, message } from "../testing/rows";
import { settle } from "../testing/settle";
import Messenger from "./Messenger.svelte";

const bob = conversation("bob", "Bob");
const carol = conversation("carol", "Carol", { unread: 1 });
const preview = { url: "data:image/gif;base64,R0lGODlhAQABAAAAACw=", width: 20, height: 20 };
const picture = message(2, "", 2, { body: { type: "image", preview, percent: null } });
let engine: FakeEngine;

/** Carol's chat, then Bob's with two messages, one of which is quoted. */
async function open(): Promise<void> {
  engine = new FakeEngine({
    pickFiles: () => ({ picked: 1, names: [] }),
    findConversations: () => [bob],
    contacts: () => [],
  });
  render(Messenger, { me: alice, onready: () => undefined });
  engine.splice("conversationList", 0, 0, [bob, carol]);
  await settle();
  await fireEvent.keyDown(window, { key: "2", ctrlKey: true });
  await fireEvent.keyDown(window, { key: "1", ctrlKey: true });
  engine.splice(bob.conversation, 0, 0, [message(1, "hello", 1), picture]);
  await settle();
  await fireEvent.keyDown(window, { key: "r", ctrlKey: true, shiftKey: true });
  await settle();
}

/** Every combination of the table that the page hears, and what it does by other keys. */
const combinations = Object.entries(commands)
  // They belong to what has the focus.
  .filter(([command]) => !["menu", "paste", "pastePlain", "undo", "redo"].includes(command))
  .flatMap(([, keys]: [string, readonly string[]]) => keys)
  .concat("End", "Escape");

/** Presses a combination where the focus is; whether the page has taken it. */
async function takes(combination: string): Promise<boolean> {
  const parts = combination.split("+");
  const init = {
    key: parts.at(-1),
    ctrlKey: parts.includes("Mod") || parts.includes("Ctrl"),
    altKey: parts.includes("Alt"),
    shiftKey: parts.includes("Shift"),
  };
  const left = await fireEvent.keyDown(document.activeElement ?? document.body, init);
  await settle();
  return !left;
}

/** What a key could have changed. */
function state(): unknown {
  const quoted = screen.queryByTestId("quote-bar")?.textContent;
  const heading = document.querySelector("main h2")?.textContent;
  const calls = engine.calls.map(({ name }) => name);
  return { quoted, heading, calls, focus: document.activeElement };
}

afterEach(() => {
  document.body.replaceChildren();
});

test.each(combinations)("12: %s is the page's while nothing lies over it", async (combination) => {
  await open();
  (document.activeElement as HTMLElement).blur(); // the composer has its own End
  expect(await takes(combination)).toBe(true);
});

const dialogs = {
  settings: "settings",
  contacts: "contacts",
  "new chat": "new-chat",
  picture: "picture",
} as const;

test.each(Object.entries(dialogs))(
  "12: no key of the page's acts behind the dialog: %s",
  async (_, opener) => {
    await open();
    await fireEvent.click(screen.getByTestId(opener));
    await settle();
    document.activeElement?.closest("dialog")?.focus(); // a field in it has such keys of its own
    expect(document.activeElement?.tagName).toBe("DIALOG");
    const before = state();
    for (const combination of combinations) {
      expect(await takes(combination), `${combination} is left to the dialog`).toBe(false);
      expect(state(), combination).toEqual(before);
    }
  },
);

test("12, 48: Escape closes the sheet that forwards what is chosen, and the choice stays", async () => {
  await open();
  await fireEvent.contextMenu(screen.getAllByTestId("message")[0] as HTMLElement);
  await fireEvent.click(screen.getByTestId("menu-select"));
  await settle();
  await fireEvent.click(screen.getByTestId("select-forward"));
  await settle();
  const sheet = screen.getByTestId("forward-sheet");
  expect(await takes("Escape"), "the system closes it").toBe(false);
  expect(screen.queryByTestId("selection-bar")).toBeTruthy();
  sheet.dispatchEvent(new Event("cancel", { cancelable: true }));
  await settle();
  expect(screen.queryByTestId("forward-sheet")).toBeNull();
  expect(await takes("Escape")).toBe(true);
  expect(screen.queryByTestId("selection-bar")).toBeNull();
});
