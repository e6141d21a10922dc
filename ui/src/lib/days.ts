import type { TimelineItem } from "../bindings";

/** The rows of one day, which its date stays above while one scrolls through them. */
export interface Day {
  key: string;
  items: TimelineItem[];
}

/** Cuts the rows where the engine has put dates. What stands before the first date is a part of its own. */
export function byDay(items: TimelineItem[]): Day[] {
  const days: Day[] = [];
  for (const item of items) {
    const last = days.at(-1);
    if (last && item.kind.type !== "dateDivider") last.items.push(item);
    else days.push({ key: item.kind.type === "dateDivider" ? item.key : "start", items: [item] });
  }
  return days;
}
