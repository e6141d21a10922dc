import type { ConversationId, Recording } from "../bindings";
import { problemText } from "../lib/failure";
import { watch, type Stop } from "../lib/watch";
import { platform } from "../platform";
import { player } from "./player.svelte";
import { toast } from "./toast.svelte";

/** How many levels are kept: what the meter has room for. */
const KEPT = 48;

/** The voice that is recorded in a chat, as the engine tells it. What is left behind waits there, as a draft does. */
export class Recorder {
  /** Nothing while nothing is recorded for this chat. */
  value = $state.raw<Recording | null>(null);
  /** How loud it was lately, oldest first, from 0 to 1. */
  levels = $state.raw<readonly number[]>([]);
  #conversation: ConversationId;
  #stop: Stop | undefined;
  #asked = false;

  constructor(conversation: ConversationId) {
    this.#conversation = conversation;
  }

  open(): () => void {
    const { kind, targetId } = this.#conversation;
    const stop = watch({ type: "recording", conversation: this.#conversation }, (now) => {
      const here = now?.conversation.kind === kind && now.conversation.targetId === targetId ? now : null;
      if (!here || !this.value) this.levels = [];
      if (here && !here.stopped) this.levels = [...this.levels.slice(1 - KEPT), here.level];
      this.value = here;
    });
    this.#stop = stop;
    return stop;
  }

  async start(): Promise<void> {
    if (this.value || this.#asked) return;
    this.#asked = true;
    player.pause(); // or it would be heard in what is recorded
    try {
      const subscription = await this.#stop?.id;
      if (subscription !== undefined) await platform().call("startRecording", { subscription });
    } catch (error) {
      toast.say(problemText(error));
    } finally {
      this.#asked = false;
    }
  }

  /** Sends it; true when it is on its way. */
  async finish(): Promise<boolean> {
    if (!this.value || this.#asked) return false;
    this.#asked = true;
    try {
      await platform().call("finishRecording", { conversation: this.#conversation });
      return true;
    } catch (error) {
      toast.say(problemText(error));
      return false;
    } finally {
      this.#asked = false;
    }
  }

  cancel(): void {
    toast.onFailure(platform().call("cancelRecording", { conversation: this.#conversation }));
  }
}
