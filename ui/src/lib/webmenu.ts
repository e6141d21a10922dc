// The web view's own menu: it goes back, reloads the page and opens links in it, none of which an app does.

/** Keeps it away but where it cuts, copies and pastes. */
export function hearMenus(): () => void {
  const hear = (event: MouseEvent): void => {
    const { target } = event;
    if (!(target instanceof Element) || (!writes(target) && !isSelected(target))) event.preventDefault();
  };
  window.addEventListener("contextmenu", hear);
  return () => window.removeEventListener("contextmenu", hear);
}

/** Inputs in which nothing is written. */
const chosen = ["checkbox", "radio", "range"];

function writes(element: Element): boolean {
  if (element instanceof HTMLInputElement) return !chosen.includes(element.type);
  return element instanceof HTMLTextAreaElement;
}

function isSelected(element: Element): boolean {
  const selection = getSelection();
  if (!selection || selection.isCollapsed) return false;
  return [...element.childNodes].some((node) => node instanceof Text && selection.containsNode(node, true));
}
