import { afterEach, expect, test, vi } from "vitest";

import { lookAt, posterUrl } from "./films";

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** jsdom plays nothing: what a film says of itself, and what becomes of it. */
function plays(
  film: { duration: number; width?: number; late?: boolean },
  comes: "loadeddata" | "error" | null,
): number[] {
  const sought: number[] = [];
  let { duration } = film;
  let width = film.late ? 0 : (film.width ?? 960);
  const { prototype } = HTMLMediaElement;
  const tell = (element: HTMLMediaElement, event: string): void =>
    queueMicrotask(() => element.dispatchEvent(new Event(event)));
  vi.spyOn(prototype, "src", "set").mockImplementation(function (this: HTMLMediaElement) {
    if (comes) tell(this, comes);
  });
  vi.spyOn(prototype, "load").mockReturnValue();
  vi.spyOn(prototype, "duration", "get").mockImplementation(() => duration);
  vi.spyOn(prototype, "currentTime", "set").mockImplementation(function (this: HTMLMediaElement, to) {
    sought.push(to);
    if (duration === Infinity) duration = 9.6;
    tell(this, "seeked");
    if (film.late) setTimeout(() => ((width = 960), this.dispatchEvent(new Event("resize"))));
  });
  vi.spyOn(HTMLVideoElement.prototype, "videoWidth", "get").mockImplementation(() => width);
  vi.spyOn(HTMLVideoElement.prototype, "videoHeight", "get").mockReturnValue(540);
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
  vi.spyOn(HTMLCanvasElement.prototype, "toDataURL").mockImplementation(function (this: HTMLCanvasElement) {
    return `data:image/jpeg;base64,${this.width}x${this.height}`;
  });
  return sought;
}

test("a film tells its length and shows a picture that is small", async () => {
  const sought = plays({ duration: 61.7 }, "loadeddata");
  const look = await lookAt("data:video/mp4;base64,");
  expect(look).toEqual({ poster: "480x270", seconds: 62 });
  expect(sought, "not its first picture").toEqual([1]);
  expect(posterUrl({ poster: "AAAA", seconds: 1 })).toBe("data:image/jpeg;base64,AAAA");
});

test("a recording that tells no length is asked at its end", async () => {
  const sought = plays({ duration: Infinity }, "loadeddata");
  expect((await lookAt("data:,"))?.seconds).toBe(10);
  expect(sought).toEqual([1e6, 1]);
});

test("a film whose size is known later than its first picture is one", async () => {
  plays({ duration: 2.1, late: true }, "loadeddata");
  expect(await lookAt("data:,")).toEqual({ poster: "480x270", seconds: 2 });
});

test.each([
  ["longer than films are", { duration: 121 }, "loadeddata"],
  ["without a length", { duration: NaN }, "loadeddata"],
  ["broken", { duration: NaN }, "error"],
] as const)("what is %s is no film", async (_, film, comes) => {
  plays(film, comes);
  expect(await lookAt("data:,")).toBeNull();
});

test.each([
  ["what never comes", { duration: NaN }, null],
  ["a sound", { duration: 5, width: 0 }, "loadeddata"],
] as const)("%s is no film", async (_, film, comes) => {
  vi.useFakeTimers();
  plays(film, comes);
  const look = lookAt("data:,");
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await look).toBeNull();
});
