// Files dropped on a page whose host does not tell of them: the page reads them and hands them over.

import type { Attached } from "../bindings";
import { modalIsOpen } from "../lib/modal";
import { base64, largest } from "./bytes";
import type { Drag } from "./types";

type HandOver = (name: string, data: string) => Promise<Attached>;

/** Hears of what is dragged over the page and dropped on it, until the returned function is called. */
export function hearDrops(hear: (drag: Drag) => void, handOver: HandOver): () => void {
  const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;
  const place = (event: DragEvent): [number, number] => [
    event.clientX / window.innerWidth,
    event.clientY / window.innerHeight,
  ];
  const over = (event: DragEvent): void => {
    if (!holdsFiles(event)) return;
    event.preventDefault(); // else the page would go to what is dropped
    const welcome = !modalIsOpen();
    if (!welcome && event.dataTransfer) event.dataTransfer.dropEffect = "none";
    hear(welcome ? { over: true, at: place(event) } : { over: false });
  };
  const leave = (event: DragEvent): void => {
    if (event.relatedTarget === null) hear({ over: false });
  };
  const drop = (event: DragEvent): void => {
    if (!holdsFiles(event)) return;
    event.preventDefault(); // the page would go to the file
    if (!modalIsOpen()) void take([...(event.dataTransfer?.files ?? [])], place(event));
  };
  async function take(files: File[], at: [number, number]): Promise<void> {
    hear({ over: false });
    const tooLarge = files.find((file) => file.size > largest)?.name;
    const taken: Attached[] = [];
    for (const file of files.filter((file) => file.size <= largest)) {
      // A folder cannot be read, and is no file.
      const handed = await base64(file)
        .then((data) => handOver(file.name, data))
        .catch(() => null);
      if (handed) taken.push(handed);
    }
    hear({ over: false, at, files: taken, ...(tooLarge === undefined ? {} : { tooLarge }) });
  }
  window.addEventListener("dragenter", over);
  window.addEventListener("dragover", over);
  window.addEventListener("dragleave", leave);
  window.addEventListener("drop", drop);
  return () => {
    window.removeEventListener("dragenter", over);
    window.removeEventListener("dragover", over);
    window.removeEventListener("dragleave", leave);
    window.removeEventListener("drop", drop);
  };
}
