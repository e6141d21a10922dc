import { fireEvent, render, screen } from "@testing-library/svelte";
import { beforeEach, expect, test } from "vitest";

import { FakeEngine } from "../testing/fake";
import { message } from "../testing/rows";
import { settle } from "../testing/settle";
import Chat from "./Chat.svelte";

const conversation = { kind: "private", targetId: "bob" } as const;
const noon = new Date(2026, 4, 3, 12).getTime();
let engine: FakeEngine;

beforeEach(() => {
  engine = new FakeEngine();
});

async function open(): Promise<HTMLTextAreaElement> {
  render(Chat, { conversation, title: "Bob", avatar: null, focus: true, onback: null, onleave: null });
  const picture = { type: "image", preview: null, percent: null } as const;
  engine.splice(conversation, 0, 0, [
    message(1, "first", noon),
    message(2, "", noon, { body: picture }),
    message(3, "third", noon),
  ]);
  await settle();
  return screen.getByTestId("composer");
}

function item(at: number): HTMLElement {
  const found = screen.getAllByTestId("message")[at];
  if (!found) throw new Error("there are fewer messages");
  return found;
}

test("68: what was opened with the keyboard gives the focus back to where it was opened", async () => {
  (await open()).blur();
  const picture = screen.getByTestId("picture");
  picture.focus();
  await fireEvent.click(picture);
  await fireEvent(screen.getByTestId("picture-viewer"), new Event("cancel", { cancelable: true }));
  expect(document.activeElement).toBe(picture);
});
