// Who clicks twice means what the first click has hit. What has come to that place meanwhile is not meant: the button that records
// where the one that sends was, or what lies beside a sheet that has just opened.

const controls = ["button", "a", "input", "select", "textarea", "summary", "[role='option']"].join();

/** What a click is for. */
function hit({ target }: Event): EventTarget | null {
  if (!(target instanceof Element)) return target;
  const label = target.closest("label");
  return label?.control ?? target.closest(controls) ?? target;
}

/** Lets the second of two quick clicks only hit what the first has hit, until the returned function is called. */
export function hearDoubleClicks(): () => void {
  let first: EventTarget | null = null;
  const click = (event: MouseEvent): void => {
    const now = hit(event);
    if (event.detail < 2) first = now;
    else if (now !== first) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
  window.addEventListener("click", click, { capture: true });
  return () => window.removeEventListener("click", click, { capture: true });
}
