import type { MediaArgs, MessageView, Part } from "../bindings";

/** A message to go to. */
export interface Goal {
  message: number;
  /** What of its words was looked for. */
  part?: Part | null;
}

/** Who has sent a message, and when. */
export type Byline = Pick<MessageView, "senderName" | "time">;

/** What can be done with messages beyond their own rows: the chat around them does it. */
export interface ChatActions {
  /** A text that was taken back is to be written again. */
  again: (text: string) => void;
  /** The next message answers this one. */
  quote: (view: MessageView) => void;
  /** The message gets other words. */
  edit: (view: MessageView) => void;
  forward: (views: MessageView[]) => void;
  /** Several messages are being chosen; this is the first. */
  select: (view: MessageView) => void;
  /** Who has read it is to be seen. */
  readers: (view: MessageView) => void;
  /** The messages that it holds are to be seen. */
  merged: (view: MessageView) => void;
  /** Who wrote it is to be seen. */
  person: (view: MessageView) => void;
  /** The chat is to be left: what was made unread would be read at once. Absent where it cannot be. */
  leave: (() => void) | null;
}

/** The message that holds others, which are only read. */
export interface Holder {
  source: MediaArgs;
  /** What one of them holds is to be seen. */
  merged: (view: MessageView, source: MediaArgs) => void;
}

/** What the rows of a chat ask of it. */
export interface RowActions extends Pick<ChatActions, "again" | "readers" | "merged" | "person"> {
  menu: (event: MouseEvent | KeyboardEvent, view: MessageView) => void;
  /** Shows a long text whole, or not any more; the button that asks for it stands at its end. */
  fold: (view: MessageView, button: HTMLElement) => void;
  /** What of a message's words was looked for, while that is to be seen. */
  sought: (messageId: number) => Part | null;
  /** Goes to a message that is quoted. */
  reveal: (messageId: number) => void;
  /** Chooses a message, or not any more. */
  toggle: (view: MessageView) => void;
}
