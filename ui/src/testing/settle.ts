import { tick } from "svelte";

let waiting: FrameRequestCallback[] = [];

/** Stands for `requestAnimationFrame`: nothing is drawn here, so frames begin while a test lets everything happen. */
export function frame(act: FrameRequestCallback): number {
  return waiting.push(act);
}

/** Lets everything happen that one change sets off within so many frames. Nothing here waits for a clock. */
export async function settle(frames = 20): Promise<void> {
  for (let turn = 0; turn < frames; turn++) {
    await tick();
    const now = waiting;
    waiting = [];
    for (const act of now) act(performance.now());
  }
}
