// The camera, and what is recorded with it. Both are the web view's; whether this page gets them is for its host to say.

import { platform } from "../platform";

/** The longest film that is recorded, in seconds. */
export const longest = 10;

/** What a film is made as, the best first: every phone plays MP4. */
const kinds = ["video/mp4", "video/webm"];

/** How many bits a second of a film has: a film of ten seconds has some 3 MB. */
const videoBitsPerSecond = 2_500_000;

/** How long a recorder may take to hand over what it has, in milliseconds; some never do. */
const patience = 8_000;

function kindHere(): string | undefined {
  if (typeof MediaRecorder === "undefined") return undefined;
  return kinds.find((kind) => MediaRecorder.isTypeSupported(kind));
}

/** There is a camera, and this web view can make films. */
export async function canRecord(): Promise<boolean> {
  if (kindHere() === undefined || !("mediaDevices" in navigator)) return false;
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  return devices.some(({ kind }) => kind === "videoinput");
}

/** Opens the camera, with the microphone where there is one. Rejects when the person, the host or the system does not give it. */
export async function openCamera(): Promise<MediaStream> {
  await platform().call("openCamera");
  const video = { width: { ideal: 640 }, height: { ideal: 480 } };
  try {
    return await navigator.mediaDevices.getUserMedia({ video, audio: true });
  } catch (error) {
    if (isRefusal(error)) throw error;
    return navigator.mediaDevices.getUserMedia({ video });
  }
}

/** True for an error that says that somebody does not allow it. */
export function isRefusal(error: unknown): boolean {
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
  return name === "NotAllowedError" || name === "SecurityError" || code === "systemRefused";
}

/** Ends what a camera sends: its light goes out. */
export function close(stream: MediaStream): void {
  stream.getTracks().forEach((track) => track.stop());
}

/** A film that is being recorded, from now on until it is stopped. */
export class Take {
  /** The film. Rejects when the recorder brings none, as some do without a word. */
  readonly film: Promise<File>;
  readonly #recorder: MediaRecorder;

  constructor(stream: MediaStream) {
    const mimeType = kindHere();
    this.#recorder = new MediaRecorder(stream, { mimeType, videoBitsPerSecond });
    const parts: Blob[] = [];
    this.film = new Promise((resolve, reject) => {
      this.#recorder.ondataavailable = ({ data }) => parts.push(data);
      this.#recorder.onerror = () => reject(new Error("the recorder fails"));
      this.#recorder.onstop = () => {
        // The kind alone: the codecs beside it would not fit into an address.
        const type = (this.#recorder.mimeType || mimeType || "").startsWith("video/webm") ? "webm" : "mp4";
        const film = new File(parts, `film.${type}`, { type: `video/${type}` });
        if (film.size > 0) resolve(film);
        else reject(new Error("the recorder brings nothing"));
      };
      this.#late = () => setTimeout(() => reject(new Error("the recorder does not end")), patience);
    });
    this.#recorder.start();
  }
  #late: () => void = () => undefined;

  stop(): void {
    if (this.#recorder.state === "inactive") return;
    this.#late();
    this.#recorder.stop();
  }
}
