// What stood in a field, to take changes back and to make them again. The page remembers it by itself: a web view knows nothing of
// what the page puts there and keeps one history for all fields together, and WebKitGTK leaves the keys to its host.

import { commandOf } from "./keys";

/** So many steps back, each with the whole text. */
const MOST = 100;

/** A text, and where the caret stands in it. */
export interface Written {
  text: string;
  caret: number;
}

/** Changes of these kinds, one after the other in one place, are taken back together. */
const running = new Set(["insertText", "deleteContentBackward", "composition"]);

/** Where the caret belongs after a text has become another one: behind what differs. */
function caretAfter(before: string, now: string): number {
  const shorter = Math.min(before.length, now.length);
  let start = 0;
  while (start < shorter && before[start] === now[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === now.at(-1 - end)) end += 1;
  return now.length - end;
}

/** The history of one field. */
export class Undo {
  #now = "";
  #past: string[] = [];
  #future: string[] = [];
  /** The change that the next one may go on with. */
  #run: { kind: string; caret: number } | null = null;

  /** Tells what stands in the field before it changes or a step is made. Was something else put there meanwhile, such as nothing
   * when it was sent, then there is no way back to what was there before. */
  meet(text: string): void {
    if (text === this.#now) return;
    this.#now = text;
    this.#past = [];
    this.#future = [];
    this.#run = null;
  }

  /** Remembers a change, which the web view calls by this `inputType`. */
  changed(now: Written, inputType: string): void {
    if (now.text === this.#now) return;
    const kind = /composition/i.test(inputType) ? "composition" : inputType;
    if (!this.#goesOn(now, kind)) this.#past.push(this.#now);
    if (this.#past.length > MOST) this.#past.shift();
    this.#future = [];
    this.#now = now.text;
    this.#run = running.has(kind) ? { kind, caret: now.caret } : null;
  }

  /** Takes the last change back; nothing when there is none. */
  undo(): Written | null {
    return this.#step(this.#past, this.#future);
  }

  /** Makes again what was taken back last; nothing when there is none. */
  redo(): Written | null {
    return this.#step(this.#future, this.#past);
  }

  /** It is more of the last change. Each word that one types is a change of its own. */
  #goesOn({ text, caret }: Written, kind: string): boolean {
    const from = caret - (text.length - this.#now.length);
    if (this.#run?.kind !== kind || this.#run.caret !== from) return false;
    return kind !== "insertText" || !/^\s\S/.test(text.slice(from - 1, caret));
  }

  #step(from: string[], to: string[]): Written | null {
    const text = from.pop();
    if (text === undefined) return null;
    to.push(this.#now);
    const caret = caretAfter(this.#now, text);
    this.#now = text;
    this.#run = null;
    return { text, caret };
  }
}

type Field = HTMLInputElement | HTMLTextAreaElement;

/** The field that something happens in, if it is one for words. What is secret is remembered nowhere, and a time or a number is read
 * when the web view says that a person has changed it, which would not be so. */
function fieldOf({ target }: Event): Field | null {
  if (target instanceof HTMLTextAreaElement) return target;
  if (!(target instanceof HTMLInputElement) || target.hasAttribute("inputmode")) return null;
  return ["text", "search"].includes(target.type) ? target : null;
}

/** Takes back what was changed in a field, and makes it again, when the keys ask for that, until the returned function is called. */
export function hearUndo(): () => void {
  const histories = new WeakMap<Field, Undo>();
  const historyOf = (field: Field): Undo => {
    const history = histories.get(field) ?? new Undo();
    histories.set(field, history);
    return history;
  };

  const changing = (event: Event): void => {
    const field = fieldOf(event);
    if (field) historyOf(field).meet(field.value);
  };
  const changed = (event: Event): void => {
    const field = fieldOf(event);
    const kind = event instanceof InputEvent ? event.inputType : "";
    const caret = field?.selectionStart ?? 0;
    if (field) historyOf(field).changed({ text: field.value, caret }, kind);
  };
  const pressed = (event: KeyboardEvent): void => {
    const field = fieldOf(event);
    const asked = commandOf(event);
    if (!field || event.defaultPrevented || (asked !== "undo" && asked !== "redo")) return;
    event.preventDefault();
    const history = historyOf(field);
    history.meet(field.value);
    const now = history[asked]();
    if (!now) return;
    field.value = now.text;
    field.setSelectionRange(now.caret, now.caret);
    tell(field, "input", "historyUndo");
  };

  window.addEventListener("beforeinput", changing);
  window.addEventListener("input", changed);
  window.addEventListener("keydown", pressed);
  return () => {
    window.removeEventListener("beforeinput", changing);
    window.removeEventListener("input", changed);
    window.removeEventListener("keydown", pressed);
  };
}

/** Puts words in the place of a part of what stands in a field, as a change like any other; the caret stands behind them then. */
export function replace(field: Field, from: number, to: number, words: string): void {
  tell(field, "beforeinput", "insertReplacementText");
  field.setRangeText(words, from, to, "end");
  tell(field, "input", "insertReplacementText");
}

function tell(field: Field, type: "beforeinput" | "input", inputType: string): void {
  field.dispatchEvent(new InputEvent(type, { bubbles: true, inputType }));
}
