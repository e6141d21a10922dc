import { daysAgo, forgetFormats, nextMidnight } from "../lib/time";

/** How often it is looked whether the machine is in another time zone, in milliseconds: nothing tells a page. */
const OFTEN = 600_000;

function zoneNow(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Now, for words such as "yesterday": it moves when a new day begins, or the machine comes to
 * another time zone, so that they are right after midnight and after a flight. */
class Today {
  #now = $state(Date.now());
  #zone = $state(zoneNow());
  #timer: ReturnType<typeof setTimeout> | undefined;

  get now(): number {
    return this.#now;
  }

  /** The time zone that times are told in. */
  get zone(): string {
    return this.#zone;
  }

  open(): () => void {
    const look = () => {
      clearTimeout(this.#timer);
      const now = Date.now();
      const zone = zoneNow();
      if (zone !== this.#zone) forgetFormats();
      if (zone !== this.#zone || daysAgo(this.#now, now) !== 0) this.#now = now;
      this.#zone = zone;
      this.#timer = setTimeout(look, Math.min(nextMidnight(now) - now, OFTEN));
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
