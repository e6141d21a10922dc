import { tick } from "svelte";

/** Lets everything happen that one change sets off. Nothing here waits for a clock. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await tick();
}
