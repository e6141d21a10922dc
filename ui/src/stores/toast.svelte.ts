import { problemText } from "../lib/failure";

/** How long a line stays, in milliseconds: long enough to read it twice. */
const STAYS = 5_000;

/** One line over the window that says what came of something, and goes by itself. */
class Toast {
  text = $state<string | null>(null);
  /** The way back, as long as the line stands. */
  undo = $state.raw<(() => Promise<unknown>) | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  say(text: string, undo: (() => Promise<unknown>) | null = null): void {
    this.text = text;
    this.undo = undo;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.clear(), STAYS);
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.text = this.undo = null;
  }

  /** Says why, when something that was asked for comes to nothing. */
  onFailure(asked: Promise<unknown>): void {
    asked.catch((error: unknown) => this.say(problemText(error)));
  }
}

export const toast = new Toast();
