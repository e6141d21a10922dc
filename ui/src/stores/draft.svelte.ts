import type { Attached, ConversationId, Draft as Kept, SentFile } from "../bindings";
import { attachment, known, notSentText, sent, type Attachment } from "../lib/attachments";
import { NotSent } from "../lib/failure";
import { kept, mentioned, type Mention } from "../lib/mentions";
import type { Quoting } from "../lib/quoting";
import { platform } from "../platform";

/** What a message is made of until it is sent. */
interface Contents {
  text: string;
  quoting: Quoting | null;
  mentions: Mention[];
  files: Attachment[];
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
  /** The message that gets these words; the draft waits until that is over. */
  editing = $state.raw<{ id: number; before: string } | null>(null);
  /** Who was chosen to be named. */
  mentions: Mention[] = [];
  readonly conversation: ConversationId;
  /** What the engine has kept; the draft is saved only when it differs. */
  #kept: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending = false;
  /** Something was kept or sent already: what the engine answers after that is of before. */
  #begun = false;
  /** What stood here before a message was edited. */
  #waiting: Contents | null = null;
  /** Whom that message mentions is known. */
  #mentionsKnown: Promise<void> = Promise.resolve();

  constructor(conversation: ConversationId) {
    this.conversation = conversation;
    this.#kept = this.#written();
  }

  /** There is nothing to send. */
  get empty(): boolean {
    return this.text.trim() === "" && this.files.length === 0;
  }

  /** Brings back what was kept, until the returned function is called; then what stands here is kept. */
  open(): () => void {
    let over = false;
    void platform()
      .call("draft", { conversation: this.conversation })
      .then((draft) => {
        // Who has begun to write already wins; an edit goes on, and the draft waits behind it.
        const here = this.#waiting ?? this;
        if (over || !draft || this.#begun || this.#written(here) !== this.#kept) return;
        const brought = contentsOf(draft);
        this.#kept = this.#written(brought);
        if (this.#waiting) this.#waiting = brought;
        else this.#put(brought);
        this.#look();
      })
      .catch(() => undefined);
    return () => {
      over = true;
      this.keep();
    };
  }

  /** Puts files beside the words. */
  attach(more: Attached[]): void {
    this.leave(); // an edit has words only
    this.files = [...this.files, ...more.map(attachment)];
    this.#look();
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
    this.#begun = true;
    void platform().call("saveDraft", { conversation: this.conversation, ...this.#parts() });
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

  /** Sends it; what could not be sent stands here again. */
  async send(): Promise<void> {
    if (this.#sending) return;
    this.#sending = this.#begun = true;
    clearTimeout(this.#timer);
    try {
      if (this.editing) return await this.#sendEdit(this.editing);
      await this.#sendFiles();
      if (this.text.trim() !== "") await this.#sendText();
    } finally {
      this.#sending = false;
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
function contentsOf({ text, quote, mentions, files }: Kept): Contents {
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
