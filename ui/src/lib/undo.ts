// What stood in the field where one writes, to take changes back and to make them again. The page remembers it by itself: a web
// view knows nothing of what the page puts there and keeps one history for all fields together, and WebKitGTK leaves the keys to
// its host.

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
