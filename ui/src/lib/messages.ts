// The messages among a chat's rows.

import type { Batch, MessageView, TimelineItem } from "../bindings";

/** All of them, the oldest first. */
export function messagesOf(items: TimelineItem[]): MessageView[] {
  return items.flatMap(({ kind }) => (kind.type === "message" ? [kind] : []));
}

/** Others' messages that a batch adds at the end of these rows. */
export function arriving(batch: Batch<TimelineItem>, items: TimelineItem[]): MessageView[] {
  const known = new Set(items.map((item) => item.key));
  const last = messagesOf(items).reduce((last, { time }) => Math.max(last, time), 0);
  const inserted = batch.splices.flatMap((splice) => splice.insert);
  return messagesOf(inserted.filter((item) => !known.has(item.key))).filter(
    (message) => !message.own && message.time > last,
  );
}
