// A camera for tests: jsdom sees and records nothing.

import { vi } from "vitest";

/** A camera as a test sees and moves it. */
export interface FakeCamera {
  /** How many of its tracks are open. */
  open: () => number;
  /** What the recorder brings when it is stopped; nothing, if it brings nothing. */
  brings: (bytes: string) => void;
  /** What is asked for is refused with an error of this name. */
  refuses: (name: string | null) => void;
}

/** Puts it in; `kinds` are what the web view can record as. */
export function fakeCamera({ cameras = 1, sound = true, kinds = ["video/webm"] } = {}): FakeCamera {
  let [open, bytes, refusal]: [number, string, string | null] = [0, "film", null];
  const device = (kind: string): object => ({ kind, label: "" });
  const track = (): object => {
    open += 1;
    return { stop: () => (open -= 1) };
  };
  vi.stubGlobal("navigator", {
    ...navigator,
    mediaDevices: {
      enumerateDevices: () => Promise.resolve(Array.from({ length: cameras }, () => device("videoinput"))),
      getUserMedia: ({ audio }: { audio?: boolean }) => {
        if (refusal) return Promise.reject(new DOMException("no", refusal));
        if (audio && !sound) return Promise.reject(new DOMException("no", "NotFoundError"));
        const [picture, heard] = [track(), audio ? [track()] : []];
        return Promise.resolve({ getTracks: () => [picture, ...heard], getAudioTracks: () => heard });
      },
    },
  });
  class Recorder {
    static isTypeSupported = (kind: string): boolean => kinds.includes(kind);
    state = "inactive";
    ondataavailable: ((event: { data: Blob }) => void) | undefined;
    onstop: (() => void) | undefined;
    readonly mimeType: string;
    constructor(_: unknown, { mimeType }: { mimeType: string }) {
      this.mimeType = `${mimeType};codecs=vp8,opus`;
    }
    start(): void {
      this.state = "recording";
    }
    stop(): void {
      this.state = "inactive";
      this.ondataavailable?.({ data: new Blob([bytes]) });
      this.onstop?.();
    }
  }
  vi.stubGlobal("MediaRecorder", Recorder);
  return {
    open: () => open,
    brings: (now) => void (bytes = now),
    refuses: (now) => void (refusal = now),
  };
}
