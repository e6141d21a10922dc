// What a paste brings to what one writes.

import type { Attached, CopiedContent } from "../bindings";
import { t } from "../i18n/index.svelte";
import { platform } from "../platform";
import { base64, largest } from "../platform/bytes";
import { isLong, longest } from "./length";
import { wordsOfRich } from "./richtext";
import { replace } from "./undo";

export type Pasted =
  | { type: "files"; files: File[] }
  /** Words that had a look, without it, or that a web view would take long to put into the field. */
  | { type: "words"; words: string }
  /** Something that the page is not given, files or not; words stand for it where nobody gives it. */
  | { type: "unseen"; words: string; files: boolean }
  /** Nothing is taken, and why, in words. */
  | { type: "refused"; why: string };

/** What a paste brings, all of it or words alone; null when the field takes it by itself. */
export function pasted(data: DataTransfer | null, taken: "all" | "words"): Pasted | null {
  const files = taken === "all" ? filesIn(data) : [];
  const words = wordsIn(data);
  const tooLarge = files.find((file) => file.size > largest);
  if (tooLarge) return { type: "refused", why: t("attach.tooLarge", { name: tooLarge.name }) };
  if (files.length > 0) return { type: "files", files };
  // Of a copied picture WebKitGTK tells nothing at all.
  const hidden = hidesFiles(data);
  if (taken === "all" && (words === "" || hidden)) return { type: "unseen", words, files: hidden };
  if (isTooMuch(words)) return { type: "refused", why: t("composer.pastedTooMuch") };
  return isLong(words) || (words !== "" && data?.getData("text/plain") === "")
    ? { type: "words", words }
    : null;
}

/** Whether there are files of which the page is told nothing but that they have addresses, as WebKitGTK does. A link, whose
 * address may be hidden too as long as it is dragged, is text as well. */
export function hidesFiles(data: DataTransfer | null): boolean {
  const types = data?.types ?? [];
  const isLink = types.includes("text/plain") || data?.getData("text/uri-list") !== "";
  return types.includes("text/uri-list") && !isLink;
}

/** It could not be sent, and the field would stand still for a long time. */
export function isTooMuch(words: string): boolean {
  return words.length > 4 * longest;
}

/** Gives every field of a long paste what has room in it, until the returned function is called. A web view finds that out by
 * itself, in a second for each megabyte. */
export function hearLongPastes(): () => void {
  const hear = (event: ClipboardEvent): void => {
    const { target: field, clipboardData, defaultPrevented } = event;
    const words = clipboardData?.getData("text/plain") ?? "";
    const line = field instanceof HTMLInputElement;
    if (defaultPrevented || !isLong(words) || !(line || field instanceof HTMLTextAreaElement)) return;
    const { value, selectionStart: from, selectionEnd: to, maxLength } = field;
    if (from === null || to === null) return; // a number or a time
    event.preventDefault();
    const room = (maxLength < 0 ? longest : maxLength) - (value.length - (to - from));
    const taken = words.slice(0, Math.max(0, room)).replace(/[\ud800-\udbff]$/, ""); // no half of a letter
    replace(field, from, to, line ? taken.replace(/\r\n?|\n/g, " ") : taken);
  };
  window.addEventListener("paste", hear);
  return () => window.removeEventListener("paste", hear);
}

/** Hands what was copied, and is not given to the page, to the engine. */
export async function handOverCopied(): Promise<CopiedContent> {
  return platform().call("pasteCopied");
}

/** Hands a pasted file to the engine. */
export async function handOver(file: File): Promise<Attached> {
  return platform().call("pasteFile", { name: file.name || null, data: await base64(file) });
}

/** The files that a paste brings; none when it brings words. */
function filesIn(data: DataTransfer | null): File[] {
  const words = data?.getData("text/plain") ?? "";
  if (words !== "") return []; // some programs add a picture of the words
  return [...(data?.files ?? [])];
}

/** The words that a paste brings, without how they looked. */
function wordsIn(data: DataTransfer | null): string {
  const words = data?.getData("text/plain") ?? "";
  // Of a copied table, of which there is a picture too, WebKitGTK tells nothing but how it looked.
  return words === "" ? wordsOfRich(data?.getData("text/html") ?? "") : words;
}
