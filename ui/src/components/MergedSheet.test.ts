import { fireEvent, render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { beforeEach, expect, test, vi } from "vitest";

import type { MessageView, Subscription, TimelineItem } from "../bindings";
import { FakeEngine } from "../testing/fake";
import { message } from "../testing/rows";
import MergedSheet from "./MergedSheet.svelte";

const noon = new Date(2026, 6, 29, 12).getTime();

let engine: FakeEngine;
let watched: Subscription[];
const onclose = vi.fn();

function merged(id: number, name: string): TimelineItem {
  const body = { type: "merged" as const, group: true, names: [name], lines: [], count: 1 };
  return message(id, "", noon, { body });
}

beforeEach(() => {
  engine = new FakeEngine();
  watched = [];
  engine.onsubscribe = (what) => void watched.push(what);
  const { kind } = merged(7, "Hikers");
  render(MergedSheet, { view: kind as MessageView, onclose });
});

const title = () => screen.getByRole("heading").textContent;

test("what is held within what is held opens in the sheet, and back leads to where it stood", async () => {
  expect(watched).toEqual([{ type: "merged", messageId: 7, held: [] }]);
  expect(screen.queryByTestId("back"), "nothing was before").toBeNull();
  engine.tell("merged", { type: "list", rows: [message(1, "outer", noon), merged(2, "Sailors")] });
  await tick();
  await fireEvent.click(screen.getByTestId("merged"));
  expect(title()).toContain("Sailors");
  expect(watched.at(-1)).toEqual({ type: "merged", messageId: 7, held: [2] });
  expect(engine.watching("merged"), "the outer one is not watched meanwhile").toBe(1);
  engine.tell("merged", { type: "list", rows: [message(1, "inner", noon), merged(3, "Divers")] });
  await tick();
  expect(screen.getByTestId("merged-sheet").textContent).toContain("inner");
  await fireEvent.click(screen.getByTestId("merged"));
  expect(watched.at(-1)).toEqual({ type: "merged", messageId: 7, held: [2, 3] });

  await fireEvent.click(screen.getByTestId("back"));
  expect(title()).toContain("Sailors");
  await fireEvent.click(screen.getByTestId("back"));
  expect(title()).toContain("Hikers");
  expect(screen.queryByTestId("back")).toBeNull();
});

test("a file in it tells how far it has come, as it does in the chat", async () => {
  const file = (percent: number) =>
    message(2, "", noon, {
      body: {
        type: "file",
        name: "a.pdf",
        size: 2048,
        percent: null,
        file: { type: "loading", percent, speed: 1024 },
      },
    });
  for (const percent of [20, 60]) {
    engine.tell("merged", { type: "list", rows: [file(percent)] });
    await tick();
    expect(screen.getByTestId("file").textContent).toContain(`${percent}% of 2 KB`);
  }
  await fireEvent.click(screen.getByTestId("file-stop"));
  expect(engine.asked("stopFetch")).toEqual([{ messageId: 7, held: [2] }]);
});

test("a page that was drawn by a stranger is shown in a frame that may run nothing and is of no origin", async () => {
  engine.page = "<p>hello</p>";
  engine.tell("merged", { type: "page", number: 4 });
  await tick();
  const frame = screen.getByTestId("merged-page");
  expect(frame.getAttribute("src")).toBe(engine.mergedPage(4));
  expect(frame.getAttribute("sandbox"), "links may open elsewhere, and that is all").toBe("allow-popups");
});

test("what cannot be had, and what holds nothing, says so", async () => {
  engine.tell("merged", { type: "failed", code: "fileUnavailable" });
  expect((await screen.findByRole("alert")).textContent).toContain("cannot be downloaded");
  engine.tell("merged", { type: "list", rows: [] });
  await tick();
  expect(screen.getByTestId("merged-sheet").textContent).toContain("There is nothing in it");
});
