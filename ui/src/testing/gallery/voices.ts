import type { ConversationId, Recording, Wave } from "../../bindings";

/** What a voice looks like; each has its own. */
export function wave(messageId: number): Wave {
  const loud = (at: number): number => Math.sin(at * messageId) * Math.cos(at / 5);
  return {
    peaks: Array.from({ length: 48 }, (_, at) => Math.round(130 + 120 * loud(at))),
    seconds: messageId === 22 ? 7.2 : 48.1,
  };
}

/** How loud a recording was lately. */
export const levels = Array.from(
  { length: 48 },
  (_, at) => 0.45 + 0.4 * Math.sin(at * 1.7) * Math.cos(at / 6),
);

/** A recording that is near its end. */
export function recorded(conversation: ConversationId, level: number): Recording {
  return { conversation, level, ms: 53_400, silent: false, stopped: null };
}
