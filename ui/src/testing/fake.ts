// An engine that does what a test tells it. It never answers by itself what was not told.

import type { Batch, Calls, ConversationId, Edges, Session, Settings } from "../bindings";
import { setPlatform, type Events, type KitHost, type Platform, type Watched } from "../platform";

type Name = keyof Calls;
/** What the engine answers, by call. */
export type Answers = {
  [K in Name]?: (args: Calls[K]["args"]) => Calls[K]["result"] | Promise<Calls[K]["result"]>;
};

interface Watcher {
  id: number;
  what: Watched<keyof Events>;
  tell: (event: never) => void;
  rev: number;
}

const closed: Edges = { before: false, after: false };

export const defaultSettings: Settings = {
  theme: "light",
  language: "en",
  textSize: "normal",
  sendKey: "enter",
  notifications: true,
  notificationContent: true,
  snoozedUntil: null,
  closeToTray: true,
  trayExplained: false,
  startAtLogin: false,
  shortcut: null,
  voiceRate: "normal",
  maps: "web",
  listWidth: 304,
};

export const alice: Extract<Session, { state: "signedIn" }> = {
  state: "signedIn",
  userId: "alice",
  name: "Alice",
  avatar: { url: null, initials: "A", tint: 2 },
  server: "http://127.0.0.1:8585",
};

/** Stands in for the host, and keeps what the page asked of it. */
export class FakeEngine implements Platform {
  calls: { name: Name; args: unknown }[] = [];
  #watchers: Watcher[] = [];
  #next = 1;
  #answers: Answers;

  constructor(answers: Answers = {}) {
    this.#answers = answers;
    setPlatform(this);
  }

  call<K extends Name>(
    name: K,
    ...args: Calls[K]["args"] extends null ? [] : [Calls[K]["args"]]
  ): Promise<Calls[K]["result"]> {
    const given = (args[0] ?? null) as Calls[K]["args"];
    this.calls.push({ name, args: given });
    const answer = this.#answers[name] as ((args: Calls[K]["args"]) => Calls[K]["result"]) | undefined;
    return new Promise((resolve) => resolve(answer ? answer(given) : (null as Calls[K]["result"])));
  }

  subscribe<K extends keyof Events>(what: Watched<K>, onEvent: (event: Events[K]) => void): Promise<number> {
    const id = this.#next++;
    this.#watchers.push({ id, what, tell: onEvent as (event: never) => void, rev: 0 });
    this.onsubscribe?.(what, id);
    return Promise.resolve(id);
  }

  unsubscribe(id: number): Promise<void> {
    this.#watchers = this.#watchers.filter((watcher) => watcher.id !== id);
    return Promise.resolve();
  }

  /** What stands in a page that tells merged messages, where a test wants one. */
  page = "";

  mergedPage(number: number): string {
    return `data:text/html;charset=utf-8,${encodeURIComponent(this.page)}#${number}`;
  }

  zoom(factor: number): Promise<void> {
    document.documentElement.style.zoom = String(factor);
    return Promise.resolve();
  }

  /** What the page said that somebody looks at, oldest first. */
  looks: (ConversationId | null)[] = [];

  look(conversation: ConversationId | null): Promise<void> {
    this.looks.push(conversation);
    return Promise.resolve();
  }

  ready(): Promise<void> {
    return Promise.resolve();
  }

  /** The integrator whose window it is, and files that are held over it, where a test wants them. */
  kit: KitHost | undefined;
  onDrag: Platform["onDrag"];

  /** Called for each subscription, after it stands. */
  onsubscribe: ((what: Watched<keyof Events>, id: number) => void) | undefined;

  /** What the page asked under this name, oldest first. */
  asked(name: Name): unknown[] {
    return this.calls.filter((call) => call.name === name).map((call) => call.args);
  }

  /** How many subscriptions of this kind stand. */
  watching(type: keyof Events): number {
    return this.#watchers.filter((watcher) => watcher.what.type === type).length;
  }

  /** Tells a value's newest state. */
  tell<
    K extends
      | "extensions"
      | "session"
      | "connection"
      | "settings"
      | "totalUnread"
      | "conversation"
      | "typing"
      | "draft"
      | "opened"
      | "picture"
      | "merged"
      | "recording"
      | "updates",
  >(type: K, value: Events[K]): void {
    for (const watcher of this.#watchers.filter((one) => one.what.type === type))
      watcher.tell(value as never);
  }

  /** Replaces `remove` rows at `at`, in the list of conversations, in the chat that is named, or for one subscription. */
  splice<T>(
    list: "conversationList" | ConversationId | number,
    at: number,
    remove: number,
    insert: T[],
    more: Partial<Pick<Batch<T>, "edges" | "focus" | "rev">> = {},
  ): void {
    // A copy: whoever subscribes because of this batch does not get it.
    for (const watcher of [...this.#watchers]) {
      const fits =
        typeof list === "number"
          ? watcher.id === list
          : watcher.what.type === "timeline"
            ? typeof list === "object" && watcher.what.conversation.targetId === list.targetId
            : watcher.what.type === list;
      if (!fits) continue;
      watcher.rev += 1;
      const batch = {
        rev: watcher.rev,
        splices: [{ at, remove, insert }],
        edges: closed,
        focus: null,
        ...more,
      };
      watcher.tell(batch as never);
    }
  }
}
