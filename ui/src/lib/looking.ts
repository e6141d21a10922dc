// What somebody looks at in this window: the end of a chat, while the window has the focus. The host shows no
// notification of what arrives there.

import type { ConversationId } from "../bindings";
import { platform } from "../platform";

let told: ConversationId | null = null;
/** Words arrive in the order in which they were said. */
let last: Promise<unknown> = Promise.resolve();

/** The end of this chat is on screen, or no longer. */
export function looking(conversation: ConversationId, atEnd: boolean): void {
  const seen = atEnd && document.hasFocus() && document.visibilityState === "visible";
  const before = told?.kind === conversation.kind && told.targetId === conversation.targetId;
  if (seen === before) return;
  // Only the chat that is looked at can end that: another one has come in its place.
  told = seen ? conversation : null;
  const now = told;
  last = last.then(() => platform().look?.(now)).catch(() => undefined); // the window is closing
}
