import { firstBelow, messageRows } from "./sight";

/** What a view holds on to while rows come and go around it. */
export interface Anchor {
  key: string;
  /** From the top of the window to the top of the row, in pixels: a banner above the view moves nothing either. */
  top: number;
}

/** The first message that is on screen, or the one that is looked for, if it is there. */
export function hold(view: HTMLElement, sought: string | null = null): Anchor | null {
  const { top: edge, bottom: end } = view.getBoundingClientRect();
  const rows = messageRows(view);
  let first: Anchor | null = null;
  for (let at = firstBelow(rows, edge); at < rows.length; at += 1) {
    const row = rows.item(at) as HTMLElement;
    const { top } = row.getBoundingClientRect();
    if (top >= end) break;
    const anchor = { key: row.dataset.row ?? "", top };
    if (anchor.key === sought) return anchor;
    first ??= anchor;
    if (sought === null) break;
  }
  return first;
}

/** Puts the row back to where it was. */
export function restore(view: HTMLElement, anchor: Anchor): void {
  const row = view.querySelector<HTMLElement>(`[data-row="${CSS.escape(anchor.key)}"]`);
  if (!row) return;
  const { top } = row.getBoundingClientRect();
  if (top !== anchor.top) view.scrollTop += top - anchor.top;
}
