import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { beforeEach, expect, test, vi } from "vitest";

import type { Attached, Draft as Kept } from "../bindings";
import { Draft } from "../stores/draft.svelte";
import { FakeEngine } from "../testing/fake";
import { settle } from "../testing/settle";
import Composer from "./Composer.svelte";

const conversation = { kind: "group", targetId: "team" } as const;
const quote = { id: 5, name: "Eve", summary: { type: "text", text: "when?" } as const, preview: null };
const file = { id: 8, name: "plan.pdf", size: 4_096, preview: null, film: false };
const whole: Kept = {
  text: "@Bob the plan",
  quote,
  mentions: [{ name: "Bob", id: "bob" }],
  files: [{ file, asPicture: false }],
};
let engine: FakeEngine;
let kept: Kept | null;

beforeEach(() => {
  kept = whole;
  engine = new FakeEngine({ draft: () => kept, sendText: () => 1, sendFiles: () => [] });
});

async function open(): Promise<{ draft: Draft; area: HTMLTextAreaElement }> {
  const draft = new Draft(conversation);
  render(Composer, { draft });
  await settle();
  return { draft, area: screen.getByTestId("composer") };
}

async function type(area: HTMLTextAreaElement, text: string): Promise<void> {
  await fireEvent.input(area, { target: { value: text } });
}

test("43: a draft comes back with its quote, mentions and files, and goes with them", async () => {
  const { draft, area } = await open();
  expect(area.value).toBe("@Bob the plan");
  expect(draft.quoting).toEqual(quote);
  expect(screen.getByTestId("attachments").textContent).toContain("plan.pdf");
  expect(engine.asked("saveDraft"), "what is kept already is not kept again").toEqual([]);

  await fireEvent.keyDown(area, { key: "Enter" });
  await settle();
  expect(engine.asked("sendFiles")).toEqual([
    { conversation, files: [{ id: 8, asPicture: false, film: null }] },
  ]);
  const sent = { conversation, text: "@Bob the plan", quote: 5, mentions: { users: ["bob"] } };
  expect(engine.asked("sendText")).toEqual([sent]);
  expect(draft.quoting).toBeNull();
});

test("43: what goes with the words is kept with them, and a name that no longer stands there is not", async () => {
  const { draft, area } = await open();
  draft.quoting = null;
  await settle();
  const parts = {
    text: "@Bob the plan",
    quote: null,
    mentions: whole.mentions,
    files: [{ id: 8, asPicture: false, film: null }],
  };
  expect(engine.asked("saveDraft")).toEqual([{ conversation, ...parts }]);
  await type(area, "the plan");
  cleanup();
  expect(engine.asked("saveDraft").at(-1)).toEqual({
    conversation,
    ...parts,
    text: "the plan",
    mentions: [],
  });
});

test("5: a draft that is emptied goes at once, not when writing pauses", async () => {
  kept = { ...whole, quote: null, files: [] };
  const { area } = await open();
  await type(area, "");
  const nothing = { text: "", quote: null, mentions: [], files: [] };
  expect(engine.asked("saveDraft")).toEqual([{ conversation, ...nothing }]);
});

/** The engine answers late what it has kept. */
async function openSlowly(): Promise<{
  draft: Draft;
  area: HTMLTextAreaElement;
  answer: () => Promise<void>;
}> {
  let resolve: (draft: Kept) => void = () => undefined;
  const late = new Promise<Kept>((done) => (resolve = done));
  engine = new FakeEngine({ draft: () => late, sendText: () => 1, mentions: () => [] });
  const answer = async (): Promise<void> => {
    resolve(whole);
    await settle();
  };
  return { ...(await open()), answer };
}

test("43: a draft that arrives late does not replace what is being written", async () => {
  const { area, answer } = await openSlowly();
  await type(area, "new");
  await answer();
  expect(area.value).toBe("new");
});

test("43: nor does it replace what was kept since: words when one turned elsewhere, and files at once", async () => {
  const { draft, area, answer } = await openSlowly();
  await type(area, "new");
  draft.attach([{ ...file, id: 9, name: "map.pdf" }]);
  await fireEvent.blur(area);
  await settle();
  expect(engine.asked("saveDraft").at(-1)).toMatchObject({ text: "new", files: [{ id: 9 }] });
  await answer();
  expect(area.value).toBe("new");
  expect(screen.getByTestId("attachments").textContent).toContain("map.pdf");
  expect(screen.getByTestId("attachments").textContent).not.toContain("plan.pdf");
});

test("43: nor does it come back after something was sent, which cleared it", async () => {
  const { area, answer } = await openSlowly();
  await type(area, "new");
  await fireEvent.keyDown(area, { key: "Enter" });
  await settle();
  expect(engine.asked("sendText")).toMatchObject([{ text: "new" }]);
  await answer();
  expect(area.value).toBe("");
});

test("43: nor when it was asked for while that was sent", async () => {
  let send: (id: number) => void = () => undefined;
  let answer: (draft: Kept) => void = () => undefined;
  const sent = new Promise<number>((done) => (send = done));
  const late = new Promise<Kept>((done) => (answer = done));
  const answers = [whole, late];
  engine = new FakeEngine({
    draft: () => answers.shift() ?? null,
    sendText: () => sent,
    sendFiles: () => [],
  });
  const { area } = await open();
  await fireEvent.keyDown(area, { key: "Enter" });
  engine.tell("draft", 2); // it was kept just before
  await settle();
  expect(answers, "it is asked for").toEqual([]);
  send(1);
  await settle();
  answer({ ...whole, text: "" });
  await settle();
  expect(area.value).toBe("");
  expect(screen.queryByTestId("attachments")).toBeNull();
});

test("44: a draft that arrives while a message gets other words is there afterwards", async () => {
  const { draft, area, answer } = await openSlowly();
  draft.edit(4, "other words");
  await settle();
  await answer();
  expect(area.value).toBe("other words");
  draft.leave();
  await settle();
  expect(area.value).toBe("@Bob the plan");
  expect(engine.asked("saveDraft"), "what is kept already is not kept again").toEqual([]);
});

/** Another window of the app has kept or sent what is written, which the engine tells. */
async function elsewhere(now: Kept | null): Promise<void> {
  kept = now;
  engine.tell("draft", 2);
  await settle();
}

test("43: what another window writes stands here too, and what it sends does not stay here", async () => {
  const { draft, area } = await open();
  await elsewhere({ ...whole, text: "@Bob the other plan", quote: null });
  expect(area.value).toBe("@Bob the other plan");
  expect(draft.quoting).toBeNull();
  expect(screen.getByTestId("attachments").textContent).toContain("plan.pdf");
  await elsewhere(null);
  expect(area.value).toBe("");
  expect(screen.queryByTestId("attachments")).toBeNull();
  await fireEvent.keyDown(area, { key: "Enter" });
  await settle();
  expect(engine.asked("sendText"), "it is not sent twice").toEqual([]);
  expect(engine.asked("saveDraft"), "nor kept again").toEqual([]);
});

test("43: what is being written here is not replaced by what another window has kept", async () => {
  const { area } = await open();
  await type(area, "mine");
  await elsewhere({ ...whole, text: "theirs" });
  expect(area.value).toBe("mine");
  await fireEvent.blur(area);
  expect(engine.asked("saveDraft")).toMatchObject([{ text: "mine" }]);
});

test("43: what the engine makes of one's own words is no news: blanks, and a file that it cannot keep", async () => {
  const { draft, area } = await open();
  kept = { ...whole, text: "" };
  await type(area, " ");
  draft.attach([{ ...file, id: 9, name: "map.pdf" }]);
  await settle();
  await elsewhere(kept);
  expect(area.value).toBe(" ");
  expect(screen.getByTestId("attachments").textContent).toContain("map.pdf");
});

test("44: what another window writes waits behind an edit", async () => {
  const { draft, area } = await open();
  draft.edit(4, "other words");
  await settle();
  await elsewhere({ ...whole, text: "theirs" });
  expect(area.value).toBe("other words");
  draft.leave();
  await settle();
  expect(area.value).toBe("theirs");
});

test("43: words that could not be sent stand in the field again, with the rest", async () => {
  const refused = vi.fn(() => Promise.reject(new Error("full")));
  engine = new FakeEngine({ draft: () => kept, sendFiles: () => [], sendText: refused });
  const { draft, area } = await open();
  await fireEvent.keyDown(area, { key: "Enter" });
  await settle();
  expect(area.value).toBe("@Bob the plan");
  expect(draft.quoting).toEqual(quote);
  const left = { text: "@Bob the plan", quote: 5, mentions: whole.mentions, files: [] };
  expect(engine.asked("saveDraft")).toEqual([{ conversation, ...left }]);
});

test("40: a mention goes to the id that was chosen, whatever they are called now", async () => {
  kept = { ...whole, mentions: [{ name: "Bob", id: "user-17" }] };
  const { area } = await open();
  await fireEvent.keyDown(area, { key: "Enter" });
  await settle();
  expect(engine.asked("sendText")).toMatchObject([{ mentions: { users: ["user-17"] } }]);
});

test("43: files that are there only when the chat was left are in its draft, with what was written since", async () => {
  const draft = new Draft(conversation);
  const { unmount } = render(Composer, { draft });
  await settle();
  let taken: (files: Attached[]) => void = () => undefined;
  void draft.take([], new Promise((resolve) => (taken = resolve)));
  unmount();
  kept = { ...whole, text: "another window" };
  const late = { ...file, id: 9, name: "huge.png" };
  taken([late]);
  await settle();
  const [sent] = engine.asked("saveDraft").slice(-1);
  expect(sent).toMatchObject({ conversation, text: "another window", quote: 5 });
  expect(sent).toMatchObject({ files: [{ id: 8 }, { id: 9 }] });
});

test("43: what was to be sent before the chat was left is sent with its files", async () => {
  kept = null;
  const draft = new Draft(conversation);
  const { unmount } = render(Composer, { draft });
  await settle();
  let taken: (files: Attached[]) => void = () => undefined;
  void draft.take([], new Promise((resolve) => (taken = resolve)));
  void draft.send();
  unmount();
  taken([file]);
  await settle();
  expect(engine.asked("sendFiles")).toMatchObject([{ files: [{ id: 8 }] }]);
});
