import { platform, type Events, type Watched } from "../platform";

/** Watches until the returned function is called, however early that is. */
export function watch<K extends keyof Events>(what: Watched<K>, onEvent: (event: Events[K]) => void): Stop {
  let over = false;
  const id = platform().subscribe<K>(what, (event) => {
    if (!over) onEvent(event);
  });
  const stop = () => {
    over = true;
    id.then((known) => platform().unsubscribe(known)).catch(() => undefined); // signed out already
  };
  return Object.assign(stop, { id });
}

export type Stop = (() => void) & { id: Promise<number> };
