import type { ConversationId } from "../bindings";
import type { Anchor } from "./anchor";

/** How many chats' places are remembered. */
const MOST = 200;

const places = new Map<string, Anchor>();
const nameOf = ({ kind, targetId }: ConversationId): string => `${kind}:${targetId}`;

/** Where a chat was left, unless it was left at its end. */
export function placeIn(conversation: ConversationId): Anchor | null {
  return places.get(nameOf(conversation)) ?? null;
}

/** Remembers where a chat is left; nothing is to be remembered when that is its end. */
export function leaveAt(conversation: ConversationId, place: Anchor | null): void {
  const name = nameOf(conversation);
  places.delete(name); // who is left last, is forgotten last
  if (place) places.set(name, place);
  if (places.size > MOST) for (const [oldest] of [...places].slice(0, 1)) places.delete(oldest);
}

/** Somebody else signs in: their chats are others. */
export function forgetPlaces(): void {
  places.clear();
}
