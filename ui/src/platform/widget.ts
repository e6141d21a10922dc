import type { KitAct, KitView, SubscriptionId } from "../bindings";
import { hearDrops, shared } from "./drops";
import type { Platform } from "./types";

/** What a widget's window gives to a page of the kit in it: `src-tauri/widget/api.js`. */
interface Door {
  /** Asks for something; `hear` gets each answer, the promise the last one. */
  ask(asks: object, hear?: (answer: unknown) => void): Promise<unknown>;
}

declare global {
  interface Window {
    pipitKit?: Door;
  }
}

/** A widget's window as host. */
export function widget(door: Door): Platform {
  const call: Platform["call"] = (name, ...args) =>
    door.ask({ type: "call", name, args: args[0] ?? null }) as never;
  return {
    call,
    subscribe(what, onEvent) {
      return new Promise((resolve, reject) => {
        const hear = (answer: unknown): void => {
          const told = answer as
            { subscription: SubscriptionId } | { event: Parameters<typeof onEvent>[0] } | null;
          if (told && "event" in told) onEvent(told.event);
          else if (told) resolve(told.subscription);
        };
        door.ask({ type: "watch", what }, hear).catch(reject);
      });
    },
    async unsubscribe(subscription) {
      await door.ask({ type: "unwatch", subscription });
    },
    mergedPage: (number) => `/.pipit/merged/${number}`,
    /** It lies beside the widget's own pages. */
    async values() {
      const answer = await fetch("/theme.json");
      return answer.ok ? answer.json() : null;
    },
    onDrag: shared((hear) =>
      hearDrops(hear, {
        take: () => call("takeDropped"),
        handOver: (name, data) => call("pasteFile", { name, data }),
      }),
    ),
    // How large it is shown is the integrator's to say.
    zoom: () => Promise.resolve(),
    ready: () => Promise.resolve(),
    kit: {
      watch: (onView) => void door.ask({ type: "view" }, (view) => onView(view as KitView | null)),
      act: (what: KitAct) => void door.ask({ type: "act", what }),
    },
  };
}
