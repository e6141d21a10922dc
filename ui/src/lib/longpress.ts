// A finger that rests on something asks for its menu, as a right click does.

/** How long it rests, in milliseconds: shorter opens menus while one scrolls, longer is not found. */
const rest = 500;
/** A finger that moved further, in pixels, scrolls. */
const still = 10;

/** Hears of resting fingers, until the returned function is called. */
export function hearLongPresses(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let from = { x: 0, y: 0 };
  const end = (): void => clearTimeout(timer);
  const down = (event: PointerEvent): void => {
    end();
    if (event.pointerType !== "touch" || !event.isPrimary) return;
    const { target, clientX, clientY } = event;
    from = { x: clientX, y: clientY };
    timer = setTimeout(() => {
      const asks = { bubbles: true, cancelable: true, clientX, clientY };
      target?.dispatchEvent(new MouseEvent("contextmenu", asks));
    }, rest);
  };
  const move = ({ clientX, clientY }: PointerEvent): void => {
    if (Math.hypot(clientX - from.x, clientY - from.y) > still) end();
  };
  window.addEventListener("pointerdown", down);
  window.addEventListener("pointermove", move);
  // Where the system asks for the menu itself, once is enough.
  const over = ["pointerup", "pointercancel", "contextmenu"] as const;
  over.forEach((name) => window.addEventListener(name, end));
  return () => {
    end();
    window.removeEventListener("pointerdown", down);
    window.removeEventListener("pointermove", move);
    over.forEach((name) => window.removeEventListener(name, end));
  };
}
