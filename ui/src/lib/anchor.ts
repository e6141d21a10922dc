/** What a view holds on to while rows come and go around it. */
export interface Anchor {
  key: string;
  /** From the top of the window to the top of the row, in pixels: a banner above the view moves nothing either. */
  top: number;
}

function rowsOf(view: HTMLElement): HTMLElement[] {
  return [...view.querySelectorAll<HTMLElement>("[data-row]")];
}

/** The first message that is on screen, or the one that is looked for, if it is there. Days and lines may vanish, so they
 * hold nothing. */
export function hold(view: HTMLElement, sought: string | null = null): Anchor | null {
  const { top: edge, bottom: end } = view.getBoundingClientRect();
  let first: Anchor | null = null;
  for (const row of rowsOf(view)) {
    const box = row.getBoundingClientRect();
    const key = row.dataset.row ?? "";
    if (box.bottom <= edge || !key.startsWith("m")) continue;
    if (box.top >= end) break;
    const anchor = { key, top: box.top };
    if (key === sought) return anchor;
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
