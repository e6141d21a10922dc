// What the keyboard does: one table, from which those who act and those who tell of it read.

import type { Key } from "../i18n/index.svelte";
import { modalIsOpen } from "./modal";

/** What a combination of keys asks for. `Mod` is Ctrl, and ⌘ on a Mac. */
export const commands = {
  search: ["Mod+K"],
  searchHere: ["Mod+F", "Mod+Shift+F"],
  previous: ["Alt+ArrowUp"],
  next: ["Alt+ArrowDown"],
  previousUnread: ["Alt+Shift+ArrowUp"],
  nextUnread: ["Alt+Shift+ArrowDown"],
  open: [1, 2, 3, 4, 5, 6, 7, 8, 9].map((place) => `Mod+${place}`),
  recent: ["Ctrl+Tab"],
  latest: ["Mod+J"],
  quotePrevious: ["Mod+ArrowUp"],
  quoteNext: ["Mod+ArrowDown"],
  replyLast: ["Mod+Shift+R"],
  attach: ["Mod+U"],
  screenshot: ["Mod+Shift+S"],
  record: ["Mod+Shift+M"],
  paste: ["Mod+V", "Shift+Insert"],
  pastePlain: ["Mod+Shift+V"],
  undo: ["Mod+Z"],
  redo: ["Mod+Shift+Z", "Mod+Y"],
  menu: ["Shift+F10", "ContextMenu"],
} as const satisfies Record<string, readonly string[]>;

export type Command = keyof typeof commands;

/** In which windows a key does something: wherever there is a chat, or only where the list of conversations is. */
export type Where = "everywhere" | "main";

/** What the settings tell, in this order: words, and the keys. */
export const told: Record<Where, [Key, readonly string[]][]> = {
  main: [
    ["keys.search", commands.search],
    ["keys.step", [...commands.previous, ...commands.next]],
    ["keys.unread", [...commands.previousUnread, ...commands.nextUnread]],
    ["keys.open", commands.open],
    ["keys.recent", commands.recent],
  ],
  everywhere: [
    ["keys.searchHere", commands.searchHere],
    ["keys.menu", ["Shift+F10"]],
    ["keys.latest", commands.latest],
    ["keys.quotePrevious", [...commands.quotePrevious, ...commands.quoteNext]],
    ["keys.replyLast", commands.replyLast],
    ["keys.edit", ["ArrowUp"]],
    ["keys.attach", commands.attach],
    ["attach.screenshot", commands.screenshot],
    ["keys.record", commands.record],
    ["keys.pastePlain", commands.pastePlain],
    ["keys.line", ["Shift+Enter"]],
    ["keys.back", ["Escape"]],
  ],
};

/** The page runs on a Mac. */
export function onMac(): boolean {
  return /Mac/.test(navigator.platform);
}

/** A key as the table writes it: its letter in small or capital, its digit whatever stands above it, or its name. */
function keyOf({ key, code }: KeyboardEvent): string {
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  // Where the keyboard writes other letters, and where digits need Shift, the key's place decides.
  return /^(?:Key|Digit)(\w)$/.exec(code)?.[1] ?? key;
}

/** The combination that is pressed. */
function pressed(event: KeyboardEvent, mac: boolean): string[] {
  const held = [
    event.ctrlKey && "Ctrl",
    event.metaKey && "Meta",
    event.altKey && "Alt",
    event.shiftKey && "Shift",
  ].filter((name) => name !== false);
  const exact = [...held, keyOf(event)].join("+");
  const mod = exact.replace(mac ? "Meta" : "Ctrl", "Mod");
  return [exact, mod];
}

/** What a key press asks for, if it is one of the table's. */
export function commandOf(event: KeyboardEvent, mac = onMac()): Command | null {
  const combinations = pressed(event, mac);
  const found = Object.entries(commands).find(([, keys]: [string, readonly string[]]) =>
    keys.some((keys) => combinations.includes(keys)),
  );
  return (found?.[0] as Command | undefined) ?? null;
}

/** A key is pressed alone. */
export function isPlain({ ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
  return !ctrlKey && !metaKey && !altKey && !shiftKey;
}

/** A key press is the page's: nobody has taken it, and no dialog lies over the page. A dialog has its own keys. */
export function isOfPage(event: KeyboardEvent): boolean {
  return !event.defaultPrevented && !modalIsOpen();
}

/** The digit of a key press that opens a chat by its place. */
export function placeOf(event: KeyboardEvent): number {
  return Number(keyOf(event));
}

const signs: Record<string, string> = { ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc" };
const macSigns: Record<string, string> = { Mod: "⌘", Ctrl: "⌃", Alt: "⌥", Shift: "⇧" };

/** Keys as a person reads them: `Ctrl+Shift+F`, on a Mac `⌘⇧F`. */
function shown(keys: readonly string[], mac: boolean): string {
  const combinations = keys.map((combination) => {
    const parts = combination.split("+");
    const last = parts.at(-1) ?? "";
    const held = parts.slice(0, -1).map((name) => (mac ? macSigns[name] : name === "Mod" ? "Ctrl" : name));
    return { held: held.map((name) => name + (mac ? "" : "+")).join(""), last: signs[last] ?? last };
  });
  const [first, ...others] = combinations;
  if (!first) return "";
  const { held } = first;
  const end = others.at(-1);
  if (others.length > 2 && end) return `${held}${first.last} … ${end.last}`;
  if ("↑↓".includes(first.last)) return held + combinations.map(({ last }) => last).join(" ");
  return combinations.map(({ held, last }) => held + last).join(", ");
}

/** What the settings tell of these windows. */
export function toldKeys(where: Where, mac = onMac()): { name: Key; keys: string }[] {
  return told[where].map(([name, keys]) => ({ name, keys: shown(keys, mac) }));
}
