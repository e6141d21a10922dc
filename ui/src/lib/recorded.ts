// Films by the web view's recorder.

import { filmFile, type Take, videoBits } from "./take";

/** What a film is made as, the best first: every phone plays MP4. */
const kinds = ["video/mp4", "video/webm"];

/** How long a recorder may take to hand over what it has, in milliseconds; some never do. */
const patience = 8_000;

function kindHere(): string | undefined {
  if (typeof MediaRecorder === "undefined") return undefined;
  return kinds.find((kind) => MediaRecorder.isTypeSupported(kind));
}

/** There is a recorder that makes films. */
export function recordable(): boolean {
  return kindHere() !== undefined;
}

/** Records what a camera sends. */
export function recorded(stream: MediaStream): Take {
  const mimeType = kindHere();
  const recorder = new MediaRecorder(stream, { mimeType, videoBitsPerSecond: videoBits });
  const parts: Blob[] = [];
  let late = (): void => undefined;
  const film = new Promise<File>((resolve, reject) => {
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.onerror = () => reject(new Error("the recorder fails"));
    recorder.onstop = () => {
      const made = recorder.mimeType || mimeType || "";
      try {
        resolve(filmFile(parts, made.startsWith("video/webm") ? "webm" : "mp4"));
      } catch (error) {
        reject(error as Error);
      }
    };
    late = () => setTimeout(() => reject(new Error("the recorder does not end")), patience);
  });
  recorder.start();
  const stop = (): void => {
    if (recorder.state === "inactive") return;
    late();
    recorder.stop();
  };
  return { film, stop };
}
