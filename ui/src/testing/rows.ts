// Rows as the engine makes them, for tests and for the gallery.

import type {
  Avatar,
  ConversationRow,
  MessageState,
  MessageView,
  Preview,
  Summary,
  TimelineItem,
} from "../bindings";

/** A picture that stands for somebody. */
export function avatar(initials: string, tint: number): Avatar {
  return { url: null, initials, tint };
}

/** What the last message of a row says. */
export function said(text: string, sender: string | null = null, state: MessageState | null = null): Preview {
  const summary: Summary = { type: "text", text };
  return { type: "message", sender, summary, state };
}

/** A conversation with somebody, or with a group where the id begins with `g-`. */
export function conversation(
  targetId: string,
  title: string,
  more: Partial<ConversationRow> = {},
): ConversationRow {
  const kind = targetId.startsWith("g-") ? "group" : "private";
  return {
    key: `${kind}:${targetId}`,
    conversation: { kind, targetId },
    title,
    avatar: avatar(title.slice(0, 1), 3),
    preview: { type: "empty" },
    time: null,
    unread: 0,
    mentions: 0,
    pinned: false,
    muted: false,
    markedUnread: false,
    collected: null,
    ...more,
  };
}

/** A message of the other side, alone in its group unless more is said. */
export function message(
  id: number,
  text: string,
  time: number,
  more: Partial<MessageView> = {},
): TimelineItem {
  return {
    key: `m${id}`,
    kind: {
      type: "message",
      id,
      sender: "bob",
      senderName: "Bob Hansen",
      avatar: avatar("BH", 5),
      own: false,
      body: { type: "text", text },
      time,
      edited: null,
      state: { state: "received" },
      firstOfGroup: true,
      lastOfGroup: true,
      mentionsMe: false,
      readers: null,
      canAskReaders: false,
      summary: { type: "text", text },
      quote: null,
      canShare: true,
      canEdit: false,
      canRecall: false,
      ...more,
    },
  };
}

/** One's own message. */
export function own(
  id: number,
  text: string,
  time: number,
  state: MessageState = { state: "sent" },
  more: Partial<MessageView> = {},
): TimelineItem {
  const me = { sender: "alice", senderName: "Alice", avatar: avatar("A", 2) };
  return message(id, text, time, { ...me, own: true, state, ...more });
}

/** A day begins. */
export function day(time: number): TimelineItem {
  return {
    key: `day ${new Date(time).toISOString().slice(0, 10)}`,
    kind: { type: "dateDivider", time },
  };
}

/** The line above what was unread. */
export function unreadMarker(count: number): TimelineItem {
  return { key: "unread", kind: { type: "unreadMarker", count } };
}
