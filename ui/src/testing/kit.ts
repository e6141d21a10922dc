// An integrator's window, for tests: it shows what it is told to, and keeps what was done in it.

import type { KitAct, KitChat, KitList, KitPage, KitView, NavigationBar } from "../bindings";
import type { KitHost } from "../platform/types";
import { kit } from "../stores/kit.svelte";
import { FakeEngine, type Answers } from "./fake";

/** A list as `openConversationList` opens it without parameters. */
export const list: KitList = {
  title: null,
  showsConnection: true,
  kinds: ["private", "group"],
  collected: [],
  round: false,
  avatar: [46, 46],
  rowColor: null,
  topRowColor: null,
};

/** A chat as `openConversation` opens it. */
export const chat: KitChat = {
  conversation: { kind: "private", targetId: "bob" },
  title: "Bob",
  at: null,
  subTitle: null,
  plugins: [{ type: "file" }, { type: "image" }],
  buttons: [],
  showsMuted: false,
  recall: true,
  showsTyping: false,
  members: null,
};

/** An engine in an integrator's window. */
export class FakeKit extends FakeEngine implements KitHost {
  override kit: KitHost = this;
  /** What was done that the integrator has a part in. */
  acts: KitAct[] = [];
  #tell: ((view: KitView | null) => void) | undefined;

  constructor(answers: Answers = {}) {
    super({ recentEmoji: () => [], ...answers });
    kit.open();
  }

  watch(onView: (view: KitView | null) => void): void {
    this.#tell = onView;
  }

  act(what: KitAct): void {
    this.acts.push(what);
  }

  /** Shows a page, or nothing of the kit. */
  show(page: KitPage | null, wishes: Partial<NavigationBar> = {}): void {
    const plain = { titleColor: null, background: null, backColor: null, backImage: null };
    this.#tell?.(page && { page, bar: { ...plain, ...wishes } });
  }
}
