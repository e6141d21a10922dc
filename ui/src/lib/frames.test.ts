import { afterEach, expect, test, vi } from "vitest";

import { atNextFrame } from "./frames";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test("what waits for a frame happens once, when it begins", () => {
  vi.useFakeTimers();
  const frames: FrameRequestCallback[] = [];
  vi.spyOn(window, "requestAnimationFrame").mockImplementation((act) => frames.push(act));
  const act = vi.fn();
  atNextFrame(act);
  expect(act).not.toHaveBeenCalled();
  frames.forEach((begin) => begin(0));
  vi.advanceTimersByTime(1_000);
  expect(act).toHaveBeenCalledTimes(1);
});

test("16: where no frame is drawn, it happens soon all the same", () => {
  vi.useFakeTimers();
  vi.spyOn(window, "requestAnimationFrame").mockReturnValue(1);
  const act = vi.fn();
  atNextFrame(act);
  vi.advanceTimersByTime(100);
  expect(act).toHaveBeenCalledTimes(1);
});
