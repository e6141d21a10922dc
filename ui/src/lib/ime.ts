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
