// Shortcuts as the engine writes them: modifiers, then the key's place on the keyboard, such as `Ctrl+Alt+KeyP`.

const modifiers = ["Ctrl", "Alt", "Shift", "Super"] as const;

/** The keys that are pressed, or null while they are no shortcut: one needs a modifier that writes nothing. */
export function pressed(event: KeyboardEvent): string | null {
  const held = [event.ctrlKey, event.altKey, event.shiftKey, event.metaKey];
  const named = modifiers.filter((_, at) => held[at]);
  if (/^(Control|Alt|Shift|Meta|OS|CapsLock|Unidentified|$)/.test(event.code)) return null;
  if (!event.ctrlKey && !event.altKey && !event.metaKey) return null;
  return [...named, event.code].join("+");
}

/** A shortcut as a person reads it: `Ctrl+Alt+P`. */
export function words(shortcut: string): string {
  return shortcut.replace(/\b(Key|Digit)(?=\w$)/, "").replace(/\bArrow/, "");
}
