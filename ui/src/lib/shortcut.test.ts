import { expect, test } from "vitest";

import { pressed, words } from "./shortcut";

const keys = (code: string, held: KeyboardEventInit = {}) =>
  pressed(new KeyboardEvent("keydown", { code, ...held }));

test("keys become a shortcut when one of them writes nothing", () => {
  expect(keys("KeyP", { ctrlKey: true, altKey: true })).toBe("Ctrl+Alt+KeyP");
  expect(keys("Digit1", { metaKey: true, shiftKey: true })).toBe("Shift+Super+Digit1");
  expect(keys("KeyP")).toBeNull();
  expect(keys("KeyP", { shiftKey: true })).toBeNull();
  expect(keys("ControlLeft", { ctrlKey: true }), "the first of them").toBeNull();
  expect(keys("", { ctrlKey: true }), "a key without a place").toBeNull();
});

test("a person reads what stands on the keys", () => {
  expect(words("Ctrl+Alt+KeyP")).toBe("Ctrl+Alt+P");
  expect(words("Shift+Super+Digit1")).toBe("Shift+Super+1");
  expect(words("Alt+ArrowUp")).toBe("Alt+Up");
});
