import { fireEvent, render, screen } from "@testing-library/svelte";
import { beforeEach, expect, test } from "vitest";

import { FakeEngine } from "../testing/fake";
import { message, own } from "../testing/rows";
import { settle } from "../testing/settle";
import Chat from "./Chat.svelte";

const conversation = { kind: "private", targetId: "bob" } as const;
const noon = new Date(2026, 4, 3, 12).getTime();
const sent = { state: "sent" } as const;
const mine = own(2, "at five", noon, sent, { canEdit: true });
let engine: FakeEngine;
let draft: string;

beforeEach(() => {
  draft = "";
  engine = new FakeEngine({
    draft: () => (draft ? { text: draft, quote: null, mentions: [], files: [] } : null),
  });
});

async function open(items = [message(1, "when?", noon), mine]): Promise<HTMLTextAreaElement> {
  render(Chat, { conversation, title: "Bob", avatar: null, focus: true, onback: null, onleave: null });
  engine.splice(conversation, 0, 0, items);
  await settle();
  return screen.getByTestId("composer");
}

function item(at: number): HTMLElement {
  const found = screen.getAllByTestId("message").at(at);
  if (!found) throw new Error("there are fewer messages");
  return found;
}

const press = (area: HTMLElement, key: string) => fireEvent.keyDown(area, { key });

test("44: Up in an empty composer edits the last own message; Enter saves it", async () => {
  const area = await open();
  await press(area, "ArrowUp");
  await settle();
  expect(area.value).toBe("at five");
  expect(screen.getByTestId("edit-bar").textContent).toContain("at five");
  await fireEvent.input(area, { target: { value: "at six" } });
  await press(area, "Enter");
  await settle();
  expect(engine.asked("editMessage")).toEqual([{ messageId: 2, text: "at six", mentions: null }]);
  expect(engine.asked("sendText")).toEqual([]);
  expect(area.value).toBe("");
  expect(screen.queryByTestId("edit-bar")).toBeNull();
});

test("44: an edit mentions those whose names stand in the new words, of old and of newly chosen ones", async () => {
  const everybody = [
    { name: "Bob", id: "bob" },
    { name: "Carol", id: "carol" },
  ];
  engine = new FakeEngine({ mentions: () => everybody });
  const area = await open([own(2, "@Bob @Carol at five", noon, undefined, { canEdit: true })]);
  await press(area, "ArrowUp");
  await fireEvent.input(area, { target: { value: "@Carol at six" } });
  await press(area, "Enter");
  await settle();
  expect(engine.asked("mentions")).toEqual([{ messageId: 2 }]);
  expect(engine.asked("editMessage")).toEqual([
    { messageId: 2, text: "@Carol at six", mentions: { users: ["carol"] } },
  ]);
});

test("44: Esc leaves the edit and restores the draft, which was never lost", async () => {
  draft = "half a sentence";
  const area = await open();
  expect(area.value).toBe("half a sentence");
  await press(area, "ArrowUp");
  expect(screen.queryByTestId("edit-bar"), "where something is written, Up moves the caret").toBeNull();

  await fireEvent.contextMenu(item(1));
  await fireEvent.click(screen.getByTestId("menu-edit"));
  await settle();
  expect(area.value).toBe("at five");
  await fireEvent.input(area, { target: { value: "at seven" } });
  await press(area, "Escape");
  await settle();
  expect(area.value).toBe("half a sentence");
  expect(engine.asked("saveDraft")).toEqual([]);
  expect(engine.asked("editMessage")).toEqual([]);
});

test("44: what cannot be edited any more is not offered, and an edit that changes nothing is not sent", async () => {
  const area = await open([own(2, "old", noon)]);
  await press(area, "ArrowUp");
  expect(screen.queryByTestId("edit-bar")).toBeNull();
  await fireEvent.contextMenu(screen.getByTestId("message"));
  expect(screen.queryByTestId("menu-edit")).toBeNull();

  engine.splice(conversation, 0, 1, [mine]);
  await settle();
  await press(area, "ArrowUp");
  await settle();
  await press(area, "Enter");
  await settle();
  expect(engine.asked("editMessage")).toEqual([]);
  expect(area.value).toBe("");
});

test("44: an edit that fails keeps its words", async () => {
  engine = new FakeEngine({ editMessage: () => Promise.reject(new Error("offline")) });
  const area = await open();
  await press(area, "ArrowUp");
  await fireEvent.input(area, { target: { value: "at six" } });
  await press(area, "Enter");
  await settle();
  expect(area.value).toBe("at six");
  expect(screen.getByTestId("edit-bar")).toBeTruthy();
});

test("50: an edited message says so, and when", async () => {
  await open([own(2, "at six", noon, sent, { edited: noon + 60_000 })]);
  const mark = screen.getByTestId("edited");
  expect(mark.textContent).toBe("edited");
  expect(mark.title).toContain("12:01");
});
