// Files that are dropped while a dialog is open.

import { render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { Attached } from "../bindings";
import { hearDrops } from "../platform/drops";
import type { Drag } from "../platform";
import { Rows } from "../stores/rows.svelte";
import { toast } from "../stores/toast.svelte";
import { FakeEngine } from "../testing/fake";
import { conversation as row } from "../testing/rows";
import { settle } from "../testing/settle";
import Chat from "./Chat.svelte";
import Confirm from "./Confirm.svelte";
import ConversationList from "./ConversationList.svelte";

const conversation = { kind: "private", targetId: "bob" } as const;
const plan: Attached = { id: 7, name: "plan.pdf", size: 3, preview: null, film: false };
const nothing = vi.fn();
let drag: (drag: Drag) => void;

beforeEach(() => {
  const engine = new FakeEngine();
  const hearers: ((drag: Drag) => void)[] = [];
  engine.onDrag = (hear) => {
    hearers.push(hear);
    return () => undefined;
  };
  drag = (told) => hearers.forEach((hear) => hear(told));
  toast.clear();

  const list = new Rows<"conversationList">({ type: "conversationList", filter: "all" });
  list.open();
  const rest = { filter: "all", selected: "private:carol", alone: false, onnew: null } as const;
  const hears = { onchoose: nothing, onfound: nothing, onfilter: nothing, onremoved: nothing };
  render(ConversationList, { list, ...rest, ...hears });
  engine.splice("conversationList", 0, 0, [row("carol", "Carol")]);
  render(Chat, { conversation, title: "Bob", avatar: null, focus: true, onback: null, onleave: null });
});
afterEach(() => {
  Reflect.deleteProperty(document, "elementFromPoint");
});

/** A dialog opens, until the returned function is called. */
function ask(): () => void {
  const words = { title: "Clear?", text: "All of it.", action: "Clear", testid: "clear" };
  const { unmount } = render(Confirm, { ...words, onyes: nothing, onclose: nothing });
  return () => void unmount();
}

test("42: files over the chat have no target while a dialog is open, and a drop attaches nothing", async () => {
  await settle();
  drag({ over: true });
  await settle();
  expect(screen.getByTestId("drop")).toBeTruthy();
  const close = ask();
  drag({ over: true });
  await settle();
  expect(screen.queryByTestId("drop"), "also where one opened meanwhile").toBeNull();
  drag({ over: false, files: Promise.resolve([plan]), tooLarge: "film.mp4" });
  await settle();
  expect(screen.queryByTestId("attachments")).toBeNull();
  expect(toast.text).toBeNull();
  close();
  drag({ over: false, files: Promise.resolve([plan]) });
  await settle();
  expect(screen.getByTestId("attachments").textContent, "afterwards one does").toContain("plan.pdf");
});

test("42: a row of the list takes nothing while a dialog is open", async () => {
  await settle();
  const close = ask();
  const carol = screen.getByTestId("conversation-row"); // the chosen one is always drawn
  document.elementFromPoint = () => carol;
  const at: [number, number] = [0.1, 0.2];
  drag({ over: true, at });
  await settle();
  expect(carol.classList).not.toContain("target");
  drag({ over: false, at, files: Promise.resolve([plan]) });
  await settle();
  expect(screen.queryByTestId("drop-on-sheet")).toBeNull();
  close();
  drag({ over: false, at, files: Promise.resolve([plan]) });
  await settle();
  expect(screen.getByTestId("drop-on-sheet"), "afterwards it does").toBeTruthy();
});

test("42: a page that reads what is dropped reads nothing while a dialog is open", () => {
  const told: Drag[] = [];
  const handOver = vi.fn((name: string) => Promise.resolve({ ...plan, name }));
  const stop = hearDrops((drag) => told.push(drag), { handOver, take: () => Promise.resolve([]) });
  const fire = (type: string): { prevented: boolean; effect: string } => {
    const dataTransfer = { types: ["Files"], files: [new File(["abc"], "plan.pdf")], dropEffect: "copy" };
    const event = Object.assign(new Event(type, { cancelable: true }), { dataTransfer });
    window.dispatchEvent(event);
    return { prevented: event.defaultPrevented, effect: dataTransfer.dropEffect };
  };
  const close = ask();
  expect(fire("dragover"), "the pointer says so, and the page does not go to the file").toEqual({
    prevented: true,
    effect: "none",
  });
  expect(fire("drop").prevented).toBe(true);
  expect(told).toEqual([{ over: false }]);
  close();
  expect(fire("dragover").effect).toBe("copy");
  expect(told.at(-1)?.over).toBe(true);
  expect(handOver).not.toHaveBeenCalled();
  stop();
});
