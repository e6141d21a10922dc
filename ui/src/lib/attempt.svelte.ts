import { untrack } from "svelte";

import { problemText } from "./failure";

/** Something that a person asked for: whether it is under way, and why it came to nothing. */
export class Attempt {
  #problem = $state<string | null>(null);
  #going = $state(0);

  /** Why what was asked for last came to nothing, in words; nothing when it did not. */
  get problem(): string | null {
    return this.#problem;
  }

  /** True until all that was asked for has been answered. */
  get going(): boolean {
    return this.#going > 0;
  }

  /** Does it; true when it was done. */
  async run(doing: () => Promise<unknown>): Promise<boolean> {
    this.#problem = null;
    untrack(() => (this.#going += 1)); // an effect may ask, and is not to ask again for that
    try {
      await doing();
      return true;
    } catch (error) {
      this.fail(problemText(error));
      return false;
    } finally {
      this.#going -= 1;
    }
  }

  /** Says in words why it came to nothing. */
  fail(why: string): void {
    this.#problem = why;
  }
}
