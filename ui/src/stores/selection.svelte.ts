import type { MessageView } from "../bindings";

/** The most messages that can be chosen: the engine takes no more at once. */
export const MOST = 100;

/** The messages of a chat that were chosen to do something with all of them. */
export class Selection {
  /** Messages are being chosen, even if none is yet. */
  active = $state(false);
  /** In the order in which they were said. */
  views = $state.raw<MessageView[]>([]);

  has(id: number): boolean {
    return this.views.some((view) => view.id === id);
  }

  /** Chooses a message, or not any more; false when no more can be. */
  toggle(view: MessageView): boolean {
    const others = this.views.filter((one) => one.id !== view.id);
    if (others.length === MOST) return false;
    const chosen = others.length < this.views.length ? others : [...others, view];
    this.views = chosen.sort((one, other) => one.time - other.time || one.id - other.id);
    this.active = true;
    return true;
  }

  end(): void {
    this.active = false;
    this.views = [];
  }
}
