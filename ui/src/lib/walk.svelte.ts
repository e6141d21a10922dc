const FOLLOWING = Node.DOCUMENT_POSITION_FOLLOWING;

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

  /** The arrows go from message to message. */
  key(view: HTMLElement, event: KeyboardEvent): void {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const message = messageOf(event.target);
    if (by === 0 || !message) return;
    event.preventDefault();
    const messages = messagesIn(view);
    messages[messages.indexOf(message) + by]?.focus();
  }
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
