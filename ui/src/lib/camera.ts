// The camera, and what is recorded with it. Both are the web view's; whether this page gets them is for its host to say.

import { platform } from "../platform";
import { recordable, recorded } from "./recorded";
import type { Take } from "./take";

/** What makes films with encoders, where they are. */
async function encoder(): Promise<typeof import("./encoded") | undefined> {
  if (typeof VideoEncoder === "undefined" || typeof AudioEncoder === "undefined") return undefined;
  const found = await import("./encoded");
  return (await found.encodes()) ? found : undefined;
}

/** There is a camera. */
export async function hasCamera(): Promise<boolean> {
  if (!("mediaDevices" in navigator)) return false;
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  return devices.some(({ kind }) => kind === "videoinput");
}

/** There is a camera, and this web view can make films. */
export async function canRecord(): Promise<boolean> {
  return (await hasCamera()) && (recordable() || (await encoder()) !== undefined);
}

/** Opens the camera for a picture. Rejects when the person, the host or the system does not give it. */
export async function openForPicture(): Promise<MediaStream> {
  await platform().call("openCamera");
  const video = { width: { ideal: 1920 }, height: { ideal: 1080 } };
  return navigator.mediaDevices.getUserMedia({ video });
}

/** Opens the camera for a film, with the microphone where there is one. Rejects as {@link openForPicture} does. */
export async function openForFilm(): Promise<MediaStream> {
  await platform().call("openCamera");
  const video = { width: { ideal: 640 }, height: { ideal: 480 } };
  try {
    return await navigator.mediaDevices.getUserMedia({ video, audio: true });
  } catch (error) {
    if (isRefusal(error)) throw error;
    return navigator.mediaDevices.getUserMedia({ video });
  }
}

/** Begins to record what a camera sends and `preview` shows: with the web view's encoders, or where it has none for sound, such as
    macOS' before version 26, with its recorder. That one comes second because WebKitGTK's promises MP4 and brings nothing where
    GStreamer is older than 1.24.9. */
export async function record(stream: MediaStream, preview: HTMLVideoElement): Promise<Take> {
  const best = await encoder();
  return best ? best.encoded(stream, preview) : recorded(stream);
}

/** What a preview shows now, as base64 of a JPEG; nothing, before there is anything. */
export function picture(preview: HTMLVideoElement): string | null {
  const { videoWidth: width, videoHeight: height } = preview;
  if (width === 0) return null;
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  canvas.getContext("2d")?.drawImage(preview, 0, 0);
  const url = canvas.toDataURL("image/jpeg", 0.9);
  return url.slice(url.indexOf(",") + 1);
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
