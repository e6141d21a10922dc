import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { ReadTracker } from "./read";

let view: HTMLElement;
let told: number[];
let reads: ReadTracker;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(document, "hasFocus").mockReturnValue(true);
  view = document.createElement("div");
  view.getBoundingClientRect = () => ({ top: 0, bottom: 500 }) as DOMRect;
  told = [];
  reads = new ReadTracker((id) => told.push(id));
});
afterEach(() => {
  reads.stop();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Puts messages at these heights, in the view of 500 pixels. */
function place(...bottoms: number[]): void {
  view.replaceChildren(
    ...bottoms.map((bottom, at) => {
      const row = document.createElement("div");
      row.className = "message-row";
      row.innerHTML = `<div data-id="${at + 1}" data-time="${1_000 + at}"></div>`;
      row.getBoundingClientRect = () => ({ top: bottom - 40, bottom }) as DOMRect;
      return row;
    }),
  );
}

test("21: the newest message on screen is read after half a second, and told once", () => {
  place(100, 300, 700);
  reads.look(view);
  vi.advanceTimersByTime(499);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual([2]);
  reads.look(view);
  vi.advanceTimersByTime(5_000);
  expect(told).toEqual([2]);
});

test("21: nothing is read while the window has no focus", () => {
  vi.mocked(document.hasFocus).mockReturnValue(false);
  place(100);
  reads.look(view);
  vi.advanceTimersByTime(5_000);
  expect(told).toEqual([]);
});

test("21: nothing is read when the focus goes before the time is over", () => {
  place(100);
  reads.look(view);
  vi.advanceTimersByTime(300);
  vi.mocked(document.hasFocus).mockReturnValue(false);
  vi.advanceTimersByTime(5_000);
  expect(told).toEqual([]);
});

test("21: what came into view later waits its own time", () => {
  place(100, 700);
  reads.look(view);
  vi.advanceTimersByTime(400);
  place(100, 450);
  reads.look(view);
  vi.advanceTimersByTime(100);
  expect(told).toEqual([1]);
  vi.advanceTimersByTime(400);
  expect(told).toEqual([1]);
  vi.advanceTimersByTime(100);
  expect(told).toEqual([1, 2]);
});

test("21: a message that only flew by is not read", () => {
  place(100, 450);
  reads.look(view);
  vi.advanceTimersByTime(200);
  place(400, 750); // scrolled away
  vi.advanceTimersByTime(5_000);
  expect(told).toEqual([1]);
});
