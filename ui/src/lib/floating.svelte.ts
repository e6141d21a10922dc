/** How long a view that somebody scrolled counts as moving, in milliseconds: time to read a date. */
const LINGERING = 1_000;
/** So far above its own place a date floats, in pixels, which is what its style says. */
const ABOVE = 6;

/** The date of the day whose beginning is above the view. It floats over the messages while somebody scrolls, and is out of the
 * way of who reads. */
export class FloatingDate {
  #day = $state<string | null>(null);
  #moving = $state(false);
  #touched = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Is the date of this day out of the way? */
  rests(day: string): boolean {
    return day === this.#day && !this.#moving;
  }

  /** Hands are on the view: what scrolls next, somebody scrolls. */
  touch(): void {
    this.#touched = performance.now();
  }

  scrolled(): void {
    if (!this.#moving && performance.now() - this.#touched >= LINGERING) return;
    this.#moving = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#moving = false), LINGERING);
  }

  /** Finds that day. */
  look(view: HTMLElement): void {
    const days = [...view.getElementsByTagName("section")];
    this.#day = days.findLast((day) => day.offsetTop + ABOVE < view.scrollTop)?.dataset["day"] ?? null;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
