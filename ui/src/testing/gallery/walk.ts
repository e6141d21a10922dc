// How a gallery page comes to the state that is wanted.

import { meant } from "./words";

/** So long nothing changes before a page counts as finished, in milliseconds. */
const STILL = 160;

/** Waits until something is there; nothing here is told when it is. */
export function appearing(selector: string): Promise<HTMLElement> {
  return new Promise((resolve) => {
    const look = (): void => {
      const element = document.querySelector<HTMLElement>(selector);
      if (element) resolve(element);
      else requestAnimationFrame(look);
    };
    look();
  });
}

/** Does what is listed, one after the other: `m12` opens the menu of that message, `private:bob` that of a row,
 * `search=har` types into a field, `$sought` what the page's language has for it, `banner?` waits for it and brings it into view, `timeline^` scrolls to the top, `picture-viewer!+` and `composer!Ctrl+f` press keys, `found*3` clicks the third of them, `found.messages*2` the second of that kind, anything else is clicked. */
export async function walk(steps: string[]): Promise<void> {
  for (const step of steps.filter(Boolean)) {
    const [id = "", words] = step.split("=");
    const [, place = "", key = ""] = /^([\w-]+)(?:\^|!(.+))$/.exec(step) ?? [];
    if (place && key) press(await appearing(`[data-testid='${place}']`), key);
    else if (place) (await appearing(`[data-testid='${place}']`)).scrollTop = 0;
    else if (/^m\d+$|:/.test(step)) menuOf(await appearing(`[data-key='${step}']`));
    else if (words === undefined) await click(step);
    else type(await appearing(`[data-testid='${id}']`), meant(words));
  }
}

async function click(step: string): Promise<void> {
  const [, id = "", kind, number = "1"] = /^([\w-]+)(?:\.(\w+))?(?:\*(\d+))?\??$/.exec(step) ?? [];
  const named = `[data-testid='${id}']${kind ? `[data-kind='${kind}']` : ""}`;
  // What cannot be pressed yet is waited for.
  const first = await appearing(`${named}:not(:disabled)`);
  const all = document.querySelectorAll<HTMLElement>(named);
  const element = all[Number(number) - 1] ?? first;
  const { top, bottom } = element.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) element.scrollIntoView({ block: "center" });
  else element.scrollIntoView({ block: "nearest" }); // what scrolls within the window may hide it
  if (!step.endsWith("?")) element.click();
}

function press(element: HTMLElement, keys: string): void {
  const [, ctrl, key] = /^(Ctrl\+)?(.+)$/.exec(keys) ?? [];
  const init = { key, ctrlKey: ctrl !== undefined, bubbles: true, cancelable: true };
  element.dispatchEvent(new KeyboardEvent("keydown", init));
  if (keys === "Ctrl+v") element.dispatchEvent(new Event("paste", { bubbles: true, cancelable: true }));
}

function menuOf(row: HTMLElement): void {
  row.scrollIntoView({ block: "center" });
  const { left, bottom } = row.getBoundingClientRect();
  row.dispatchEvent(
    new MouseEvent("contextmenu", { bubbles: true, clientX: left + 200, clientY: bottom - 8 }),
  );
}

function type(field: HTMLElement, words: string): void {
  field.focus();
  (field as HTMLInputElement).value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Waits until the page stands still: letters and pictures are there, and nothing has changed for a moment. */
export async function quiet(): Promise<void> {
  await document.fonts.ready;
  await new Promise<void>((resolve) => {
    let timer = setTimeout(resolve, STILL);
    new MutationObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(resolve, STILL);
    }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  });
  await Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)));
}
