// What is dropped on a page: it reads the files and hands them over, or asks for those that are hidden from it.

import type { Attached } from "../bindings";
import { modalIsOpen } from "../lib/modal";
import { hidesFiles } from "../lib/pasting";
import { base64, largest } from "./bytes";
import type { Drag } from "./types";

/** What takes the files. */
interface Taker {
  /** Takes one that the page has read. */
  handOver: (name: string, data: string) => Promise<Attached>;
  /** Takes those that the page is not given: WebKitGTK hides their addresses. */
  take: () => Promise<Attached[]>;
}

function holdsFiles({ dataTransfer }: DragEvent): boolean {
  return (dataTransfer?.types.includes("Files") ?? false) || hidesFiles(dataTransfer);
}

/** Lets the pointer say that files are not taken while a dialog is open; false when they are. */
function refuse(event: DragEvent): boolean {
  if (!holdsFiles(event) || !modalIsOpen()) return false;
  event.preventDefault();
  if (event.dataTransfer) event.dataTransfer.dropEffect = "none";
  return true;
}

/** Lets all parts of a page hear of a drag that is heard once: what is dropped is given once. */
export function shared(
  begin: (hear: (drag: Drag) => void) => () => void,
): (hear: (drag: Drag) => void) => () => void {
  const hearers = new Set<(drag: Drag) => void>();
  let stop = (): void => undefined;
  return (hear) => {
    if (hearers.size === 0) stop = begin((drag) => hearers.forEach((one) => one(drag)));
    hearers.add(hear);
    return () => {
      if (hearers.delete(hear) && hearers.size === 0) stop();
    };
  };
}

/** Hears of what is dragged over the page and dropped on it, until the returned function is called. */
export function hearDrops(hear: (drag: Drag) => void, taker: Taker): () => void {
  const place = (event: DragEvent): [number, number] => [
    event.clientX / window.innerWidth,
    event.clientY / window.innerHeight,
  ];
  const over = (event: DragEvent): void => {
    if (!holdsFiles(event)) return;
    event.preventDefault(); // else the page would go to what is dropped
    hear(refuse(event) ? { over: false } : { over: true, at: place(event) });
  };
  const leave = (event: DragEvent): void => {
    if (event.relatedTarget === null) hear({ over: false });
  };
  const drop = (event: DragEvent): void => {
    if (!holdsFiles(event)) return;
    event.preventDefault(); // the page would go to the file
    if (modalIsOpen()) return;
    const at = place(event);
    if (hidesFiles(event.dataTransfer)) return hear({ over: false, at, files: taker.take() });
    const files = [...(event.dataTransfer?.files ?? [])];
    const taken = files.filter(({ size }) => size <= largest);
    const tooLarge = files.find(({ size }) => size > largest)?.name;
    hear({
      over: false,
      at,
      names: taken.map(({ name }) => name),
      files: read(taken),
      ...(tooLarge === undefined ? {} : { tooLarge }),
    });
  };
  async function read(files: File[]): Promise<Attached[]> {
    const taken: Attached[] = [];
    for (const file of files) {
      // A folder cannot be read, and is no file.
      const handed = await base64(file)
        .then((data) => taker.handOver(file.name, data))
        .catch(() => null);
      if (handed) taken.push(handed);
    }
    return taken;
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
