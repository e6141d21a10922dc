// Files that a person chose, dropped or pasted, until they are sent.

import type { Attached, FilmLook, NotSent as Refusal, SentFile } from "../bindings";
import { t } from "../i18n/index.svelte";
import { platform, type Drag } from "../platform";
import { codeText } from "./failure";
import { lookAt, posterUrl } from "./films";
import { modalIsOpen } from "./modal";

export interface Attachment extends Attached {
  /** It is seen in the chat rather than kept as a file. */
  asPicture: boolean;
  /** What a film looks like, once that is known. */
  look: FilmLook | null;
}

export function attachment(file: Attached): Attachment {
  return { ...file, asPicture: file.preview !== null || file.film, look: null };
}

/** A file of which it is known whether this page can play it: a film that it cannot play is a file like others. */
export async function known(file: Attachment): Promise<Attachment> {
  if (!file.film || file.look) return file;
  const film = platform().call("chosenFilm", { id: file.id });
  const look = await film.then(lookAt).catch(() => null);
  return look ? { ...file, look, preview: posterUrl(look) } : { ...file, film: false, asPicture: false };
}

/** How a file is sent. */
export function sent({ id, asPicture, look }: Attachment): SentFile {
  return { id, asPicture, film: asPicture ? look : null };
}

/** Hears of files over the window and of their drop, until the returned function is called. While a dialog is open they are
 * nowhere: what lies below it takes nothing. */
export function hearDrags(hear: (drag: Drag) => void): (() => void) | undefined {
  return platform().onDrag?.((drag) => hear(modalIsOpen() ? { over: false } : drag));
}

/** The key of the list's row that something is dragged over; nothing when it is elsewhere. */
export function rowUnder({ at }: Drag): string | null {
  if (!at) return null;
  const [x, y] = [at[0] * window.innerWidth, at[1] * window.innerHeight];
  const row = document.elementFromPoint(x, y)?.closest<HTMLElement>("[data-testid='conversation-row']");
  return row?.dataset["key"] ?? null;
}

/** Which files were not sent, and why. */
export function notSentText(files: Attached[], refusals: Refusal[]): string {
  const [file] = files;
  if (file === undefined || files.length > 1) return t("attach.notSent", { count: files.length });
  const problem = refusals.find(({ id }) => id === file.id)?.problem ?? null;
  const why = problem === "fileUnavailable" ? t("attach.unreadable") : codeText(problem);
  return t("attach.notSent.why", { name: file.name, why });
}
