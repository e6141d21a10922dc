// A camera for the gallery: it sees hills with a balloon over them, and hears silence.

import { ask } from "./asked";
import { hills } from "./hills";

/** So long, in milliseconds, an encoder may take to begin. */
const LENGTH = 1_000;

/** What the camera sends. */
async function seen(): Promise<MediaStream> {
  const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
  const pen = canvas.getContext("2d");
  const ground = Object.assign(new Image(), { src: hills(640, 480).url });
  await ground.decode(); // its first picture is not black
  const draw = (): void => {
    if (!pen) return;
    pen.drawImage(ground, 0, 0);
    pen.fillStyle = "#e2553d";
    pen.beginPath();
    pen.arc(400 + 60 * Math.sin(performance.now() / 900), 150, 34, 0, 2 * Math.PI);
    pen.fill();
    requestAnimationFrame(draw);
  };
  draw();
  return canvas.captureStream(15);
}

/** The same, with silence. */
function heard(stream: MediaStream): MediaStream {
  const silence = new AudioContext().createMediaStreamDestination().stream;
  return new MediaStream([...stream.getTracks(), ...silence.getTracks()]);
}

/** A short film of it, as an address. */
export async function filmOfHills(): Promise<string> {
  const recorder = new MediaRecorder(await seen(), { mimeType: "video/webm" });
  const parts: Blob[] = [];
  const over = new Promise((resolve) => (recorder.onstop = resolve));
  recorder.ondataavailable = ({ data }) => {
    if (data.size > 0) parts.push(data);
    if (parts.length === 2) recorder.stop();
  };
  recorder.start(LENGTH);
  await over;
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return `data:video/webm;base64,${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))}`;
}

/** Gives the page a camera, or with `camera=refused` one that it may not use. */
export function giveCamera(): void {
  const { mediaDevices } = navigator;
  mediaDevices.enumerateDevices = () => Promise.resolve([{ kind: "videoinput" } as MediaDeviceInfo]);
  mediaDevices.getUserMedia = () =>
    ask("camera") === "refused"
      ? Promise.reject(new DOMException("not here", "NotAllowedError"))
      : seen().then(heard);
}
