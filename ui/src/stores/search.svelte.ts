import type { ConversationId, ConversationType, Found, MessageHit, MessageHits, NameHit } from "../bindings";
import type { Goal } from "../lib/actions";
import { platform } from "../platform";
import { toast } from "./toast.svelte";

/** How long somebody who types may pause before it is looked for, in milliseconds: shorter asks for every letter, longer is felt. */
const PAUSE = 120;

/** Something that was found and can be chosen. */
export type Option =
  | { type: "conversation" | "person"; hit: NameHit }
  | { type: "messages"; hit: MessageHits }
  | { type: "message"; hit: MessageHit };

/** A conversation in which alone something is looked for. */
export interface Within {
  conversation: ConversationId;
  title: string;
}

/** What is looked for, and what was found. An answer that comes late is not shown. */
export class Search {
  words = $state("");
  /** Nothing until the first answer. */
  found = $state.raw<Found | null>(null);
  /** The conversation whose messages are listed one by one. */
  inside = $state.raw<{ of: MessageHits; hits: MessageHit[] } | null>(null);
  /** The conversation in which alone is looked. */
  within = $state.raw<Within | null>(null);
  /** What was found there; nothing until the first answer. */
  there = $state.raw<{ hits: MessageHit[]; more: boolean } | null>(null);
  /** Which option is marked. */
  at = $state(0);
  readonly active = $derived(this.words.trim() !== "");
  readonly options: Option[] = $derived.by(() => {
    if (this.within) return (this.there?.hits ?? []).map((hit) => ({ type: "message", hit }));
    if (this.inside) return this.inside.hits.map((hit) => ({ type: "message", hit }));
    const { conversations = [], people = [], messages = [] } = this.found ?? {};
    return [
      ...conversations.map((hit): Option => ({ type: "conversation", hit })),
      ...people.map((hit): Option => ({ type: "person", hit })),
      ...messages.map((hit): Option => ({ type: "messages", hit })),
    ];
  });
  #asked = 0;
  /** What was found was found by the words that stand there. */
  #answered = true;
  /** What is done with what is marked, when it is found. */
  #wanted: (() => void) | null = null;
  readonly #kinds: () => ConversationType[] | null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `kinds`: only conversations of these are looked through, if it tells any. */
  constructor(kinds: () => ConversationType[] | null = () => null) {
    this.#kinds = kinds;
  }

  /** Other words are looked for. */
  type(words: string): void {
    this.words = words;
    this.inside = null;
    this.at = 0;
    this.#wanted = null;
    this.#answered = !this.active;
    clearTimeout(this.#timer);
    const asked = ++this.#asked;
    if (!this.active) this.found = this.there = null;
    else this.#timer = setTimeout(() => toast.onFailure(this.#ask(asked)), PAUSE);
  }

  /** Looks within one conversation, or everywhere again. */
  limit(within: Within | null): void {
    if (within === this.within) return;
    this.within = within;
    this.found = this.there = null;
    this.type(this.words);
  }

  /** Brings older messages of the one conversation. */
  async older(): Promise<void> {
    await this.#askWithin(this.#asked, this.there?.hits ?? []);
  }

  async #askWithin(asked: number, known: MessageHit[]): Promise<void> {
    const { within } = this;
    if (!within) return;
    const before = known.at(-1)?.time ?? null;
    const hits = await platform().call("searchIn", {
      conversation: within.conversation,
      words: this.words,
      before,
    });
    if (asked === this.#asked) this.there = { hits: [...known, ...hits], more: hits.length > 0 };
  }

  /** Marks the next option, or the one before. */
  step(by: 1 | -1): void {
    this.#wanted = null;
    this.at = Math.max(0, Math.min(this.options.length - 1, this.at + by));
  }

  /** Does what is wanted with what is marked, as soon as the words that stand there have found it. */
  choose(wanted: () => void): void {
    if (this.#answered) wanted();
    else this.#wanted = wanted;
  }

  /** Lists a conversation's messages one by one, or more of them. */
  async list(of: MessageHits): Promise<void> {
    this.#wanted = null;
    const asked = ++this.#asked;
    const known = this.inside?.hits ?? [];
    const before = known.at(-1)?.time ?? null;
    const hits = await platform().call("searchIn", {
      conversation: of.conversation,
      words: this.words,
      before,
    });
    if (asked !== this.#asked) return;
    this.#answered = true;
    if (!this.inside) this.at = 0;
    this.inside = { of, hits: [...known, ...hits] };
  }

  /** Back from one conversation's messages to everything, or from there to nothing. */
  back(): void {
    if (this.inside) {
      const { key } = this.inside.of;
      this.inside = null;
      const from = this.options.findIndex((option) => option.type === "messages" && option.hit.key === key);
      this.at = Math.max(0, from);
    } else this.type("");
  }

  async #ask(asked: number): Promise<void> {
    try {
      if (this.within) return await this.#askWithin(asked, []);
      const found = await platform().call("search", { words: this.words, kinds: this.#kinds() });
      if (asked === this.#asked) this.found = found;
    } catch (error) {
      if (asked === this.#asked) this.found = this.there = null; // what other words have found is no answer
      throw error;
    } finally {
      if (asked === this.#asked) this.#answer();
    }
  }

  #answer(): void {
    this.#answered = true;
    this.#wanted?.();
    this.#wanted = null;
  }
}

/** What choosing an option opens: a conversation, at a message or not, and its name; nothing when it is a list of messages. */
export function target(
  option: Option,
  search: Search,
): { conversation: ConversationId; at: Goal | null; title: string } | null {
  switch (option.type) {
    case "conversation":
    case "person":
      return {
        conversation: option.hit.conversation,
        at: null,
        title: option.hit.name.map(({ text }) => text).join(""),
      };
    case "messages":
      return option.hit.count > 1
        ? null
        : {
            conversation: option.hit.conversation,
            at: goal(option.hit.newest),
            title: option.hit.title,
          };
    case "message":
      if (search.within) {
        const { conversation, title } = search.within;
        return { conversation, at: goal(option.hit), title };
      }
      if (!search.inside) return null;
      return {
        conversation: search.inside.of.conversation,
        at: goal(option.hit),
        title: search.inside.of.title,
      };
  }
}

function goal({ id, part }: MessageHit): Goal {
  return { message: id, part };
}
