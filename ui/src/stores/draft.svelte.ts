import type { Attached, ConversationId, Draft as Kept, SentFile } from "../bindings";
import { attachment, known, notSentText, sent, type Attachment } from "../lib/attachments";
import { NotSent } from "../lib/failure";
import { kept, mentioned, type Mention } from "../lib/mentions";
import type { Quoting } from "../lib/quoting";
import { watch } from "../lib/watch";
import { platform } from "../platform";

/** What a message is made of until it is sent. */
interface Contents {
  text: string;
  quoting: Quoting | null;
  mentions: Mention[];
  files: Attachment[];
}

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
  /** What of it takes so long that it is told. */
  slow = $state.raw<Coming[]>([]);
  /** The message that gets these words; the draft waits until that is over. */
  editing = $state.raw<{ id: number; before: string } | null>(null);
  /** Who was chosen to be named. */
  mentions: Mention[] = [];
  readonly conversation: ConversationId;
  /** What the engine has kept; the draft is saved only when it differs. */
  #kept: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending = false;
  /** How often something was kept, and sending began or ended: what the engine was asked before that is of before. */
  #begun = 0;
  /** What was kept or sent last has arrived, and what the engine made of it is known. */
  #arrived: Promise<void> = Promise.resolve();
  /** What the engine answered last; what differs from that comes from another window. */
  #answered: string;
  /** Nobody sees it any more. */
  #over = false;
  /** It is sent as soon as all is there. */
  #awaited = false;
  /** What stood here before a message was edited. */
  #waiting: Contents | null = null;
  /** Whom that message mentions is known. */
  #mentionsKnown: Promise<void> = Promise.resolve();

  constructor(conversation: ConversationId) {
    this.conversation = conversation;
    this.#kept = this.#answered = this.#written();
  }

  /** There is nothing to send. */
  get empty(): boolean {
    const comes = this.coming.length > 0 && !this.editing; // an edit has words only
    return this.text.trim() === "" && this.files.length === 0 && !comes;
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
    if (draft === undefined || this.#over || this.#sending || this.#begun !== begun) return;
    const brought = contentsOf(draft);
    const answered = this.#written(brought);
    const known = answered === this.#answered;
    this.#answered = answered;
    // Who has begun to write already wins; an edit goes on, and the draft waits behind it.
    if (known || own || this.#written(this.#waiting ?? this) !== this.#kept) return;
    this.#kept = answered;
    if (this.#waiting) this.#waiting = brought;
    else this.#put(brought);
    this.#look();
  }

  /** Finds out what the engine has made of it, once something that was kept or sent has arrived. */
  async #learn(arrival: Promise<unknown>): Promise<void> {
    await arrival.catch(() => undefined); // then it has what it had
    await this.#read("own");
  }

  /** Puts files beside the words. */
  attach(more: Attached[]): void {
    this.leave(); // an edit has words only
    this.files = [...this.files, ...more.map(attachment)];
    this.#look();
  }

  /** Puts files beside the words when they are there, unless they are left before; resolves then. */
  take(names: string[], files: Promise<Attached[]>): Promise<void> {
    const name = names.filter(Boolean).join(", ") || null;
    let leave = (): void => undefined;
    const left = new Promise<Attached[]>((resolve) => (leave = () => resolve([])));
    const over = Promise.race([files, left])
      .then((more) => {
        if (more.length === 0) return;
        if (this.#over && !this.#awaited) return this.#leaveBehind(more);
        this.attach(more);
      })
      .finally(() => {
        clearTimeout(telling);
        this.coming = this.coming.filter((one) => one !== coming);
        this.slow = this.slow.filter((one) => one !== coming);
      });
    const coming: Coming = { name, leave, over };
    this.coming = [...this.coming, coming];
    const telling = setTimeout(() => (this.slow = [...this.slow, coming]), unnoticed);
    return over;
  }

  /** Adds files to what the engine has kept: the chat was left before they were there. */
  async #leaveBehind(more: Attached[]): Promise<void> {
    const { conversation } = this;
    await this.#arrived;
    const now = contentsOf(await platform().call("draft", { conversation }));
    const files = [...now.files, ...more.map(attachment)];
    await platform().call("saveDraft", { conversation, ...this.#parts({ ...now, files }) });
  }

  /** Finds out which of the films can be played here. */
  #look(): void {
    for (const file of this.files.filter(({ film, look }) => film && !look))
      void known(file).then((now) => {
        const { asPicture } = now; // whoever wants it as a file may have said so meanwhile
        this.files = this.files.map((one) =>
          one.id === now.id ? { ...now, asPicture: asPicture && one.asPicture } : one,
        );
      });
  }

  /** Keeps it now, if it differs from what is kept. What is on its way is the engine's to keep. */
  keep(): void {
    clearTimeout(this.#timer);
    const written = this.#written();
    if (this.editing || this.#sending || written === this.#kept) return;
    this.#kept = written;
    this.#begun += 1;
    this.#arrived = this.#learn(
      platform().call("saveDraft", { conversation: this.conversation, ...this.#parts() }),
    );
  }

  /** Keeps it now; resolves when the engine has it. */
  kept(): Promise<void> {
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
    this.#put({ text, quoting: null, mentions: [], files: [] });
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
    this.#look();
  }

  /** Sends it, when all that goes with it is there; what could not be sent stands here again. */
  async send(): Promise<void> {
    if (this.coming.length > 0 && !this.editing) {
      this.#awaited = true;
      await Promise.all(this.coming.map(({ over }) => over)).finally(() => (this.#awaited = false));
      if (this.editing) return; // something else is being written since
    }
    if (this.#sending) return;
    this.#sending = true;
    this.#begun += 1;
    clearTimeout(this.#timer);
    try {
      if (this.editing) return await this.#sendEdit(this.editing);
      await this.#sendFiles();
      if (this.text.trim() !== "") await this.#sendText();
    } finally {
      this.#sending = false;
      this.#begun += 1;
      this.#arrived = this.#read("own");
      this.keep();
    }
  }

  async #sendEdit({ id, before }: { id: number; before: string }): Promise<void> {
    const { text } = this;
    await this.#mentionsKnown;
    const mentions = mentioned(text, this.mentions);
    if (text !== before) await platform().call("editMessage", { messageId: id, text, mentions });
    if (this.editing?.id === id) this.leave();
  }

  async #sendFiles(): Promise<void> {
    if (this.files.length === 0) return;
    const all = await Promise.all(this.files.map(known));
    const files = all.filter(({ id }) => this.files.some((file) => file.id === id)); // one may have been removed meanwhile
    this.files = this.files.filter(({ id }) => !all.some((file) => file.id === id));
    let left = files; // as long as nothing else is known
    try {
      const { conversation } = this;
      const notSent = await platform().call("sendFiles", { conversation, files: files.map(sent) });
      left = files.filter(({ id }) => notSent.some((file) => file.id === id));
      if (left.length > 0) throw new NotSent(notSentText(left, notSent));
    } finally {
      this.files = [...left, ...this.files];
    }
  }

  async #sendText(): Promise<void> {
    const { text, quoting, mentions } = this;
    this.#put({ text: "", quoting: null, mentions: [], files: this.files });
    this.#kept = this.#written(); // the engine clears the draft with the same transaction
    try {
      await platform().call("sendText", {
        conversation: this.conversation,
        text,
        quote: quoting?.id ?? null,
        mentions: mentioned(text, mentions),
      });
    } catch (error) {
      this.text = this.text ? `${text}\n${this.text}` : text; // nothing was sent: nothing is lost
      this.quoting ??= quoting;
      this.mentions = [...mentions, ...this.mentions];
      throw error;
    }
  }

  #put({ text, quoting, mentions, files }: Contents): void {
    this.text = text;
    this.quoting = quoting;
    this.mentions = mentions;
    this.files = files;
  }

  #parts({ text, quoting, mentions, files }: Contents = this): Parts {
    return { text, quote: quoting?.id ?? null, mentions: kept(text, mentions), files: files.map(bare) };
  }

  #written(contents: Contents = this): string {
    return JSON.stringify(this.#parts(contents));
  }
}

/** What the engine has kept, as it stands here. */
function contentsOf(draft: Kept | null): Contents {
  if (!draft) return { text: "", quoting: null, mentions: [], files: [] };
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
