import { Channel, convertFileSrc, invoke } from "@tauri-apps/api/core";

import type { Attached } from "../bindings";
import { atNextFrame } from "../lib/frames";
import { hearDrops, shared } from "./drops";
import type { Drag, Platform } from "./types";

declare global {
  interface Window {
    /** What the app was started with as `--theme`. */
    pipitLook?: unknown;
  }
}

/** The desktop app as host. */
export function tauri(): Platform {
  // What an earlier page of this window watched is over.
  let begun: Promise<unknown> | null = invoke("page_loaded").finally(() => (begun = null));
  const keepers = new Set<() => Promise<void>>();
  window.addEventListener("pipit:close", () => {
    // The last keys may be on their way to the page still: they wait for one another, and for nobody who asks the page.
    atNextFrame(() =>
      atNextFrame(() => {
        void Promise.allSettled([...keepers].map((keep) => keep())).then(() => invoke("page_kept"));
      }),
    );
  });
  const call: Platform["call"] = (name, ...args) => invoke("call", { name, args: args[0] ?? null });
  return {
    call,
    async subscribe(what, onEvent) {
      if (begun) await begun; // else at once: the engine looks while the page is built
      const channel = new Channel<Parameters<typeof onEvent>[0]>(onEvent);
      return invoke("subscribe", { what, channel });
    },
    unsubscribe: (id) => invoke("unsubscribe", { id }),
    mergedPage: (number) => convertFileSrc(String(number), "merged"),
    look: (conversation) => invoke("look", { conversation }),
    onDrag: shared((hear) => {
      const take = (): Promise<Attached[]> => call("takeDropped");
      // Where the system tells the window of a drag, no event of the page's comes.
      const listener = (event: Event): void => {
        const { dropped, ...drag } = (event as CustomEvent<Drag & { dropped?: boolean }>).detail;
        hear(dropped ? { ...drag, files: take() } : drag);
      };
      window.addEventListener("pipit:drag", listener);
      const stop = hearDrops(hear, { take, handOver: (name, data) => call("pasteFile", { name, data }) });
      return () => {
        window.removeEventListener("pipit:drag", listener);
        stop();
      };
    }),
    beforeClose(keep) {
      keepers.add(keep);
      return () => void keepers.delete(keep);
    },
    zoom: (factor) => invoke("zoom", { factor }),
    values: () => Promise.resolve(window.pipitLook),
    ready: () => invoke("page_ready"),
  };
}
