// Pictures of the web: the engine fetches them, each once as long as the page lives.

import { platform } from "../platform";

/** So many addresses are remembered; the oldest are forgotten. */
const most = 500;

const known = new Map<string, Promise<string | null>>();

/** What an `<img>` takes for a picture's address; nothing where it cannot be had. An integrator's own files are at hand. A message
 * may name any address, and none but these is asked for. */
export function pictureAt(url: string): string | null | Promise<string | null> {
  if (!/^https?:/i.test(url)) return /^(?:data|fs|cache|widget):/i.test(url) ? url : null;
  let picture = known.get(url);
  if (!picture) {
    picture = platform()
      .call("webPicture", { url })
      .catch(() => null);
    known.set(url, picture);
    const [oldest] = known.keys();
    if (known.size > most && oldest !== undefined) known.delete(oldest);
    // It may be there another time.
    void picture.then((found) => found ?? known.delete(url));
  }
  return picture;
}

/** Forgets them. */
export function forgetPictures(): void {
  known.clear();
}
