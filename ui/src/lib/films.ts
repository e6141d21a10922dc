// Films that this page can play: how they look and how long they are. What it cannot play goes as a file.

import type { FilmLook } from "../bindings";

/** The longest film that goes as one, in seconds, as the engine has it. */
const longest = 120;

/** The longest side of the picture that goes with one, in pixels; the engine makes it smaller still. */
const side = 480;

/** Whatever has not happened to a film by then does not happen, in milliseconds. Too short: a slow machine plays nothing; too long: whoever sends it waits. */
const patience = 5_000;

/** What is told of a film; nothing when it cannot be played here, or is longer than what goes as one. */
export async function lookAt(url: string): Promise<FilmLook | null> {
  const film = document.createElement("video");
  film.muted = true;
  film.preload = "auto";
  try {
    await after(film, "loadeddata", () => (film.src = url));
    // What was recorded tells its length only at its end.
    if (film.duration === Infinity) await after(film, "seeked", () => (film.currentTime = 1e6));
    const seconds = Math.max(1, Math.round(film.duration));
    if (!(seconds <= longest)) return null;
    // The first picture is often black.
    await after(film, "seeked", () => (film.currentTime = Math.min(1, film.duration / 4)));
    // WebKitGTK has a picture before it knows its size, at times. What is a sound gets none.
    if (film.videoWidth === 0) await after(film, "resize", () => undefined);
    return { poster: drawn(film), seconds };
  } catch {
    return null;
  } finally {
    film.removeAttribute("src");
    film.load(); // nothing of it is kept
  }
}

/** The picture of a look, as an address. */
export function posterUrl({ poster }: FilmLook): string {
  return `data:image/jpeg;base64,${poster}`;
}

/** Does something to a film, and waits for what comes of it. */
function after(film: HTMLVideoElement, event: string, act: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(new Error(`no ${event}`));
    const timer = setTimeout(fail, patience);
    const settled = (settle: () => void) => (): void => {
      clearTimeout(timer);
      settle();
    };
    film.addEventListener(event, settled(resolve), { once: true });
    film.addEventListener("error", settled(fail), { once: true });
    act();
  });
}

/** What a film shows now, as base64 of a JPEG. */
function drawn(film: HTMLVideoElement): string {
  const canvas = document.createElement("canvas");
  const smaller = Math.min(1, side / Math.max(film.videoWidth, film.videoHeight));
  canvas.width = Math.max(1, Math.round(film.videoWidth * smaller));
  canvas.height = Math.max(1, Math.round(film.videoHeight * smaller));
  canvas.getContext("2d")?.drawImage(film, 0, 0, canvas.width, canvas.height);
  const url = canvas.toDataURL("image/jpeg", 0.8);
  return url.slice(url.indexOf(",") + 1);
}
