import { Channel, convertFileSrc, invoke } from "@tauri-apps/api/core";

import type { Attached } from "../bindings";
import { refuse } from "./drops";
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
    void Promise.allSettled([...keepers].map((keep) => keep())).then(() => invoke("page_kept"));
  });
  return {
    call: (name, ...args) => invoke("call", { name, args: args[0] ?? null }),
    async subscribe(what, onEvent) {
      if (begun) await begun; // else at once: the engine looks while the page is built
      const channel = new Channel<Parameters<typeof onEvent>[0]>(onEvent);
      return invoke("subscribe", { what, channel });
    },
    unsubscribe: (id) => invoke("unsubscribe", { id }),
    mergedPage: (number) => convertFileSrc(String(number), "merged"),
    look: (conversation) => invoke("look", { conversation }),
    onDrag(hear) {
      const listener = (event: Event): void => {
        const { files, ...drag } = (event as CustomEvent<Omit<Drag, "files"> & { files?: Attached[] }>)
          .detail;
        hear(files ? { ...drag, files: Promise.resolve(files) } : drag);
      };
      window.addEventListener("pipit:drag", listener);
      window.addEventListener("dragover", refuse);
      return () => {
        window.removeEventListener("pipit:drag", listener);
        window.removeEventListener("dragover", refuse);
      };
    },
    beforeClose(keep) {
      keepers.add(keep);
      return () => void keepers.delete(keep);
    },
    zoom: (factor) => invoke("zoom", { factor }),
    values: () => Promise.resolve(window.pipitLook),
    ready: () => invoke("page_ready"),
  };
}
