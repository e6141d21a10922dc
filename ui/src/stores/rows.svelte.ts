import type { Batch, ConversationRow, Direction, Edges, TimelineItem } from "../bindings";
import { atNextFrame } from "../lib/frames";
import { applyBatch } from "../lib/splice";
import { toward, withEnd } from "../lib/toward";
import { watch, type Stop } from "../lib/watch";
import { platform, type Watched } from "../platform";

interface Lists {
  conversationList: ConversationRow;
  timeline: TimelineItem;
}

/** So many new rows are shown at once where the end is looked at: they fill a usual screen. */
const screen = 20;

/** What a list shows next. */
export interface Step<R> {
  rows: R[];
  /** What to bring into view, as a batch says it. */
  focus: string | null;
  /** Nothing is left to be shown. */
  last: boolean;
}

/** How a list shows what comes. */
interface Manner<R> {
  /** Called for each step, which it applies in its own time: to hold on to what is on screen. */
  around?: (step: Step<R>, apply: () => void) => void;
  /** So many rows that come out of sight are shown in one frame; all, if it is not said. */
  few?: number;
  /** Whether its end is looked at: a screen of what is new there is shown at once. */
  follows?: () => boolean;
  /** Called instead of showing anything when the window, whose end is looked at, does not reach the end any more: so much came. */
  overtaken?: () => void;
  /** What is shown before the first step. */
  until?: R[] | undefined;
}

/** A list that mirrors a window of the engine. It sorts, counts and merges nothing. */
export class Rows<K extends keyof Lists> {
  /** What is shown. */
  items = $state.raw<Lists[K][]>([]);
  edges = $state.raw<Edges>({ before: false, after: false });
  loaded = $state(false);
  #what: Watched<K>;
  #around: (step: Step<Lists[K]>, apply: () => void) => void;
  #few: number;
  #follows: () => boolean;
  #overtaken: () => void;
  #stop: Stop | undefined;
  #rev = 0;
  /** What the engine's window holds, which is shown in the frames to come. */
  #held: Lists[K][] = [];
  #heldEdges: Edges = { before: false, after: false };
  #focus: string | null = null;
  /** The next frame is waited for. */
  #waiting = false;

  constructor(what: Watched<K>, manner: Manner<Lists[K]> = {}) {
    const { around = (_, apply) => apply(), few = Infinity, until = [] } = manner;
    const { follows = () => false, overtaken = () => undefined } = manner;
    this.#what = what;
    this.#around = around;
    this.#few = few;
    this.#follows = follows;
    this.#overtaken = overtaken;
    this.items = until;
  }

  /** The first batch is shown at once where nothing is. Others wait for the next frame: in the middle of one, too little of its
   * time is left. */
  open(): () => void {
    this.#rev = 0;
    this.#held = [];
    this.#stop = watch<K>(this.#what, (event) => this.#take(event as Batch<Lists[K]>));
    return () => this.close();
  }

  #take(batch: Batch<Lists[K]>): void {
    const rows = [...this.#held];
    if (!applyBatch(rows, batch, this.#rev)) {
      // One was missed: begin anew rather than show something that is not so.
      this.close();
      this.open();
      return;
    }
    this.#rev = batch.rev;
    this.#held = rows;
    this.#heldEdges = batch.edges;
    this.#focus = batch.focus ?? this.#focus;
    if (batch.rev === 1 && this.items.length === 0) this.#show();
    else this.#wait();
  }

  #wait(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    atNextFrame(() => {
      this.#waiting = false;
      if (this.#stop && this.#rev > 0) this.#show();
    });
  }

  /** Shows what is held, or goes some way to it. */
  #show(): void {
    const [focus, held] = [this.#focus, this.#held];
    this.#focus = null;
    const gently = this.#few < Infinity && this.#rev > 1 && focus === null;
    const follows = gently && !this.edges.after && this.#follows();
    if (follows && this.#heldEdges.after) return this.#overtaken();
    const near = follows ? withEnd(this.items, held, screen) : this.items;
    const rows = gently ? toward(near, held, this.#few) : held;
    const last = rows === held;
    this.#around({ rows, focus, last }, () => {
      const [edges, next] = [this.edges, this.#heldEdges];
      this.items = rows;
      this.edges = last ? next : { before: edges.before || next.before, after: edges.after || next.after };
      this.loaded = true;
    });
    if (!last) this.#wait();
  }

  close(): void {
    this.#stop?.();
    this.#stop = undefined;
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

  /** Grows a chat's window; `keep` of its messages stay, from the end at which it grows. */
  async extend(direction: Direction, keep: number): Promise<void> {
    const id = await this.#stop?.id;
    if (id !== undefined) await platform().call("extendTimeline", { subscription: id, direction, keep });
  }
}
