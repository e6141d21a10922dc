// Pictures of stickers: each is asked for once.

import { platform } from "../platform";

const known = new Map<string, Promise<string | null>>();

/** The picture of a sticker as an address; nothing where its pack is not there. */
export function stickerPicture(pack: string, id: string): Promise<string | null> {
  const key = JSON.stringify([pack, id]);
  let picture = known.get(key);
  if (!picture) {
    picture = platform()
      .call("sticker", { pack, id })
      .catch(() => null);
    known.set(key, picture);
  }
  return picture;
}

/** Forgets them: another engine may have other packs. */
export function forgetStickers(): void {
  known.clear();
}
