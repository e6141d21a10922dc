// Files that a person chose, dropped or pasted, until they are sent.

import type { Attached } from "../bindings";
import { platform } from "../platform";

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
