import { fireEvent } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { CompositionGuard, hearCompositions } from "./ime";

const enter = { isComposing: false, keyCode: 13 };

test("35: an Enter that picks a candidate belongs to the input method, the next one does not", () => {
  const guard = new CompositionGuard();
  guard.start();
  expect(guard.owns(enter, 1_000)).toBe(true);
  guard.end(1_000);
  expect(guard.owns(enter, 1_010), "WebKit reports the key after the composition's end").toBe(true);
  expect(guard.owns(enter, 1_200)).toBe(false);
});

test("35: browsers that report the key within the composition are understood", () => {
  const guard = new CompositionGuard();
  expect(guard.owns({ isComposing: true, keyCode: 13 }, 0)).toBe(true);
  expect(guard.owns({ isComposing: false, keyCode: 229 }, 0)).toBe(true);
  expect(guard.owns(enter, 0)).toBe(false);
});

test("35: an Enter that follows at once is the person's, for the key that ended the composition was let go", () => {
  const guard = new CompositionGuard();
  guard.start();
  guard.end(1_000);
  guard.released();
  expect(guard.owns(enter, 1_010)).toBe(false);
});

const heard = vi.fn();
let now = 0;
let stop = (): void => undefined;

beforeEach(() => {
  heard.mockClear();
  now = 1_000;
  stop = hearCompositions(() => now);
  document.addEventListener("keydown", heard);
});
afterEach(() => {
  stop();
  document.removeEventListener("keydown", heard);
  document.body.innerHTML = "";
});

function field(markup: string): HTMLElement {
  document.body.innerHTML = `<form>${markup}</form>`;
  const found = document.querySelector<HTMLElement>("input, textarea");
  if (!found) throw new Error("there is no field");
  return found;
}

/** True when the browser goes on to do what the key does by itself. */
const press = (target: HTMLElement, key: string, more = {}) =>
  fireEvent.keyDown(target, { key, keyCode: key === "Enter" ? 13 : 27, ...more });

test.each(["<input>", "<input type='search'>", "<textarea></textarea>"])(
  "35: while one composes in %s, Enter and Escape do nothing but what the input method does",
  async (markup) => {
    const target = field(markup);
    await fireEvent.compositionStart(target);
    const line = target instanceof HTMLInputElement;
    expect(await press(target, "Enter"), "a line submits its form, a text has none").toBe(!line);
    expect(await press(target, "Escape"), "a dialog would close, a search be emptied").toBe(false);
    expect(heard).not.toHaveBeenCalled();

    await fireEvent.compositionEnd(target);
    expect(await press(target, "Enter"), "the key that ended it, as WebKit reports it").toBe(!line);
    expect(heard).not.toHaveBeenCalled();

    await fireEvent.keyUp(target, { key: "Enter" });
    expect(await press(target, "Enter"), "the next one is the person's").toBe(true);
    expect(heard).toHaveBeenCalledOnce();
  },
);

test("35: a field that goes while one composes in it takes no keys along", async () => {
  const target = field("<input>");
  await fireEvent.compositionStart(target);
  target.remove();
  expect(await press(document.body, "Escape")).toBe(true);
  expect(heard).toHaveBeenCalledOnce();
});

test("35: whoever does not compose is not disturbed", async () => {
  const target = field("<input>");
  expect(await press(target, "Enter")).toBe(true);
  expect(
    await press(target, "Process", { keyCode: 229 }),
    "but told nothing of the input method's keys",
  ).toBe(true);
  expect(heard).toHaveBeenCalledOnce();
});
