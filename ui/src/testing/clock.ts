// `?now=MILLISECONDS` stops the clock of a gallery page, so that its pictures are the same on every day. Imported first.

const now = Number(new URLSearchParams(location.search).get("now"));
if (now) {
  globalThis.Date = class extends Date {
    constructor(...given: [] | [number | string | Date]) {
      if (given.length === 0) super(now);
      else super(...given);
    }
    static override now(): number {
      return now;
    }
  } as DateConstructor;
}
