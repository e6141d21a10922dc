import { expect, test } from "vitest";

import { commandOf, placeOf, toldKeys } from "./keys";

function press(key: string, more: KeyboardEventInit = {}): KeyboardEvent {
  return new KeyboardEvent("keydown", { key, ...more });
}
const ctrl = { ctrlKey: true };

test("12: keys ask for what the table says, and nothing when more is held", () => {
  expect(commandOf(press("k", ctrl))).toBe("search");
  expect(commandOf(press("F", { ...ctrl, shiftKey: true }))).toBe("searchHere");
  expect(commandOf(press("ArrowUp", { altKey: true }))).toBe("previous");
  expect(commandOf(press("ArrowDown", { altKey: true, shiftKey: true }))).toBe("nextUnread");
  expect(commandOf(press("Tab", ctrl))).toBe("recent");
  expect(commandOf(press("F10", { shiftKey: true }))).toBe("menu");
  expect(commandOf(press("k"))).toBeNull();
  expect(commandOf(press("k", { ...ctrl, altKey: true })), "AltGr writes").toBeNull();
  expect(commandOf(press(" ", ctrl)), "it is the input method's").toBeNull();
});

test("12: CapsLock and other keyboards change nothing", () => {
  expect(commandOf(press("K", { ...ctrl, code: "KeyK" })), "CapsLock").toBe("search");
  expect(commandOf(press("л", { ...ctrl, code: "KeyK" })), "Cyrillic").toBe("search");
  expect(commandOf(press("k", { ...ctrl, code: "KeyV" })), "Dvorak: the letter decides").toBe("search");
  const french = press("&", { ...ctrl, code: "Digit1" });
  expect([commandOf(french), placeOf(french)]).toEqual(["open", 1]);
});

test("12: on a Mac the command key is used and told", () => {
  expect(commandOf(press("k", { metaKey: true }), true)).toBe("search");
  expect(commandOf(press("k", ctrl), true), "it belongs to the field there").toBeNull();
  expect(commandOf(press("Tab", ctrl), true)).toBe("recent");
  const told = (mac: boolean) =>
    Object.fromEntries(
      (["main", "everywhere"] as const)
        .flatMap((where) => toldKeys(where, mac))
        .map(({ name, keys }) => [name, keys]),
    );
  expect(told(true)["keys.searchHere"]).toBe("⌘F, ⌘⇧F");
  expect(told(false)).toMatchObject({
    "keys.searchHere": "Ctrl+F, Ctrl+Shift+F",
    "keys.search": "Ctrl+K",
    "keys.step": "Alt+↑ ↓",
    "keys.open": "Ctrl+1 … 9",
    "keys.back": "Esc",
  });
});
