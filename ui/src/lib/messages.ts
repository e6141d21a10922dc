// The messages among a chat's rows.

import type { MessageView, TimelineItem } from "../bindings";

/** All of them, the oldest first. */
export function messagesOf(items: TimelineItem[]): MessageView[] {
  return items.flatMap(({ kind }) => (kind.type === "message" ? [kind] : []));
}

/** Others' messages that follow these rows in the next ones. */
export function arriving(next: TimelineItem[], items: TimelineItem[]): MessageView[] {
  const last = messagesOf(items).reduce((last, { time }) => Math.max(last, time), 0);
  return messagesOf(next).filter(({ own, time }) => !own && time > last);
}
