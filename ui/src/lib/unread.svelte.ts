import type { TimelineItem } from "../bindings";

/** The line above what was unread when a chat was opened. It has done its work as soon as it is seen. */
export class UnreadLine {
  /** How many messages are below it, and the first of them. */
  #line = $state.raw<{ count: number; id: number; time: number } | null>(null);
  #above = $state(false);

  /** How many messages there are below it while it stands above the view. */
  get above(): number | null {
    return this.#line && this.#above ? this.#line.count : null;
  }

  /** Finds it, when the chat is opened. */
  find(items: TimelineItem[]): void {
    const at = items.findIndex(({ kind }) => kind.type === "unreadMarker");
    const marker = items[at]?.kind;
    const below = items[at + 1]?.kind;
    this.#line =
      marker?.type === "unreadMarker" && below?.type === "message"
        ? { count: marker.count, id: below.id, time: below.time }
        : null;
  }

  /** Looks where it stands. */
  look(view: HTMLElement, items: TimelineItem[]): void {
    const line = this.#line;
    if (!line) return void (this.#above = false);
    const row = view.querySelector<HTMLElement>("[data-row='unread']");
    const first = items.find(({ kind }) => kind.type === "message")?.kind;
    this.#above = row
      ? row.offsetTop + row.clientHeight < view.scrollTop
      : first?.type === "message" && first.time > line.time;
    if (row && !this.#above && row.offsetTop < view.scrollTop + view.clientHeight) this.#line = null;
  }

  /** Somebody goes to it: the message below it, if it was not seen yet. */
  leave(): number | null {
    const id = this.#line?.id ?? null;
    this.#line = null;
    return id;
  }
}
