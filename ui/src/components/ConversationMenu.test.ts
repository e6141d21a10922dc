import { fireEvent, render, screen } from "@testing-library/svelte";
import { expect, test } from "vitest";

import { alice, FakeEngine } from "../testing/fake";
import { conversation } from "../testing/rows";
import { settle } from "../testing/settle";
import Messenger from "../pages/Messenger.svelte";
import ConversationMenu from "./ConversationMenu.svelte";

const bob = conversation("bob", "Bob");
const carol = conversation("carol", "Carol", { pinned: true, muted: true });

async function open(): Promise<void> {
  const engine = new FakeEngine();
  render(Messenger, { me: alice, onready: () => undefined });
  engine.splice("conversationList", 0, 0, [bob, carol]);
  await settle();
}

function show(row: typeof bob): FakeEngine {
  const engine = new FakeEngine();
  render(ConversationMenu, { row, x: 0, y: 0, onclose: () => undefined });
  return engine;
}

test("the menu asks the engine to keep a row on top or to mute it", async () => {
  const engine = show(bob);
  expect(screen.getByTestId("menu-mute").textContent).toBe("Mute");
  await fireEvent.click(screen.getByTestId("menu-pin"));
  expect(engine.asked("setPinned")).toEqual([{ conversation: bob.conversation, pinned: true }]);
});

test("a row that is on top and muted offers the way back", async () => {
  const engine = show(carol);
  expect(screen.getByTestId("menu-pin").textContent).toBe("Remove from top");
  await fireEvent.click(screen.getByTestId("menu-mute"));
  expect(engine.asked("setMuted")).toEqual([{ conversation: carol.conversation, muted: false }]);
});

test("12: Shift+F10 opens the menu of the chosen row; Escape closes it and the list has the focus", async () => {
  await open();
  const list = screen.getByTestId("conversation-list");
  list.focus();
  await fireEvent.keyDown(list, { key: "F10", shiftKey: true });
  expect(screen.queryByTestId("conversation-menu"), "nothing is chosen").toBeNull();
  await fireEvent.keyDown(list, { key: "ArrowDown" });
  await fireEvent.keyDown(list, { key: "F10", shiftKey: true });
  await settle();
  expect(document.activeElement).toBe(screen.getByTestId("menu-pin"));
  await fireEvent.keyDown(screen.getByTestId("conversation-menu"), { key: "ArrowDown" });
  expect(document.activeElement).toBe(screen.getByTestId("menu-mute"));
  await fireEvent.keyDown(screen.getByTestId("conversation-menu"), { key: "Escape" });
  expect(screen.queryByTestId("conversation-menu")).toBeNull();
  expect(document.activeElement).toBe(list);
});
