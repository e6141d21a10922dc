import type { Batch, Edges } from "../bindings";
import { atNextFrame } from "../lib/frames";
import { applyBatch } from "../lib/splice";
import { watch, type Stop } from "../lib/watch";
import { platform, type Events, type Watched } from "../platform";

type Lists = "conversationList" | "timeline";
type Row<K extends Lists> = Events[K] extends Batch<infer R> ? R : never;

/** A list that mirrors a window of the engine. It sorts, counts and merges nothing. */
export class Rows<K extends Lists> {
  items = $state.raw<Row<K>[]>([]);
  edges = $state.raw<Edges>({ before: false, after: false });
  loaded = $state(false);
  #what: Watched<K>;
  #around: (batch: Batch<Row<K>>, apply: () => void) => void;
  #stop: Stop | undefined;
  #rev = 0;
  /** What has come since the last frame. */
  #waiting: Batch<Row<K>>[] = [];

  /** `around` is called for each batch and applies it in its own time: to hold on to what is on screen. `until` is what is
   * shown before the first one. */
  constructor(
    what: Watched<K>,
    around: (batch: Batch<Row<K>>, apply: () => void) => void = (_, apply) => apply(),
    until: Row<K>[] = [],
  ) {
    this.#what = what;
    this.#around = around;
    this.items = until;
  }

  /** The first batch is shown at once. Those that follow wait for the next frame: in the middle of one, too little of its time
   * is left. */
  open(): () => void {
    this.#rev = 0;
    this.#waiting = [];
    this.#stop = watch<K>(this.#what, (event) => {
      const batch = event as Batch<Row<K>>;
      if (this.#rev === 0) return this.#apply(batch);
      this.#waiting.push(batch);
      if (this.#waiting.length === 1) atNextFrame(() => this.#applyWaiting());
    });
    return () => this.close();
  }

  #applyWaiting(): void {
    for (let batch; (batch = this.#waiting.shift());) this.#apply(batch);
  }

  #apply(batch: Batch<Row<K>>): void {
    const rows = this.#rev === 0 ? [] : [...this.items];
    if (!applyBatch(rows, batch, this.#rev)) {
      // One was missed: begin anew rather than show something that is not so.
      this.close();
      this.open();
      return;
    }
    this.#rev = batch.rev;
    this.#around(batch, () => {
      this.items = rows;
      this.edges = batch.edges;
      this.loaded = true;
    });
  }

  close(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#waiting = [];
  }

  /** Calls something about this window. */
  async ask(name: "extendConversationList" | "jumpToLatest"): Promise<void> {
    const id = await this.#stop?.id;
    if (id !== undefined) await platform().call(name, { subscription: id });
  }

  /** Moves a chat's window to a message. */
  async jump(messageId: number): Promise<void> {
    const id = await this.#stop?.id;
    if (id !== undefined) await platform().call("jumpToMessage", { subscription: id, messageId });
  }

  /** Grows a chat's window; beyond `most` messages it loses some at its other end. */
  async extend(direction: "older" | "newer", most: number): Promise<void> {
    const id = await this.#stop?.id;
    if (id !== undefined) await platform().call("extendTimeline", { subscription: id, direction, most });
  }
}
