import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { afterEach, expect, test, vi } from "vitest";

import { settle } from "../testing/settle";
import { tauri } from "./tauri";
import type { Drag } from "./types";

const plan = { id: 7, name: "plan.pdf", size: 3, preview: null, film: false };

afterEach(clearMocks);

test("43: a window closes when what is being written is kept, or cannot be", async () => {
  const asked: string[] = [];
  mockIPC((command) => void asked.push(command));
  const platform = tauri();
  let begun = 0;
  let done = (): void => undefined;
  const stop = platform.beforeClose?.(() => new Promise((resolve) => ([begun, done] = [begun + 1, resolve])));
  platform.beforeClose?.(() => Promise.reject(new Error("no room")));
  window.dispatchEvent(new Event("pipit:close"));
  await vi.waitFor(() => expect(begun).toBe(1));
  expect(asked).toEqual(["page_loaded"]);
  done();
  await settle();
  expect(asked).toEqual(["page_loaded", "page_kept"]);

  stop?.();
  window.dispatchEvent(new Event("pipit:close"));
  await vi.waitFor(() => expect(asked).toHaveLength(3));
  expect(asked, "who is gone holds nothing").toEqual(["page_loaded", "page_kept", "page_kept"]);
});

test("what is watched is asked for at once, but never before what an earlier page watched is over", async () => {
  const asked: string[] = [];
  let over = (): void => undefined;
  mockIPC((command) => {
    asked.push(command);
    return command === "page_loaded" ? new Promise<void>((done) => (over = done)) : 1;
  });
  const platform = tauri();
  void platform.subscribe({ type: "session" }, () => undefined);
  await settle();
  expect(asked).toEqual(["page_loaded"]);

  over();
  await settle();
  expect(asked).toEqual(["page_loaded", "subscribe"]);

  void platform.subscribe({ type: "settings" }, () => undefined);
  expect(asked).toEqual(["page_loaded", "subscribe", "subscribe"]);
});

test("42: the pointer says that files are not taken while a dialog is open", () => {
  mockIPC(() => undefined);
  const stop = tauri().onDrag?.(() => undefined);
  const over = (type: string): [boolean, string] => {
    const dataTransfer = { types: [type], dropEffect: "copy", getData: () => "" };
    const event = Object.assign(new Event("dragover", { cancelable: true }), { dataTransfer });
    window.dispatchEvent(event);
    return [event.defaultPrevented, dataTransfer.dropEffect];
  };
  expect(over("Files"), "the chat takes them").toEqual([true, "copy"]);
  const dialog = document.body.appendChild(document.createElement("dialog"));
  dialog.open = true;
  expect(over("Files")).toEqual([true, "none"]);
  expect(over("text/plain"), "its fields take words").toEqual([false, "copy"]);
  stop?.();
  expect(over("Files"), "nobody listens any more").toEqual([false, "copy"]);
  dialog.remove();
});

test("42: files that were dropped are asked for once, whoever hears of them", async () => {
  let asked = 0;
  mockIPC((command, args) => {
    if (command !== "call" || (args as { name: string }).name !== "takeDropped") return;
    asked += 1;
    return [plan];
  });
  const told: Drag[][] = [[], []];
  const { onDrag } = tauri();
  const stops = told.map((drags) => onDrag?.((drag) => drags.push(drag)));
  const drag = (detail: object): boolean => window.dispatchEvent(new CustomEvent("pipit:drag", { detail }));
  drag({ over: true });
  drag({ over: false, dropped: true });
  for (const [over, dropped] of told) {
    expect(over).toEqual({ over: true });
    expect(await dropped?.files).toEqual([plan]);
  }
  expect(asked).toBe(1);
  for (const stop of stops) stop?.();
  drag({ over: true });
  expect(
    told.map(({ length }) => length),
    "nobody listens any more",
  ).toEqual([2, 2]);
});
