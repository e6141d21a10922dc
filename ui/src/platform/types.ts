// The door to the engine. Nothing outside of this folder knows what host the page runs in.

import type {
  ApiError,
  Attached,
  Batch,
  Calls,
  ConnectionStatus,
  ConversationId,
  ConversationRow,
  Extensions,
  KitAct,
  KitView,
  MergedMessages,
  Opened,
  PictureLoad,
  Recording,
  Session,
  Settings,
  Subscription,
  SubscriptionId,
  TimelineItem,
  Typing,
  Updates,
} from "../bindings";

/** What arrives for each kind of subscription. */
export interface Events {
  session: Session;
  connection: ConnectionStatus;
  settings: Settings;
  opened: Opened;
  extensions: Extensions;
  updates: Updates;
  totalUnread: number;
  typing: Typing | null;
  draft: number;
  picture: PictureLoad;
  merged: MergedMessages;
  conversationList: Batch<ConversationRow>;
  timeline: Batch<TimelineItem>;
  recording: Recording | null;
  /** Nothing until it was read. */
  conversation: ConversationRow | null;
}

export type Watched<K extends keyof Events> = Extract<Subscription, { type: K }>;

type Args<K extends keyof Calls> = Calls[K]["args"] extends null ? [] : [Calls[K]["args"]];

export interface Platform {
  /** Calls the engine; rejects with an `ApiError`. */
  call<K extends keyof Calls>(name: K, ...args: Args<K>): Promise<Calls[K]["result"]>;
  /** Watches something until `unsubscribe`. */
  subscribe<K extends keyof Events>(
    what: Watched<K>,
    onEvent: (event: Events[K]) => void,
  ): Promise<SubscriptionId>;
  unsubscribe(id: SubscriptionId): Promise<void>;
  /** Where the page with this number lies, which tells merged messages. */
  mergedPage(number: number): string;
  /** Makes everything larger or smaller than designed: 1 is as designed. */
  zoom(factor: number): Promise<void>;
  /** The page has painted for the first time. */
  ready(): Promise<void>;
  /** Calls `keep` before the window closes, and lets it close when that is done, until the returned function is called; absent
   * where nobody asks. */
  beforeClose?(keep: () => Promise<void>): () => void;
  /** Somebody looks at the end of this chat in the window, or at none; absent where notifications do not ask. */
  look?(conversation: ConversationId | null): Promise<void>;
  /** Hears of files that are dragged over the window and dropped on it, until the returned function is called. */
  onDrag?(hear: (drag: Drag) => void): () => void;
  /** Other values for the look, which a deployment or an integrator has brought (lib/look.ts), as written; nothing, if none. */
  values?(): Promise<unknown>;
  /** The integrator whose window it is; absent in the messenger. */
  kit?: KitHost;
}

/** Files over the window; with the drop they come. */
export interface Drag {
  over: boolean;
  /** Where, as parts of the page's width and height. */
  at?: [number, number] | null;
  /** As soon as they are taken in: a large picture takes its time. */
  files?: Promise<Attached[]>;
  /** What they are called, where that is known before. */
  names?: string[];
  /** The name of a file that was too large to be taken. */
  tooLarge?: string;
}

/** An integrator's window, which shows a page of the kit. */
export interface KitHost {
  /** What to show, now and whenever that changes; nothing when the page is to go. */
  watch(onView: (view: KitView | null) => void): void;
  /** Does something that the integrator has a part in. */
  act(what: KitAct): void;
}

/** True for what the engine rejects with. */
export function isApiError(error: unknown): error is ApiError {
  return typeof error === "object" && error !== null && "code" in error && "message" in error;
}

export type { ConversationId };
