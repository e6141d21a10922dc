import { isPlain } from "./keys";
import { firstBelow, messageRows } from "./sight";

const FOLLOWING = Node.DOCUMENT_POSITION_FOLLOWING;
/** So much of a view goes by with a page up or down; the rest stays in sight, to find the place again. */
const PAGE = 0.9;

/** How the keyboard goes through the messages of a view: the Tab key comes to one of them, and keys lead from there. */
export class Walk {
  /** The focus is among them: what holds them is out of the reach of the Tab key then. */
  entered = $state(false);

  /** The Tab key comes to the newest message, from either side, and goes on from there. */
  enter(view: HTMLElement, { target, relatedTarget: from }: FocusEvent): void {
    const behind = from instanceof Node && view.compareDocumentPosition(from) & FOLLOWING;
    const message = messageOf(target);
    const comes = target === view || (!this.entered && behind && message !== null && message !== target);
    this.entered = true;
    if (comes && (target as Element).matches(":focus-visible")) messagesIn(view).at(-1)?.focus();
  }

  leave(view: HTMLElement, { relatedTarget: next }: FocusEvent): void {
    this.entered = next instanceof Node && view.contains(next);
  }

  /** The arrows go from message to message, and the focus goes along with what other keys scroll; `down` leads to the end. */
  key(view: HTMLElement, event: KeyboardEvent, down: () => void): void {
    const message = messageOf(event.target);
    if (!message || !isPlain(event)) return;
    const { top, bottom } = view.getBoundingClientRect();
    const by = pageBy(event);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const messages = messagesIn(view);
      messages[messages.indexOf(message) + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
    } else if (by !== 0) {
      turn(view, by);
      focusAt(view, by < 0 ? top : bottom - 1);
    } else if (event.key === "Home") {
      view.scrollTop = 0;
      focusAt(view, top);
    } else if (event.key === "End") {
      down();
      focusAt(view, bottom - 1);
    } else return;
    event.preventDefault();
  }

  /** To be called before rows come and go, and what it returns when they have: a message that had the focus and is gone leaves it to
   * the one on screen that is next to where it stood. */
  hold(view: HTMLElement): () => void {
    const { activeElement } = document;
    const message = view.contains(activeElement) ? messageOf(activeElement) : null;
    const place = message?.getBoundingClientRect().top ?? 0;
    return () => {
      if (!message || message.isConnected || document.activeElement !== document.body) return;
      const { top, bottom } = view.getBoundingClientRect();
      focusAt(view, Math.min(Math.max(place, top), bottom - 1));
    };
  }
}

/** Which way a key turns the page, and nothing is held besides. */
export function pageBy(event: KeyboardEvent): -1 | 0 | 1 {
  if (!isPlain(event)) return 0;
  return event.key === "PageUp" ? -1 : event.key === "PageDown" ? 1 : 0;
}

/** Turns the page. */
export function turn(view: HTMLElement, by: -1 | 1): void {
  view.scrollTop += by * PAGE * view.clientHeight;
}

/** The message at a height of the window has the focus from now on, or the last one. */
function focusAt(view: HTMLElement, height: number): void {
  const messages = messagesIn(view);
  const at = firstBelow(messageRows(view), height);
  (messages[at] ?? messages.at(-1))?.focus({ preventScroll: true });
}

/** The message that something belongs to. What lies over everything, and a film, have keys of their own. */
function messageOf(target: EventTarget | null): HTMLElement | null {
  const element = target as Element;
  const apart = element.closest("dialog") ?? element.closest("video");
  return apart ? null : element.closest<HTMLElement>("[data-testid='message']");
}

function messagesIn(view: HTMLElement): HTMLElement[] {
  return [...view.querySelectorAll<HTMLElement>("[data-testid='message']")];
}
