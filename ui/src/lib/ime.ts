/** A WebKit may end a composition before it reports the Enter that ended it; that key comes within a frame or two. */
const AFTERMATH = 60;

/** Tells apart an Enter that means "send" from one that picks a candidate of an input method. */
export class CompositionGuard {
  #composing = false;
  #endedAt = -Infinity;

  start(): void {
    this.#composing = true;
  }

  end(now: number): void {
    this.#composing = false;
    this.#endedAt = now;
  }

  /** A key was let go, and with it the one that ended the composition: the next one is a person's again. */
  released(): void {
    this.#endedAt = -Infinity;
  }

  /** True when the key belongs to the input method. */
  owns(event: Pick<KeyboardEvent, "isComposing" | "keyCode">, now: number): boolean {
    return this.#composing || event.isComposing || event.keyCode === 229 || now - this.#endedAt < AFTERMATH;
  }
}

/**
 * Keeps from the page every key that belongs to an input method, until the returned function is called: whoever picks or
 * drops a candidate sends no message, submits no form and closes nothing, whatever the field. To be called before anybody
 * else hears keys.
 */
export function hearCompositions(clock: () => number = () => performance.now()): () => void {
  let guard = new CompositionGuard();
  /** Where a composition began; a field that was taken away never tells that it ended. */
  let field: EventTarget | null = null;

  const start = ({ target }: Event): void => {
    field = target;
    guard.start();
  };
  const end = (): void => guard.end(clock());
  const released = (): void => guard.released();
  const down = (event: KeyboardEvent): void => {
    if (field && event.target !== field) {
      field = null;
      guard = new CompositionGuard();
    }
    if (!guard.owns(event, clock())) return;
    event.stopImmediatePropagation();
    // What the browser does by itself: submit the form of a line, close the dialog.
    const submits = event.key === "Enter" && event.target instanceof HTMLInputElement;
    if (submits || event.key === "Escape") event.preventDefault();
  };
  const capture = { capture: true };
  window.addEventListener("compositionstart", start, capture);
  window.addEventListener("compositionend", end, capture);
  window.addEventListener("keyup", released, capture);
  window.addEventListener("keydown", down, capture);
  return () => {
    window.removeEventListener("compositionstart", start, capture);
    window.removeEventListener("compositionend", end, capture);
    window.removeEventListener("keyup", released, capture);
    window.removeEventListener("keydown", down, capture);
  };
}
