import { tauri } from "./tauri";
import type { Platform } from "./types";
import { widget } from "./widget";

export type { Drag, Events, KitHost, Platform, Watched } from "./types";
export { isApiError } from "./types";

let current: Platform | undefined;

/** The host that the page runs in. */
export function platform(): Platform {
  current ??= window.pipitKit ? widget(window.pipitKit) : tauri();
  return current;
}

/** Puts another host in its place: a test's. */
export function setPlatform(host: Platform): void {
  current = host;
}
