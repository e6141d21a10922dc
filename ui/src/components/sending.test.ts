// What was sent and waits for what goes with it, while something else is being written.

import { fireEvent, render, screen } from "@testing-library/svelte";
import { beforeEach, expect, test, vi } from "vitest";

import type { ApiError, Attached, Draft as Kept } from "../bindings";
import { Draft } from "../stores/draft.svelte";
import { session } from "../stores/session.svelte";
import { toast } from "../stores/toast.svelte";
import { alice, FakeEngine } from "../testing/fake";
import { message, own } from "../testing/rows";
import { settle } from "../testing/settle";
import Chat from "./Chat.svelte";
import Composer from "./Composer.svelte";

const conversation = { kind: "group", targetId: "team" } as const;
const picture: Attached = {
  id: 7,
  name: "huge.png",
  size: 3,
  preview: "data:image/png;base64,",
  film: false,
};
const plan: Attached = { id: 8, name: "plan.pdf", size: 3, preview: null, film: false };
const chat = { conversation, title: "Team", avatar: null, focus: true, onback: null, onleave: null };
const refusal: ApiError = { code: "badCall", message: "no" };
let engine: FakeEngine;
let kept: Kept | null;

beforeEach(() => {
  kept = null;
  engine = new FakeEngine({ draft: () => kept, sendText: () => 1, sendFiles: () => [], mentions: () => [] });
});

/** Files that come, or do not, when a test wants it. */
function late(): {
  files: Promise<Attached[]>;
  come: (...files: Attached[]) => Promise<void>;
  fail: () => void;
} {
  let [resolve, reject]: [(files: Attached[]) => void, (why: ApiError) => void] = [() => {}, () => {}];
  const files = new Promise<Attached[]>((...both) => ([resolve, reject] = both));
  const come = (...now: Attached[]): Promise<void> => {
    resolve(now);
    return settle();
  };
  return { files, come, fail: () => reject(refusal) };
}

async function open(): Promise<{ draft: Draft; area: HTMLTextAreaElement; unmount: () => void }> {
  const draft = new Draft(conversation);
  const { unmount } = render(Composer, { draft });
  await settle();
  return { draft, area: screen.getByTestId("composer"), unmount };
}

async function type(area: HTMLTextAreaElement, text: string): Promise<void> {
  await fireEvent.input(area, { target: { value: text } });
}

async function enter(area: HTMLTextAreaElement): Promise<void> {
  await fireEvent.keyDown(area, { key: "Enter" });
  await settle();
}

const sends = () =>
  engine.calls
    .filter(({ name }) => name.startsWith("send"))
    .map(({ name, args }) => ({ name, ...(args as object) }));

test("what is sent is what stood there, whatever is written until its picture is there", async () => {
  const { draft, area } = await open();
  const quoting = { id: 5, name: "Eve", summary: { type: "text", text: "when?" }, preview: null } as const;
  const { files, come } = late();
  void draft.take(["huge.png"], files);
  draft.quoting = quoting;
  await type(area, "look");
  await enter(area);
  expect([area.value, draft.quoting], "the field is free").toEqual(["", null]);
  await screen.findByTestId("attaching");
  expect(screen.getByTestId("going").textContent, "and what is on its way is seen").toBe("look");
  await type(area, "half a sen");
  await come(picture);
  expect(sends()).toMatchObject([
    { name: "sendFiles", files: [{ id: 7 }] },
    { name: "sendText", text: "look", quote: 5 },
  ]);
  expect(area.value).toBe("half a sen");
  expect(screen.queryByTestId("going")).toBeNull();
  expect(screen.queryByTestId("attachments")).toBeNull();
  expect(engine.asked("saveDraft").at(-1), "the rest is kept").toMatchObject({
    text: "half a sen",
    files: [],
  });
});

test("the next message waits for the one before, and has its own files", async () => {
  const { draft, area } = await open();
  const first = late();
  void draft.take([], first.files);
  await type(area, "one");
  await enter(area);
  const second = late();
  void draft.take([], second.files);
  await type(area, "two");
  await enter(area);
  await type(area, "thr");
  await second.come(plan);
  expect(screen.getAllByTestId("going").map(({ textContent }) => textContent)).toEqual(["two"]);
  expect(sends()).toEqual([]);
  await first.come(picture);
  expect(sends()).toMatchObject([
    { name: "sendFiles", files: [{ id: 7 }] },
    { name: "sendText", text: "one" },
    { name: "sendFiles", files: [{ id: 8 }] },
    { name: "sendText", text: "two" },
  ]);
  expect(area.value).toBe("thr");
});

test("what cannot be sent stands before what was written since, with what was to follow it", async () => {
  const { draft, area } = await open();
  toast.clear();
  const { files, fail } = late();
  draft.attach([plan]);
  draft.take([], files).catch(() => undefined);
  await type(area, "one");
  await enter(area);
  await type(area, "two");
  await enter(area);
  await type(area, "thr");
  fail();
  await settle();
  expect(area.value).toBe("one\ntwo\nthr");
  expect(screen.getByTestId("attachments").textContent).toContain("plan.pdf");
  expect(sends()).toEqual([]);
  expect(toast.text).not.toBeNull();
  await enter(area);
  expect(sends()).toMatchObject([
    { name: "sendFiles", files: [{ id: 8 }] },
    { name: "sendText", text: "one\ntwo\nthr" },
  ]);
});

test("what is on its way is in the draft until the engine has taken it", async () => {
  const { draft, area, unmount } = await open();
  const { files, come } = late();
  draft.attach([plan]);
  void draft.take([], files);
  await type(area, "one");
  await enter(area);
  await type(area, "tw");
  await draft.kept(); // as when the window closes
  expect(engine.asked("saveDraft").at(-1)).toMatchObject({ text: "one\ntw", files: [{ id: 8 }] });
  unmount();
  await come(picture);
  expect(sends()).toMatchObject([{ files: [{ id: 8 }, { id: 7 }] }, { text: "one" }]);
  expect(engine.asked("saveDraft").at(-1), "the engine clears the draft with a text").toMatchObject({
    text: "tw",
    files: [],
  });
});

test("what is written while the engine takes a message is kept when the window closes", async () => {
  const { draft, area } = await open();
  let sent: (id: number) => void = () => undefined;
  engine = new FakeEngine({ sendText: () => new Promise((resolve) => (sent = resolve)) });
  await type(area, "one");
  await enter(area);
  await type(area, "tw");
  const closing = draft.kept();
  await settle();
  expect(engine.asked("saveDraft"), "it could come after the message, which clears the draft").toEqual([]);
  sent(1);
  await closing;
  expect(engine.asked("saveDraft")).toMatchObject([{ text: "tw" }]);
});

test("what comes after the chat was left is not cleared with the message before it", async () => {
  const { draft, area, unmount } = await open();
  const [first, second] = [late(), late()];
  void draft.take([], first.files);
  await type(area, "one");
  await enter(area);
  void draft.take([], second.files);
  unmount();
  await second.come(plan);
  await first.come(picture);
  expect(sends()).toMatchObject([{ files: [{ id: 7 }] }, { text: "one" }]);
  expect(engine.asked("saveDraft").at(-1)).toMatchObject({ text: "", files: [{ id: 8 }] });
});

/** A chat in which a picture is being taken in and words were sent with it; it comes when a test wants it. */
async function sending(): Promise<{
  area: HTMLTextAreaElement;
  come: () => Promise<void>;
  leave: () => void;
}> {
  const { files, come } = late();
  engine = new FakeEngine({
    draft: () => kept,
    saveDraft: ({ text }) => {
      kept = { text, quote: null, mentions: [], files: [] };
      return null;
    },
    pasteFile: () => files.then(() => picture),
    sendFiles: () => [],
    sendText: () => 1,
    mentions: () => [],
  });
  const { unmount } = render(Chat, chat);
  const mine = own(2, "at five", 2, { state: "sent" }, { canEdit: true });
  engine.splice(conversation, 0, 0, [message(1, "when?", 1), mine]);
  await settle();
  const area = screen.getByTestId<HTMLTextAreaElement>("composer");
  await paste(area);
  await vi.waitFor(() => expect(engine.asked("pasteFile")).toHaveLength(1));
  await type(area, "look");
  await enter(area);
  return { area, come: () => come(picture), leave: unmount };
}

test("who comes back to the chat finds what is on its way, and not as words to be sent again", async () => {
  const { come, leave } = await sending();
  leave();
  expect(kept?.text, "it is in the draft").toBe("look");
  render(Chat, chat);
  await settle();
  const area = screen.getByTestId<HTMLTextAreaElement>("composer");
  expect(area.value).toBe("");
  await type(area, "now");
  await come();
  expect(sends()).toMatchObject([{ files: [{ id: 7 }] }, { text: "look" }]);
  expect(area.value).toBe("now");
});

test("an edit that is begun meanwhile keeps its words, and what waited goes as it was", async () => {
  const { area, come } = await sending();
  await fireEvent.keyDown(area, { key: "ArrowUp" });
  await settle();
  await type(area, "at six");
  await come();
  expect(sends()).toMatchObject([{ files: [{ id: 7 }] }, { text: "look" }]);
  expect(area.value).toBe("at six");
  await enter(area);
  expect(engine.asked("editMessage")).toEqual([{ messageId: 2, text: "at six", mentions: null }]);
});

test("a picture that comes during an edit stands beside the draft that waits behind it", async () => {
  const { draft, area } = await open();
  await type(area, "a draft");
  const { files, come } = late();
  void draft.take([], files);
  draft.edit(2, "at five");
  await settle();
  await type(area, "at six");
  await come(picture);
  expect([area.value, draft.editing?.id]).toEqual(["at six", 2]);
  expect(engine.asked("saveDraft").at(-1), "it is kept at once").toMatchObject({
    text: "a draft",
    files: [{ id: 7 }],
  });
  draft.leave();
  await settle();
  expect(area.value).toBe("a draft");
  expect(screen.getByAltText("huge.png")).toBeTruthy();
});

test("what is written on while an edit is saved goes on being an edit", async () => {
  let saved: () => void = () => undefined;
  engine = new FakeEngine({ editMessage: () => new Promise((resolve) => (saved = () => resolve(null))) });
  const { draft, area } = await open();
  draft.edit(2, "at five");
  await settle();
  await type(area, "at six");
  await enter(area);
  await type(area, "at six, I think");
  saved();
  await settle();
  expect(engine.asked("editMessage")).toMatchObject([{ text: "at six" }]);
  expect([area.value, draft.editing]).toEqual(["at six, I think", { id: 2, before: "at six" }]);
});

test("a file that is chosen again stands there once, and goes with each message that it was chosen for", async () => {
  const { draft, area } = await open();
  const { files, come } = late();
  draft.attach([plan]);
  draft.attach([plan]); // the host knows it again
  await settle();
  expect(screen.getAllByTestId("detach")).toHaveLength(1);
  void draft.take([], files);
  await type(area, "one");
  await enter(area);
  draft.attach([plan]);
  await type(area, "two");
  await enter(area);
  expect(screen.getAllByTestId("detach")).toHaveLength(1);
  await come(picture);
  expect(sends()).toMatchObject([
    { name: "sendFiles", files: [{ id: 8 }, { id: 7 }] },
    { name: "sendText", text: "one" },
    { name: "sendFiles", files: [{ id: 8 }] },
    { name: "sendText", text: "two" },
  ]);
});

test("what is sent takes the focus from no other field", async () => {
  const { draft, area } = await open();
  const elsewhere = document.body.appendChild(document.createElement("input"));
  const { files, come } = late();
  void draft.take([], files);
  await type(area, "look");
  await fireEvent.click(screen.getByTestId("send"));
  expect(document.activeElement, "one goes on writing at once").toBe(area);
  elsewhere.focus();
  await come(picture);
  expect(sends()).toHaveLength(2);
  expect(document.activeElement).toBe(elsewhere);
  elsewhere.remove();
});

async function paste(area: HTMLElement): Promise<void> {
  const event = new Event("paste", { bubbles: true, cancelable: true });
  const clipboardData = { types: [], getData: () => "", files: [new File(["abc"], "huge.png")] };
  await fireEvent(area, Object.assign(event, { clipboardData }));
}

test("what waits is sent by nobody else, and seen by nobody else", async () => {
  session.value = alice;
  const { draft, area, unmount } = await open();
  const { files, come } = late();
  void draft.take([], files);
  await type(area, "from Alice");
  await enter(area);
  session.value = { state: "signedOut", server: null, appKey: null, problem: null };
  unmount();
  session.value = { ...alice, userId: "bob" };
  const before = engine.calls.length;
  const his = Draft.of(conversation);
  expect([his === draft, his.going.length]).toEqual([false, 0]);
  await come(picture);
  expect(engine.calls.slice(before).filter(({ name }) => name !== "draft")).toEqual([]);
  session.value = alice;
  expect(Draft.of(conversation), "she finds what the engine has kept").not.toBe(draft);
  session.value = { state: "opening" };
});
