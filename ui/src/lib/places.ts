import { SvelteSet } from "svelte/reactivity";

import type { ConversationId, TimelineItem } from "../bindings";
import type { Anchor } from "./anchor";

/** How many chats are remembered. */
const MOST = 200;

/** How a chat was left. */
export interface Left {
  /** Where; nothing at its end. */
  place: Anchor | null;
  /** What stood there: it is shown again at once, until the engine has said what stands there now. */
  rows: TimelineItem[];
}

const chats = new Map<string, Left>();
/** The long messages that somebody wanted to see whole: a chat is as high when one comes back. */
export const unfolded = new SvelteSet<number>();
const nameOf = ({ kind, targetId }: ConversationId): string => `${kind}:${targetId}`;

/** How a chat was left; nothing when that is not known. */
export function leftIn(conversation: ConversationId): Left | null {
  return chats.get(nameOf(conversation)) ?? null;
}

/** Remembers how a chat is left, with so many of its messages on screen. */
export function leaveAt(
  conversation: ConversationId,
  place: Anchor | null,
  rows: TimelineItem[],
  count: number,
): void {
  const name = nameOf(conversation);
  chats.delete(name); // who is left last, is forgotten last
  chats.set(name, { place, rows: screenOf(place, rows, count) });
  if (chats.size > MOST) for (const [oldest] of [...chats].slice(0, 1)) chats.delete(oldest);
}

/** What stands on screen, below its date. No more: each row that is built delays the others. */
function screenOf(place: Anchor | null, rows: TimelineItem[], count: number): TimelineItem[] {
  const lasting = rows.filter(({ kind }) => kind.type !== "unreadMarker"); // it was seen
  const messages = lasting.filter(({ kind }) => kind.type === "message");
  const found = place ? messages.findIndex(({ key }) => key === place.key) : -1;
  const seen = found < 0 ? messages.slice(-count) : messages.slice(found, found + count);
  const [first, last] = [seen.at(0), seen.at(-1)];
  if (!first || !last) return lasting;
  const from = first === messages[0] ? 0 : lasting.indexOf(first);
  const date = lasting.slice(0, from).findLast(({ kind }) => kind.type === "dateDivider");
  const screen = lasting.slice(from, lasting.indexOf(last) + 1);
  return date ? [date, ...screen] : screen;
}

/** Forgets how a chat was left: it opens where it is unread. */
export function forgetPlace(conversation: ConversationId): void {
  chats.delete(nameOf(conversation));
}

/** Somebody else signs in: their chats are others. */
export function forgetPlaces(): void {
  chats.clear();
  unfolded.clear();
}
