import type { ConversationRow, ListFilter } from "../../bindings";
import { avatar, conversation, said } from "../rows";
import { ago, ask } from "./asked";

export const people: ConversationRow[] = [
  conversation("bob", "Bob Hansen", {
    avatar: avatar("BH", 5),
    preview: said("The ferry leaves at eight, so let us meet at the harbour by half past seven."),
    time: ago(2),
    unread: 3,
    pinned: true,
  }),
  conversation("g-hike", "周末徒步 · Weekend hike", {
    avatar: avatar("徒步", 2),
    preview: said("我带了地图和两个头灯，大家记得穿防水的鞋。", "李小明"),
    time: ago(9),
    unread: 128,
    mentions: 1,
  }),
  conversation("mia", "Mia Lindqvist", {
    avatar: avatar("ML", 6),
    preview: { type: "draft", text: "Could you send me the figures for" },
    time: ago(48),
  }),
  conversation("wang", "王芳", {
    avatar: avatar("王芳", 1),
    preview: said("好的，明天见！", null, { state: "read" }),
    time: ago(130),
  }),
  conversation("g-news", "Building 7 announcements", {
    avatar: avatar("BA", 7),
    preview: said("The lift is being serviced on Thursday.", "Caretaker"),
    time: ago(26 * 60),
    unread: 12,
    muted: true,
  }),
  conversation("lea", "Léa Moreau", {
    avatar: avatar("LM", 3),
    preview: said("À demain !"),
    time: ago(28 * 60),
    markedUnread: true,
  }),
  conversation("tom", "Tom Okafor", {
    avatar: avatar("TO", 4),
    preview: said("On my way, the train is late again", null, { state: "failed", code: 30003 }),
    time: ago(3 * 24 * 60),
  }),
  conversation("ana", "Ana María de la Cruz Fernández-Villaverde", {
    avatar: avatar("AF", 3),
    preview: { type: "message", sender: null, summary: { type: "image" }, state: { state: "sending" } },
    time: ago(20 * 24 * 60),
  }),
  conversation("kim", "김민수", {
    avatar: avatar("민수", 0),
    preview: {
      type: "message",
      sender: null,
      summary: { type: "recalled", byMe: false, name: "김민수" },
      state: null,
    },
    time: ago(400 * 24 * 60),
  }),
];

// A discussion, for whoever wants to see one.
if (ask("open") === "d-lunch")
  people.unshift(
    conversation("d-lunch", "Sunday lunch", {
      avatar: avatar("SL", 5),
      conversation: { kind: "discussion", targetId: "d-lunch" },
      preview: said("Who brings the bread?", "Tom Okafor"),
      time: ago(1),
    }),
  );

/** The rows that a filter leaves. */
export function shown(filter: ListFilter): ConversationRow[] {
  if (filter === "unread") return people.filter((row) => row.unread > 0 || row.markedUnread);
  if (filter === "mentions") return people.filter((row) => row.mentions > 0);
  return people;
}

export const person = (id: string, name: string, initials: string, tint: number) => ({
  id,
  name,
  avatar: avatar(initials, tint),
  me: false,
});

export const reader = (name: string, initials: string, tint: number, time: number | null) => ({
  id: name,
  name,
  avatar: avatar(initials, tint),
  time,
});
