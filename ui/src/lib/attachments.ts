// Files that a person chose, dropped or pasted, until they are sent.

import type { Attached, NotSent as Refusal } from "../bindings";
import { t } from "../i18n/index.svelte";
import { platform } from "../platform";
import { codeText } from "./failure";

export interface Attachment extends Attached {
  /** It is seen in the chat rather than kept as a file. */
  asPicture: boolean;
}

export function attachment(file: Attached): Attachment {
  return { ...file, asPicture: file.preview !== null };
}

/** The pictures that a paste brings; none when it brings words. */
export function picturesIn(data: DataTransfer | null): File[] {
  const words = data?.getData("text/plain") ?? "";
  if (words !== "") return []; // some programs add a picture of the words
  return [...(data?.files ?? [])].filter((file) => file.type.startsWith("image/"));
}

/** Hands a pasted picture to the engine. */
export async function paste(picture: File): Promise<Attached> {
  const address = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error ?? new Error("unreadable"));
    reader.readAsDataURL(picture);
  });
  return platform().call("pastePicture", { data: address.slice(address.indexOf(",") + 1) });
}

/** Some files stay where they are; what is said of them is the message. */
export class NotSent extends Error {}

/** Which files were not sent, and why. */
export function notSentText(files: Attached[], refusals: Refusal[]): string {
  const [file] = files;
  if (file === undefined || files.length > 1) return t("attach.notSent", { count: files.length });
  const problem = refusals.find(({ id }) => id === file.id)?.problem ?? null;
  const why = problem === "fileUnavailable" ? t("attach.unreadable") : codeText(problem);
  return t("attach.notSent.why", { name: file.name, why });
}
