import type { Attached, ConversationId, Draft as Kept, SentFile } from "../bindings";
import { attachment, known, notSentText, sent, type Attachment } from "../lib/attachments";
import { NotSent } from "../lib/failure";
import { kept, mentioned, type Mention } from "../lib/mentions";
import type { Quoting } from "../lib/quoting";
import { watch } from "../lib/watch";
import { platform } from "../platform";
import { session } from "./session.svelte";

/** What a message is made of until it is sent. */
interface Contents {
  text: string;
  quoting: Quoting | null;
  mentions: Mention[];
  files: Attachment[];
}

const nothing = (): Contents => ({ text: "", quoting: null, mentions: [], files: [] });

/** What is there within this time comes without a word before it, in milliseconds. Shorter: words that come by the host make the
 * strip flash; longer: a person presses the keys again. */
const unnoticed = 150;

/** Files on their way to stand beside the words: a large picture takes its time. */
export interface Coming {
  /** What they are called; nothing, if the page is not told. */
  name: string | null;
  /** They are not wanted any more. */
  leave: () => void;
  /** They stand there, or have been left. */
  over: Promise<void>;
}

/** A message that was sent, until the engine has it. */
class Going implements Contents {
  readonly text: string;
  readonly quoting: Quoting | null;
  readonly mentions: Mention[];
  files = $state.raw<Attachment[]>([]);
  /** What it waits for. */
  coming = $state.raw<Coming[]>([]);

  constructor({ text, quoting, mentions, files }: Contents, coming: Coming[]) {
    this.text = text;
    this.quoting = quoting;
    this.mentions = mentions;
    this.files = files;
    this.coming = coming;
  }
}

/** Those of which something is on its way: who left such a chat and comes back finds it as it is. */
let busy: Draft[] = [];

/** What the engine keeps of it. */
interface Parts {
  text: string;
  quote: number | null;
  mentions: Mention[];
  files: SentFile[];
}

/** A draft is kept so long after the last key, in milliseconds. */
const pause = 300;

/** What is being written in one chat. The engine keeps it, so that it is there again whatever happens. */
export class Draft {
  text = $state("");
  /** What the message answers. */
  quoting = $state.raw<Quoting | null>(null);
  /** What goes with the words. */
  files = $state.raw<Attachment[]>([]);
  /** What goes with them as soon as it is there. */
  coming = $state.raw<Coming[]>([]);
  /** What was sent and is not with the engine: it waits for what goes with it, or for the one before. */
  going = $state.raw<Going[]>([]);
  /** What of it takes so long that it is told. */
  slow = $state.raw<Coming[]>([]);
  /** The message that gets these words; the draft waits until that is over. */
  editing = $state.raw<{ id: number; before: string } | null>(null);
  /** Who was chosen to be named. */
  mentions: Mention[] = [];
  readonly conversation: ConversationId;
  /** Who writes it. */
  readonly #by = session.userId;
  /** What the engine has kept; the draft is saved only when it differs. */
  #kept: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The engine is being given a message; to keep a draft meanwhile could bring back what that clears. */
  #handing: Promise<void> | null = null;
  /** The message that was sent last is with the engine, or stands here again. */
  #gone: Promise<void> = Promise.resolve();
  /** The message whose words are being changed. */
  #changing: number | null = null;
  /** How often something was kept, and sending began or ended: what the engine was asked before that is of before. */
  #begun = 0;
  /** What was kept or sent last has arrived, and what the engine made of it is known. */
  #arrived: Promise<void> = Promise.resolve();
  /** What the engine answered last; what differs from that comes from another window. */
  #answered: string;
  /** Nobody sees it any more. */
  #over = false;
  /** What stood here before a message was edited. */
  #waiting: Contents | null = null;
  /** Whom that message mentions is known. */
  #mentionsKnown: Promise<void> = Promise.resolve();

  constructor(conversation: ConversationId) {
    this.conversation = conversation;
    this.#kept = this.#answered = this.#written();
  }

  /** What is being written in a chat. */
  static of(conversation: ConversationId): Draft {
    const same = ({ conversation: { kind, targetId }, lost }: Draft): boolean =>
      kind === conversation.kind && targetId === conversation.targetId && !lost;
    return busy.find(same) ?? new Draft(conversation);
  }

  /** Whoever wrote it is signed in no more: it is nobody else's, and what the engine has kept of it stays theirs. */
  get lost(): boolean {
    return this.#by !== session.userId;
  }

  /** There is nothing to send. */
  get empty(): boolean {
    const comes = this.coming.length > 0 && !this.editing; // an edit has words only
    return this.text.trim() === "" && this.files.length === 0 && !comes;
  }

  /** The files that stand above the field: those that wait to go, and those that go with the next message. */
  get above(): Attachment[] {
    return joined([...this.going, this].map(({ files }) => files));
  }

  /** They are others now, or fewer. */
  set above(now: Attachment[]) {
    for (const message of [...this.going, this]) {
      const before = message.files;
      message.files = now.filter(({ id }) => before.some((file) => file.id === id));
    }
  }

  /** The words above the field: of what waits for files that are seen there, and of what follows it. */
  get wordsAbove(): string[] {
    const first = this.going.findIndex(
      ({ files, coming }) => files.length > 0 || coming.some((one) => this.slow.includes(one)),
    );
    return first < 0 ? [] : this.going.slice(first).flatMap(({ text }) => text || []);
  }

  /** Brings back what was kept, and what other windows make of it, until the returned function is called; then what stands
   * here is kept. */
  open(): () => void {
    this.#over = false;
    void this.#read();
    const stop = watch({ type: "draft", conversation: this.conversation }, (states) => {
      if (states > 0) void this.#arrived.then(() => this.#read());
    });
    return () => {
      this.#over = true;
      stop();
      this.keep();
    };
  }

  /** Asks the engine what it has. It is of one's own making after something was kept or sent here, and brought otherwise. */
  async #read(own?: "own"): Promise<void> {
    const { conversation } = this;
    const begun = this.#begun;
    const draft = await platform()
      .call("draft", { conversation })
      .catch(() => undefined);
    if (draft === undefined || this.#over || this.going.length > 0 || this.#begun !== begun) return;
    const brought = contentsOf(draft);
    const answered = this.#written(brought);
    const known = answered === this.#answered;
    this.#answered = answered;
    // Who has begun to write already wins; an edit goes on, and the draft waits behind it.
    if (known || own || this.#written() !== this.#kept) return;
    this.#kept = answered;
    if (this.#waiting) this.#waiting = brought;
    else this.#put(brought);
    void this.#look();
  }

  /** Finds out what the engine has made of it, once something that was kept or sent has arrived. */
  async #learn(arrival: Promise<unknown>): Promise<void> {
    await arrival.catch(() => undefined); // then it has what it had
    await this.#read("own");
  }

  /** Puts files beside the words. */
  attach(more: Attached[]): void {
    this.leave(); // an edit has words only
    this.files = joined([this.files, more.map(attachment)]);
    void this.#look();
  }

  /** Puts files beside the words when they are there, unless they are left before; resolves then. */
  take(names: string[], files: Promise<Attached[]>): Promise<void> {
    const name = names.filter(Boolean).join(", ") || null;
    const { editing } = this;
    let leave = (): void => undefined;
    const left = new Promise<Attached[]>((resolve) => (leave = () => resolve([])));
    const over = Promise.race([files, left])
      .then((more) => {
        if (more.length === 0) return;
        if (this.lost) return;
        const added = more.map(attachment);
        const message = this.going.find((one) => one.coming.includes(coming));
        if (message) message.files = joined([message.files, added]);
        else if (this.#over && this.going.length === 0) return this.#leaveBehind(added);
        // An edit that was begun since is not to be lost for them.
        else if (this.#waiting && this.editing !== editing)
          this.#waiting = { ...this.#waiting, files: joined([this.#waiting.files, added]) };
        else this.attach(more);
        if (message) void this.#look(added);
        this.keep();
      })
      .finally(() => {
        clearTimeout(telling);
        const without = (all: Coming[]): Coming[] => all.filter((one) => one !== coming);
        for (const message of [...this.going, this]) message.coming = without(message.coming);
        this.slow = without(this.slow);
      });
    const coming: Coming = { name, leave, over };
    this.coming = [...this.coming, coming];
    const telling = setTimeout(() => (this.slow = [...this.slow, coming]), unnoticed);
    return over;
  }

  /** Adds files to what the engine has kept: the chat was left before they were there. */
  async #leaveBehind(more: Attachment[]): Promise<void> {
    const { conversation } = this;
    await this.#arrived;
    const now = contentsOf(await platform().call("draft", { conversation }));
    const files = joined([now.files, more]);
    await platform().call("saveDraft", { conversation, ...this.#parts({ ...now, files }) });
  }

  /** Finds out which of these films can be played here. */
  async #look(files = this.above): Promise<void> {
    const looking = files.filter(unseen).map(async (file) => {
      const now = await known(file);
      const { asPicture } = now; // whoever wants it as a file may have said so meanwhile
      this.above = this.above.map((one) =>
        one.id === now.id ? { ...now, asPicture: asPicture && one.asPicture } : one,
      );
    });
    await Promise.all(looking);
  }

  /** Keeps it now, with what waits to go, if it differs from what is kept. */
  keep(): void {
    if (this.#handing || this.lost) return;
    clearTimeout(this.#timer);
    const written = this.#written();
    if (written === this.#kept) return;
    this.#kept = written;
    this.#begun += 1;
    this.#arrived = this.#learn(
      platform().call("saveDraft", { conversation: this.conversation, ...this.#parts() }),
    );
  }

  /** Keeps it now; resolves when the engine has it. */
  async kept(): Promise<void> {
    await this.#handing?.catch(() => undefined); // then it stands here again
    this.keep();
    return this.#arrived;
  }

  /** Keeps it when writing pauses; one that was emptied is gone from the list at once. */
  changed(): void {
    clearTimeout(this.#timer);
    if (this.text.trim() === "") this.keep();
    else this.#timer = setTimeout(() => this.keep(), pause);
  }

  /** Gives a message other words: those stand here until they are sent or left. */
  edit(id: number, text: string): void {
    if (!this.editing) {
      this.keep();
      this.#waiting = { text: this.text, quoting: this.quoting, mentions: this.mentions, files: this.files };
    }
    this.editing = { id, before: text };
    this.#put({ ...nothing(), text });
    this.#mentionsKnown = platform()
      .call("mentions", { messageId: id })
      .then((mentions) => {
        if (this.editing?.id === id) this.mentions = [...mentions, ...this.mentions];
      })
      .catch(() => undefined); // the message is gone, and with it the edit
  }

  /** The message keeps its words, and what was written before stands here again. */
  leave(): void {
    if (!this.editing) return;
    if (this.#waiting) this.#put(this.#waiting);
    this.editing = this.#waiting = null;
    void this.#look();
  }

  /** Sends what stands here now, as soon as all that goes with it is there and what was sent before has gone; the field is free at
   * once. What could not be sent stands here again, before what was written since. */
  async send(): Promise<void> {
    if (this.editing) return this.#sendEdit(this.editing);
    const before = this.going.length > 0 ? [this.#gone] : [];
    const going = this.#go(this.#takeOut(), before);
    this.#gone = Promise.allSettled([...before, going]).then(() => undefined);
    return going;
  }

  /** Takes the message out of the field. Files answer nothing: without words, what is quoted stays. */
  #takeOut(): Going {
    const { text, quoting, mentions, files, coming } = this;
    const words = { text, quoting, mentions, files: [] };
    const [goes, stays] = text.trim() === "" ? [nothing(), words] : [words, nothing()];
    const message = new Going({ ...goes, files }, coming);
    this.#put(stays);
    this.coming = [];
    this.going = [...this.going, message];
    if (!busy.includes(this)) busy = [...busy, this];
    return message;
  }

  async #go(message: Going, before: Promise<void>[]): Promise<void> {
    const waits = [...before, ...message.coming.map(({ over }) => over)];
    try {
      // What waits for nothing is with the engine at once: no draft is kept in between, which could arrive after it.
      if (waits.length > 0 || message.files.some(unseen)) {
        await Promise.all(waits);
        await this.#look(message.files);
        await this.#arrived;
      }
      if (this.lost) this.going = [];
      if (!this.going.includes(message)) return; // it stands here again, behind one that could not be sent
      this.#begun += 1;
      try {
        await (this.#handing = this.#handOver(message));
      } finally {
        this.#handing = null;
      }
      this.going = this.going.filter((one) => one !== message);
    } catch (error) {
      this.#takeBack(message);
      throw error;
    } finally {
      this.#begun += 1;
      if (this.going.length === 0) {
        busy = busy.filter((one) => one !== this);
        this.#arrived = this.#read("own");
      }
      this.keep();
    }
  }

  async #handOver(message: Going): Promise<void> {
    if (message.files.length > 0) await this.#sendFiles(message);
    const { text, quoting, mentions } = message;
    if (text === "") return;
    await platform().call("sendText", {
      conversation: this.conversation,
      text,
      quote: quoting?.id ?? null,
      mentions: mentioned(text, mentions),
    });
    this.#kept = this.#written(nothing()); // the engine clears the draft with the same transaction
  }

  async #sendFiles(message: Going): Promise<void> {
    const { files } = message;
    message.files = [];
    let left = files; // as long as nothing else is known
    try {
      const { conversation } = this;
      const notSent = await platform().call("sendFiles", { conversation, files: files.map(sent) });
      left = files.filter(({ id }) => notSent.some((file) => file.id === id));
      if (left.length > 0) throw new NotSent(notSentText(left, notSent));
    } finally {
      message.files = left;
    }
  }

  /** Puts a message that could not be sent before what was written since, with those that were to follow it. */
  #takeBack(message: Going): void {
    const at = this.going.indexOf(message);
    if (at < 0) return;
    const back = this.going.slice(at);
    this.going = this.going.slice(0, at);
    this.coming = [...back.flatMap(({ coming }) => coming), ...this.coming];
    const now = together([...back, this.#waiting ?? this]);
    if (this.#waiting) this.#waiting = now;
    else this.#put(now);
  }

  async #sendEdit({ id, before }: { id: number; before: string }): Promise<void> {
    if (this.#changing === id) return;
    this.#changing = id;
    const { text } = this;
    try {
      await this.#mentionsKnown;
      const mentions = mentioned(text, this.mentions);
      if (text !== before) await platform().call("editMessage", { messageId: id, text, mentions });
    } finally {
      this.#changing = null;
    }
    if (this.editing?.id !== id) return;
    if (this.text === text) this.leave();
    else this.editing = { id, before: text }; // one has written on meanwhile
  }

  #put({ text, quoting, mentions, files }: Contents): void {
    this.text = text;
    this.quoting = quoting;
    this.mentions = mentions;
    this.files = files;
  }

  /** All that is not with the engine. */
  #all(): Contents {
    return together([...this.going, this.#waiting ?? this]);
  }

  #parts({ text, quoting, mentions, files }: Contents = this.#all()): Parts {
    return { text, quote: quoting?.id ?? null, mentions: kept(text, mentions), files: files.map(bare) };
  }

  #written(contents?: Contents): string {
    return JSON.stringify(this.#parts(contents));
  }
}

/** One message of several. */
function together(messages: Contents[]): Contents {
  return {
    text: messages.flatMap(({ text }) => text || []).join("\n"),
    quoting: messages.findLast(({ quoting }) => quoting)?.quoting ?? null,
    mentions: messages.flatMap(({ mentions }) => mentions),
    files: joined(messages.map(({ files }) => files)),
  };
}

/** The files of all of these; one that was chosen twice, which has its number still, is there once. */
function joined(lists: Attachment[][]): Attachment[] {
  const all = lists.flat();
  return all.filter(({ id }, at) => all.findIndex((file) => file.id === id) === at);
}

/** A film of which it is not known whether it can be played here. */
function unseen({ film, look }: Attachment): boolean {
  return film && !look;
}

/** What the engine has kept, as it stands here. */
function contentsOf(draft: Kept | null): Contents {
  if (!draft) return nothing();
  const { text, quote, mentions, files } = draft;
  return {
    text,
    quoting: quote?.id == null ? null : { ...quote, id: quote.id },
    mentions,
    files: files.map(({ file, asPicture }) => {
      const now = attachment(file);
      return { ...now, asPicture: asPicture && now.asPicture };
    }),
  };
}

/** A draft keeps how a file is to go, and looks at a film again. */
function bare({ id, asPicture }: Attachment): SentFile {
  return { id, asPicture, film: null };
}
