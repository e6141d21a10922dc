import { fireEvent, render, screen } from "@testing-library/svelte";
import { beforeEach, expect, test, vi } from "vitest";

import { setPlatform, type Platform } from "../platform";
import Composer from "./Composer.svelte";

const conversation = { kind: "private", targetId: "bob" } as const;
let calls: [string, unknown][];

beforeEach(() => {
  calls = [];
  const call = (name: string, args: unknown) => {
    calls.push([name, args]);
    return Promise.resolve(name === "sendText" ? 1 : null);
  };
  setPlatform({
    call: vi.fn(call) as Platform["call"],
    subscribe: vi.fn(),
    unsubscribe: vi.fn(),
    ready: vi.fn(),
  });
});

function type(text: string): HTMLTextAreaElement {
  const area = screen.getByTestId<HTMLTextAreaElement>("composer");
  area.value = text;
  area.dispatchEvent(new Event("input", { bubbles: true }));
  return area;
}

const sent = () => calls.filter(([name]) => name === "sendText").map(([, args]) => args);

test("38: Enter sends what was written, once, and empties the field", async () => {
  render(Composer, { conversation });
  const area = type("hello");
  await fireEvent.keyDown(area, { key: "Enter" });
  await fireEvent.keyDown(area, { key: "Enter" });
  expect(sent()).toEqual([{ conversation, text: "hello", quote: null }]);
  expect(area.value).toBe("");
});

test("38: Shift+Enter and blank text send nothing", async () => {
  render(Composer, { conversation });
  await fireEvent.keyDown(type("hello"), { key: "Enter", shiftKey: true });
  await fireEvent.keyDown(type("  \n"), { key: "Enter" });
  expect(sent()).toEqual([]);
});

test("43: leaving a chat keeps its draft at once", async () => {
  const { unmount } = render(Composer, { conversation });
  type("half a sen");
  await Promise.resolve();
  unmount();
  expect(calls).toContainEqual(["saveDraft", { conversation, text: "half a sen" }]);
});

test("a text that is too long is refused with its reason, not cut", async () => {
  render(Composer, { conversation });
  const area = type("x".repeat(30_001));
  await fireEvent.keyDown(area, { key: "Enter" });
  expect(sent()).toEqual([]);
  expect(screen.getByTestId("composer-left").textContent).toContain("too long");
  expect(area.value.length).toBe(30_001);
});
