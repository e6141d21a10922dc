// The one player of voices: whichever chat or window they lie in, two are never heard at once.

import type { MediaArgs, VoiceRate, Wave } from "../bindings";
import { platform } from "../platform";
import { settings } from "./settings.svelte";

const rates: Record<VoiceRate, number> = { normal: 1, faster: 1.5, fastest: 2 };
const next: Record<VoiceRate, VoiceRate> = { normal: "faster", faster: "fastest", fastest: "normal" };

class Player {
  playing = $state(false);
  /** How much of it was heard, in seconds. */
  position = $state(0);
  /** It cannot be played. */
  broken = $state(false);
  /** What it looks like, once it is there. */
  wave = $state.raw<Wave | null>(null);
  #source = $state.raw<MediaArgs | null>(null);
  #sound: HTMLAudioElement | undefined;
  /** The app's other windows, each with a player of its own. */
  #others: BroadcastChannel | undefined;
  /** Nobody had listened to it: when it ends, the next such one follows. */
  #fresh = false;
  #loaded = false;
  /** Counts what was asked for, so that only the last of it happens. */
  #turn = 0;

  /** True for the voice that plays, or was played last. */
  has({ messageId, held }: MediaArgs): boolean {
    const source = this.#source;
    return source?.messageId === messageId && String(source.held) === String(held);
  }

  /** How much faster than spoken. */
  get rate(): number {
    return rates[settings.value.voiceRate];
  }

  /** Plays a voice, or pauses it when it plays. `fresh` tells that nobody has listened to it yet. */
  async toggle(source: MediaArgs, fresh: boolean): Promise<void> {
    if (this.has(source) && this.playing) this.pause();
    else if (this.has(source) && this.#loaded) await this.#go(++this.#turn);
    else await this.#play(source, fresh, 0);
  }

  /** Goes to a place in a voice, in seconds; one that was not taken up yet plays from there. */
  async seek(source: MediaArgs, fresh: boolean, to: number): Promise<void> {
    if (!this.has(source) || !this.#loaded) return this.#play(source, fresh, to);
    this.position = to;
    if (this.#sound) this.#sound.currentTime = to;
  }

  /** Whoever wants it quiet calls this: a film that plays, a recording, a call that comes. */
  pause(): void {
    this.#turn += 1;
    this.#sound?.pause();
    this.playing = false;
  }

  /** The chat is left, and nothing of it is heard any more. */
  leave(): void {
    this.pause();
    this.#source = this.wave = null;
    this.#loaded = this.broken = false;
  }

  /** Plays faster from now on, or, after the fastest, as it was spoken. */
  async changeRate(): Promise<void> {
    const voiceRate = next[settings.value.voiceRate];
    if (this.#sound) this.#sound.playbackRate = this.#sound.defaultPlaybackRate = rates[voiceRate];
    await settings.change({ voiceRate });
  }

  async #play(source: MediaArgs, fresh: boolean, from: number): Promise<void> {
    this.leave();
    const turn = this.#turn;
    this.#source = source;
    this.#fresh = fresh;
    this.position = from;
    this.playing = true; // it is on its way, and can be paused
    try {
      const { url, wave } = await platform().call("voice", source);
      if (turn !== this.#turn) return;
      this.wave = wave;
      const sound = (this.#sound ??= this.#made());
      sound.src = url;
      sound.playbackRate = sound.defaultPlaybackRate = this.rate;
      sound.currentTime = from;
      this.#loaded = true;
    } catch {
      this.#fail(turn);
      return;
    }
    await this.#go(turn);
  }

  async #go(turn: number): Promise<void> {
    this.playing = true;
    try {
      this.#others?.postMessage("plays");
      await this.#sound?.play();
      if (turn === this.#turn) this.#follow(turn);
    } catch {
      this.#fail(turn);
    }
  }

  #fail(turn: number): void {
    if (turn !== this.#turn) return;
    this.playing = this.#loaded = false;
    this.broken = true;
  }

  #made(): HTMLAudioElement {
    const sound = new Audio();
    sound.onended = () => void this.#end();
    sound.onerror = () => this.#fail(this.#turn);
    // Films are elsewhere on the page, and events of media do not rise.
    const quiet = ({ target }: Event) => target instanceof HTMLVideoElement && this.pause();
    document.addEventListener("play", quiet, { capture: true });
    this.#others = new BroadcastChannel("voices");
    this.#others.onmessage = () => this.pause();
    return sound;
  }

  /** Keeps the place in step with what is heard, as often as the page is painted. */
  #follow(turn: number): void {
    if (turn !== this.#turn || !this.playing) return;
    this.position = this.#sound?.currentTime ?? 0;
    requestAnimationFrame(() => this.#follow(turn));
  }

  async #end(): Promise<void> {
    const ended = this.#source;
    this.pause();
    this.position = 0;
    if (!ended || !this.#fresh || ended.held.length > 0) return;
    const turn = this.#turn;
    const messageId = await platform()
      .call("nextUnheard", { messageId: ended.messageId })
      .catch(() => null);
    if (messageId !== null && turn === this.#turn) await this.#play({ messageId, held: [] }, true, 0);
  }
}

export const player = new Player();
