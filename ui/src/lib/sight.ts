// Where the messages of a view stand. This is asked in every frame while somebody scrolls, so few of them are looked at.

import type { Direction } from "../bindings";

/** The rows of messages in a view, in their order, which the browser keeps. Days and lines are not among them: they float, and
 * vanish. */
export function messageRows(view: HTMLElement): HTMLCollectionOf<Element> {
  return view.getElementsByClassName("message-row");
}

/** The place of the first row that ends below a height, in pixels from the top of the window; how many there are, if none
 * does. */
export function firstBelow(rows: HTMLCollectionOf<Element>, height: number): number {
  let from = 0;
  let to = rows.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    const bottom = rows.item(middle)?.getBoundingClientRect().bottom ?? Infinity;
    if (bottom > height) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** How many messages there are from one end, the older or the newer one, to so many pixels beyond the view. */
export function countReaching(view: HTMLElement, from: Direction, beyond: number): number {
  const { top, bottom } = view.getBoundingClientRect();
  const rows = messageRows(view);
  return from === "older"
    ? Math.min(firstBelow(rows, bottom + beyond) + 1, rows.length)
    : rows.length - firstBelow(rows, top - beyond);
}

/** How many messages are on screen, whole or in part. */
export function countOnScreen(view: HTMLElement): number {
  const { top, bottom } = view.getBoundingClientRect();
  const rows = messageRows(view);
  return Math.min(firstBelow(rows, bottom) + 1, rows.length) - firstBelow(rows, top);
}
