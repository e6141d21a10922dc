import { fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, expect, test, vi } from "vitest";

import { t } from "../i18n/index.svelte";
import { leaveAt, leftIn } from "../lib/places";
import { toast } from "../stores/toast.svelte";
import { alice, FakeEngine, type Answers } from "../testing/fake";
import { conversation, message } from "../testing/rows";
import { settle } from "../testing/settle";
import Messenger from "../pages/Messenger.svelte";
import ConversationMenu from "./ConversationMenu.svelte";

afterEach(() => {
  toast.clear();
  vi.useRealTimers();
});

const bob = conversation("bob", "Bob");
const carol = conversation("carol", "Carol", { pinned: true, muted: true });

async function open(answers: Answers = {}): Promise<FakeEngine> {
  const engine = new FakeEngine(answers);
  render(Messenger, { me: alice, onready: () => undefined });
  engine.splice("conversationList", 0, 0, [bob, carol]);
  await settle();
  return engine;
}

/** By the keyboard: no rows are drawn where nothing has a size. */
async function openMenu(): Promise<void> {
  const list = screen.getByTestId("conversation-list");
  list.focus();
  await fireEvent.keyDown(list, { key: "ArrowUp" });
  await fireEvent.keyDown(list, { key: "F10", shiftKey: true });
  await settle();
}

function show(row: typeof bob, answers: Answers = {}): FakeEngine {
  const engine = new FakeEngine(answers);
  const nothing = () => undefined;
  render(ConversationMenu, { row, x: 0, y: 0, onremoved: nothing, onclear: nothing, onclose: nothing });
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
  expect(screen.getByTestId("menu-pin").textContent).toBe("Unpin");
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
  expect(document.activeElement).toBe(screen.getByTestId("menu-read"));
  await fireEvent.keyDown(screen.getByTestId("conversation-menu"), { key: "ArrowDown" });
  expect(document.activeElement).toBe(screen.getByTestId("menu-pin"));
  await fireEvent.keyDown(screen.getByTestId("conversation-menu"), { key: "Escape" });
  expect(screen.queryByTestId("conversation-menu")).toBeNull();
  expect(document.activeElement).toBe(list);
});

test("8: what waits can be marked read, anything else unread", async () => {
  const engine = show(bob);
  expect(screen.getByTestId("menu-read").textContent).toBe("Mark as unread");
  await fireEvent.click(screen.getByTestId("menu-read"));
  expect(engine.asked("markUnread")).toEqual([{ conversation: bob.conversation }]);
});

test("8: a marked row offers to mark it read", async () => {
  const engine = show({ ...bob, markedUnread: true });
  await fireEvent.click(screen.getByTestId("menu-read"));
  expect(engine.asked("markAllRead")).toEqual([{ conversation: bob.conversation }]);
});

test("what the engine refuses is said", async () => {
  const engine = await open({
    setPinned: () => Promise.reject({ code: "storeUnavailable", message: "disk full" }),
  });
  await openMenu();
  await fireEvent.click(screen.getByTestId("menu-pin"));
  await settle();
  expect(engine.asked("setPinned")).toHaveLength(1);
  expect(screen.getByTestId("toast").textContent).toContain(t("problem.storeUnavailable"));
});

test("11: a removed conversation can be brought back for five seconds, as it was", async () => {
  vi.useFakeTimers();
  const removed = { conversation: bob.conversation, pinned: 1_000, draft: "half a" };
  const engine = await open({ removeConversation: () => removed });
  const remove = async () => {
    await openMenu();
    await fireEvent.click(screen.getByTestId("menu-remove"));
    await settle();
  };
  await remove();
  await vi.advanceTimersByTimeAsync(4_900);
  expect(screen.getByTestId("toast").textContent).toContain("Bob was removed");
  await fireEvent.click(screen.getByTestId("undo"));
  expect(engine.asked("putBack")).toEqual([removed]);
  expect(screen.getByTestId("toast").textContent).toBe("");
  await remove();
  await vi.advanceTimersByTimeAsync(5_100);
  expect(screen.getByTestId("toast").textContent).toBe("");
});

test("11: the chat of what was removed closes", async () => {
  const removed = { conversation: bob.conversation, pinned: null, draft: null };
  await open({ removeConversation: () => removed });
  await fireEvent.keyDown(window, { key: "1", ctrlKey: true });
  expect(screen.queryByTestId("composer")).toBeTruthy();
  await openMenu();
  await fireEvent.click(screen.getByTestId("menu-remove"));
  await settle();
  expect(screen.queryByTestId("composer")).toBeNull();
});

test("a history is cleared only after a yes", async () => {
  const engine = await open();
  const ask = async () => {
    await openMenu();
    await fireEvent.click(screen.getByTestId("menu-clear"));
    await settle();
  };
  await ask();
  await fireEvent.click(screen.getByText("Cancel"));
  expect(engine.asked("clearHistory")).toEqual([]);
  await ask();
  await fireEvent.click(screen.getByTestId("clear-confirm"));
  expect(engine.asked("clearHistory")).toEqual([{ conversation: bob.conversation }]);
});

test("what stood in a cleared chat is not shown again when one comes back", async () => {
  await open();
  leaveAt(bob.conversation, null, [message(1, "gone", 0)], 1);
  await openMenu();
  await fireEvent.click(screen.getByTestId("menu-clear"));
  await settle();
  await fireEvent.click(screen.getByTestId("clear-confirm"));
  await settle();
  expect(leftIn(bob.conversation)).toBeNull();
});
