import { cleanup } from "@testing-library/svelte";
import { afterEach } from "vitest";

import { frame } from "./settle";

// jsdom draws nothing: what asks for sizes gets an observer that never has news, and nobody's system is dark.
class StillObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}
globalThis.ResizeObserver ??= StillObserver as unknown as typeof ResizeObserver;
window.matchMedia ??= ((media: string) => ({
  media,
  matches: false,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
})) as unknown as typeof window.matchMedia;
globalThis.CSS ??= { escape: (text: string) => text.replace(/["\\]/g, "\\$&") } as typeof CSS;
Element.prototype.scrollTo ??= () => undefined;

window.requestAnimationFrame = frame;

// What has the focus shows it: nobody has a mouse here.
const { matches } = Element.prototype;
Element.prototype.matches = function (this: Element, selectors: string) {
  return matches.call(this, selectors.replaceAll(":focus-visible", ":focus"));
} as typeof matches;

// Its dialogs open, but not as modal ones.
HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
  this.open = true;
};

afterEach(cleanup);
