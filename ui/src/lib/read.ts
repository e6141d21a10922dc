import { firstBelow, messageRows } from "./sight";

/** A message is read when it was on screen for so long, while the window had the focus, in milliseconds. */
const LONG_ENOUGH = 500;

/** Finds out what has been read, and tells it once. */
export class ReadTracker {
  #tell: (messageId: number) => void;
  #told = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(tell: (messageId: number) => void) {
    this.#tell = tell;
  }

  /** To be called when the view moved, something arrived, or the window got the focus. */
  look(view: HTMLElement): void {
    const seen = newestOnScreen(view);
    if (seen === null || seen.order <= this.#told || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const still = newestOnScreen(view);
      if (still === null) return;
      // What came into view meanwhile has its own time to wait.
      const read = still.order < seen.order ? still : seen;
      if (read.order > this.#told) {
        this.#told = read.order;
        this.#tell(read.id);
      }
      if (still.order > read.order) this.look(view);
    }, LONG_ENOUGH);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

interface Seen {
  id: number;
  /** Its place in the chat: later messages have larger ones. */
  order: number;
}

/** The newest message that is wholly on screen, if somebody can be looking. */
function newestOnScreen(view: HTMLElement): Seen | null {
  if (!document.hasFocus() || document.visibilityState !== "visible") return null;
  const end = view.getBoundingClientRect().bottom + 1;
  const rows = messageRows(view);
  const seen = rows.item(firstBelow(rows, end) - 1)?.querySelector<HTMLElement>("[data-id]");
  const id = Number(seen?.dataset.id ?? 0);
  const order = Number(seen?.dataset.time ?? 0);
  return id > 0 ? { id, order } : null;
}
