import type { ConversationRow, ListFilter } from "../../bindings";
import { conversation, said } from "../rows";
import { ago, ask } from "./asked";
import { called, face, words, type Who } from "./words";

const { list } = words;

/** A row of the list; what a person says is in `more`. */
function row(who: Who, more: Partial<ConversationRow>, id: string = who): ConversationRow {
  return conversation(id, called(who), { avatar: face(who), ...more });
}

export const people: ConversationRow[] = [
  row("bob", { preview: said(words.chat.ferry), time: ago(2), unread: 3, pinned: true }),
  row("hike", { preview: said(list.hike, called("li")), time: ago(9), unread: 128, mentions: 1 }, "g-hike"),
  row("mia", { preview: { type: "draft", text: list.mia }, time: ago(48) }),
  row("wang", { preview: said(list.wang, null, { state: "read" }), time: ago(130) }),
  row(
    "news",
    { preview: said(list.news, list.caretaker), time: ago(26 * 60), unread: 12, muted: true },
    "g-news",
  ),
  row("lea", { preview: said(list.lea), time: ago(28 * 60), markedUnread: true }),
  row("tom", {
    preview: said(list.tom, null, { state: "failed", code: 30003 }),
    time: ago(3 * 24 * 60),
  }),
  row("ana", {
    preview: { type: "message", sender: null, summary: { type: "image" }, state: { state: "sending" } },
    time: ago(20 * 24 * 60),
  }),
  row("kim", {
    preview: {
      type: "message",
      sender: null,
      summary: { type: "recalled", byMe: false, name: called("kim") },
      state: null,
    },
    time: ago(400 * 24 * 60),
  }),
];

// A discussion, for whoever wants to see one.
if (ask("open") === "d-lunch")
  people.unshift(
    row(
      "lunch",
      {
        conversation: { kind: "discussion", targetId: "d-lunch" },
        preview: said(list.lunch, called("tom")),
        time: ago(1),
      },
      "d-lunch",
    ),
  );

/** All groups as one row, which tells of the latest. */
const groups = row(
  "hike",
  {
    key: "collected:group",
    collected: "group",
    preview: said(list.hike, called("hike")),
    time: ago(9),
    unread: 140,
    mentions: 1,
  },
  "g-hike",
);

/** The rows that a filter leaves. */
export function shown(filter: ListFilter): ConversationRow[] {
  if (typeof filter === "object" && filter.of.collected.length > 0)
    return people.filter((row) => row.conversation.kind !== "group").toSpliced(1, 0, groups);
  if (filter === "unread") return people.filter((row) => row.unread > 0 || row.markedUnread);
  if (filter === "mentions") return people.filter((row) => row.mentions > 0);
  return people;
}

export const person = (who: Who) => ({ id: who, name: called(who), avatar: face(who), me: who === "alice" });

export const reader = (who: Who, time: number | null) => ({
  id: who,
  name: called(who),
  avatar: face(who),
  time,
});
