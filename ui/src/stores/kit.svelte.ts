// What an integrator wants of the page of the kit in their window; nothing in the messenger itself.

import type { KitAct, KitChat, KitList, KitView, NavigationBar } from "../bindings";
import { platform } from "../platform";

class Kit {
  #view = $state.raw<KitView | null>(null);

  get chat(): KitChat | null {
    return this.#view?.page.type === "chat" ? this.#view.page : null;
  }

  get list(): KitList | null {
    return this.#view?.page.type === "list" ? this.#view.page : null;
  }

  get bar(): NavigationBar | null {
    return this.#view?.bar ?? null;
  }

  open(): void {
    platform().kit?.watch((view) => (this.#view = view));
  }

  act(what: KitAct): void {
    platform().kit?.act(what);
  }
}

export const kit = new Kit();
