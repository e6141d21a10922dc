import { daysAgo, nextMidnight } from "../lib/time";

/** Now, for words such as "yesterday": it moves when a new day begins, so that they are right after midnight. */
class Today {
  #now = $state(Date.now());
  #timer: ReturnType<typeof setTimeout> | undefined;

  get now(): number {
    return this.#now;
  }

  open(): () => void {
    const look = () => {
      clearTimeout(this.#timer);
      const now = Date.now();
      if (daysAgo(this.#now, now) !== 0) this.#now = now;
      this.#timer = setTimeout(look, nextMidnight(now) - now);
    };
    look();
    // A machine that slept through midnight wakes with a late timer.
    window.addEventListener("focus", look);
    return () => {
      clearTimeout(this.#timer);
      window.removeEventListener("focus", look);
    };
  }
}

export const today = new Today();
