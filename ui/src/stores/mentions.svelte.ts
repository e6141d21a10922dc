import type { ConversationId } from "../bindings";
import { platform } from "../platform";

/** The messages of a chat that mention this user and were not looked at yet, oldest first. */
export class Mentions {
  waiting = $state.raw<number[]>([]);
  #conversation: ConversationId;
  /** Those that were looked at, which the engine may still count as unread. */
  #seen: number[] = [];

  constructor(conversation: ConversationId) {
    this.#conversation = conversation;
  }

  /** Asks which there are; those that were read meanwhile, but not looked at, stay. */
  async refresh(): Promise<void> {
    const unread = await platform().call("unreadMentions", { conversation: this.#conversation });
    const fresh = (unread ?? []).filter((id) => !this.#seen.includes(id) && !this.waiting.includes(id));
    if (fresh.length > 0) this.waiting = [...this.waiting, ...fresh];
  }

  /** Those on screen are looked at, if somebody is there. */
  look(view: HTMLElement): void {
    if (this.waiting.length === 0 || !document.hasFocus()) return;
    const { top, bottom } = view.getBoundingClientRect();
    for (const id of this.waiting) {
      const box = view.querySelector(`[data-row="m${id}"]`)?.getBoundingClientRect();
      if (box && box.bottom > top && box.top < bottom) this.saw(id);
    }
  }

  /** This one was looked at. */
  saw(id: number): void {
    this.#seen.push(id);
    if (this.waiting.includes(id)) this.waiting = this.waiting.filter((one) => one !== id);
  }
}
