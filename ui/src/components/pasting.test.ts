import { fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";

import type { ApiError, Attached, CopiedContent } from "../bindings";
import { hearLongPastes } from "../lib/pasting";
import { hearUndo } from "../lib/undo";
import { hearDrops } from "../platform/drops";
import type { Drag } from "../platform";
import { Draft } from "../stores/draft.svelte";
import { Rows } from "../stores/rows.svelte";
import { toast } from "../stores/toast.svelte";
import { FakeEngine } from "../testing/fake";
import { conversation as row } from "../testing/rows";
import { settle } from "../testing/settle";
import Chat from "./Chat.svelte";
import Composer from "./Composer.svelte";
import ConversationList from "./ConversationList.svelte";

const conversation = { kind: "private", targetId: "bob" } as const;
const plan: Attached = { id: 7, name: "plan.pdf", size: 3, preview: null, film: false };
/** What the system's clipboard holds that a page is not given. */
let copied: CopiedContent;
let engine: FakeEngine & { onDrag?: (hear: (drag: Drag) => void) => () => void };
let drag: (drag: Drag) => void;

beforeEach(() => {
  engine = new FakeEngine({
    pasteFile: ({ name }) => ({ ...plan, name: name ?? "pasted.png" }),
    pasteCopied: () => copied,
    sendFiles: () => [],
    sendText: () => 9,
  });
  const hearers: ((drag: Drag) => void)[] = [];
  engine.onDrag = (hear) => {
    hearers.push(hear);
    return () => undefined;
  };
  drag = (told) => hearers.forEach((hear) => hear(told));
});
afterEach(() => {
  Reflect.deleteProperty(document, "elementFromPoint");
});

/** A paste of these words and files. */
async function paste(area: HTMLElement, words: Record<string, string>, files: File[] = []): Promise<Event> {
  const event = new Event("paste", { bubbles: true, cancelable: true });
  const clipboardData = { types: Object.keys(words), getData: (type: string) => words[type] ?? "", files };
  await fireEvent(area, Object.assign(event, { clipboardData }));
  return event;
}

function composer(): HTMLTextAreaElement {
  render(Composer, { draft: new Draft(conversation) });
  return screen.getByTestId("composer");
}

const pdf = (): File => new File(["abc"], "plan.pdf", { type: "application/pdf" });

test("41: a pasted file of any kind stands in the strip", async () => {
  await paste(composer(), {}, [pdf()]);
  expect((await screen.findByTestId("attachments")).textContent).toContain("plan.pdf");
  expect(engine.asked("pasteFile")).toEqual([{ name: "plan.pdf", data: btoa("abc") }]);
});

test("41: words win over a picture of them, and Ctrl+Shift+V brings nothing but words", async () => {
  const area = composer();
  const words = await paste(area, { "text/plain": "a table" }, [pdf()]);
  expect(words.defaultPrevented, "the field takes them").toBe(false);
  await fireEvent.keyDown(area, { key: "V", code: "KeyV", ctrlKey: true, shiftKey: true });
  await paste(area, {}, [pdf()]);
  await settle();
  expect(engine.asked("pasteFile")).toEqual([]);
  await paste(area, {}, [pdf()]);
  await vi.waitFor(() => expect(engine.asked("pasteFile")).toHaveLength(1));
});

test("41: what a web view keeps from its page is fetched; where nobody has it, the words stand", async () => {
  copied = { files: [plan], words: "" };
  const area = composer();
  expect((await paste(area, {})).defaultPrevented, "WebKitGTK says nothing of a picture").toBe(true);
  await vi.waitFor(() => expect(screen.getByTestId("attachments").textContent).toContain("plan.pdf"));

  copied = { files: [], words: "beside a picture" };
  await paste(area, {});
  await vi.waitFor(() => expect(area.value).toBe("beside a picture"));
  await fireEvent.input(area, { target: { value: "" } });

  copied = { files: [], words: "" };
  const hidden = { "text/uri-list": "", "text/html": "<a>/home/bob/plan.pdf</a>" };
  expect((await paste(area, hidden)).defaultPrevented, "it hides where a file lies").toBe(true);
  await vi.waitFor(() => expect(area.value).toBe("/home/bob/plan.pdf"));
  const link = { "text/uri-list": "https://example.org", "text/plain": "https://example.org" };
  expect((await paste(area, link)).defaultPrevented, "a link is words").toBe(false);
  expect(engine.asked("pasteCopied")).toHaveLength(3);
});

test("a short field takes of a long paste what has room, at once, where the selected words stood", async () => {
  onTestFinished(hearLongPastes());
  const heard: string[] = [];
  document.body.innerHTML = `<input maxlength="8" value="a-b" /><textarea maxlength="4"></textarea>`;
  const [line, lines] = [...document.body.children] as [HTMLInputElement, HTMLTextAreaElement];
  line.oninput = () => heard.push(line.value);
  line.setSelectionRange(1, 2);
  const many = "\u{1f600}".repeat(50_000);
  expect((await paste(line, { "text/plain": `x\ny${many}` })).defaultPrevented).toBe(true);
  expect(heard, "no half of a letter").toEqual(["ax y\u{1f600}b"]);
  await paste(lines, { "text/plain": `1\n2${many}` });
  expect(lines.value).toBe("1\n2");
  expect((await paste(line, { "text/plain": "few" })).defaultPrevented, "the web view takes them").toBe(
    false,
  );
});

test("41: who pastes a folder is told that only files are taken", async () => {
  copied = { files: [], words: "" };
  toast.clear();
  const area = composer();
  await paste(area, {});
  await settle();
  expect(toast.text, "nothing was copied").toBeNull();
  await paste(area, { "text/uri-list": "" });
  await vi.waitFor(() => expect(toast.text ?? "").toContain("no folders"));
  expect(area.value).toBe("");
});

test("41: rich text becomes words, and nothing of it runs", async () => {
  const area = composer();
  await paste(area, { "text/html": "<b>bold</b> <img src=x onerror='window.ran = 1'>move" });
  await settle();
  expect(area.value).toBe("bold move");
  expect("ran" in window).toBe(false);
});

test("41: a file that is too large to be pasted is refused with its reason", async () => {
  const large = Object.defineProperty(pdf(), "size", { value: 30 * 1024 * 1024 });
  await paste(composer(), {}, [large]);
  expect(toast.text).toContain("plan.pdf is too large");
  expect(engine.asked("pasteFile")).toEqual([]);
});

test("41: 100 KB of words are taken, whole", async () => {
  const area = composer();
  const words = "x".repeat(100_000);
  await fireEvent.input(area, { target: { value: "ab" } });
  area.setSelectionRange(1, 1);
  expect((await paste(area, { "text/plain": words })).defaultPrevented, "the page is faster").toBe(true);
  await settle();
  expect(screen.getByTestId("composer-left").textContent).toContain("70,002");
  expect(area.value).toBe(`a${words}b`);
  expect(area.selectionStart).toBe(100_001);
});

test("41: what was typed and what the page has put into the field is taken back by Ctrl+Z, and made again", async () => {
  onTestFinished(hearUndo());
  const area = composer();
  const press = async (key: string, shiftKey = false): Promise<string> => {
    const taken = !(await fireEvent.keyDown(area, { key, ctrlKey: true, shiftKey }));
    expect(taken, "a web view has a history of its own, which is another one").toBe(true);
    await settle();
    return area.value;
  };
  await fireEvent.input(area, { target: { value: "see: " } });
  await paste(area, { "text/html": "<b>bold</b>" });
  await settle();
  expect(area.value).toBe("see: bold");
  expect(await press("z")).toBe("see: ");
  expect(area.selectionStart).toBe(5);
  expect(await press("z")).toBe("");
  expect(await press("z")).toBe("");
  expect(await press("Z", true)).toBe("see: ");
  expect(await press("y")).toBe("see: bold");
  await fireEvent.keyDown(area, { key: "Enter" });
  await settle();
  expect(await press("z"), "it was sent").toBe("");
});

test("41: a picture is pasted once, however long the keys are held", async () => {
  const area = composer();
  await fireEvent.keyDown(area, { key: "v", ctrlKey: true });
  await fireEvent.keyDown(area, { key: "v", ctrlKey: true, repeat: true });
  expect((await paste(area, {}, [pdf()])).defaultPrevented).toBe(true);
  await fireEvent.keyDown(area, { key: "v", ctrlKey: true });
  await paste(area, {}, [pdf()]);
  await vi.waitFor(() => expect(engine.asked("pasteFile")).not.toEqual([]));
  expect(engine.asked("pasteFile")).toHaveLength(1);
});

test("41: a menu pastes a picture after another key was held", async () => {
  engine = new FakeEngine({ pasteFile: () => ({ ...plan, id: engine.asked("pasteFile").length }) });
  const area = composer();
  await fireEvent.keyDown(area, { key: "Backspace" });
  await fireEvent.keyDown(area, { key: "Backspace", repeat: true });
  await fireEvent.keyUp(area, { key: "Backspace" });
  await paste(area, {}, [pdf()]);
  await vi.waitFor(() => expect(engine.asked("pasteFile")).toHaveLength(1));
  // A window that is left while a key is down hears nothing of its end.
  await fireEvent.keyDown(area, { key: "v", ctrlKey: true, repeat: true });
  await fireEvent.blur(area);
  await paste(area, {}, [pdf()]);
  await vi.waitFor(() => expect(engine.asked("pasteFile")).toHaveLength(2));
});

test("41: what takes its time stands in the strip soon, and what is sent meanwhile waits for it", async () => {
  const taken = new Map<string | null, (file: Attached) => void>();
  engine = new FakeEngine({
    pasteFile: ({ name }) => new Promise((resolve) => taken.set(name, resolve)),
    sendFiles: () => [],
    sendText: () => 9,
  });
  const area = composer();
  await paste(area, {}, [pdf()]);
  await paste(area, {}, [new File(["abc"], "huge.png")]);
  await vi.waitFor(() => expect(screen.queryAllByTestId("attaching")).toHaveLength(2));
  expect(screen.getAllByTestId("attaching").map(({ textContent }) => textContent)).toEqual([
    expect.stringContaining("plan.pdf"),
    expect.stringContaining("huge.png"),
  ]);
  await fireEvent.input(area, { target: { value: "see" } });
  await fireEvent.keyDown(area, { key: "Enter" });
  await fireEvent.keyDown(area, { key: "Enter" });
  await vi.waitFor(() => expect(taken.size).toBe(2));
  taken.get("plan.pdf")?.(plan);
  await settle();
  expect(await screen.findAllByTestId("attaching")).toHaveLength(1);
  expect(screen.getByTestId("going").textContent, "the other one is wanted too").toBe("see");
  expect(engine.asked("sendFiles")).toEqual([]);

  await fireEvent.click(screen.getByRole("button", { name: "Remove huge.png" }));
  await settle();
  const files = [{ id: 7, asPicture: false, film: null }];
  expect(engine.asked("sendFiles")).toEqual([{ conversation, files }]);
  expect(engine.asked("sendText")).toMatchObject([{ text: "see" }]);
  taken.get("huge.png")?.({ ...plan, id: 8 });
  await settle();
  expect(screen.queryByTestId("attachments"), "nobody wants it any more").toBeNull();
});

test("41: words that the host has come without a strip", async () => {
  let bring: (copied: CopiedContent) => void = () => undefined;
  engine = new FakeEngine({ pasteCopied: () => new Promise((resolve) => (bring = resolve)) });
  const area = composer();
  await paste(area, {});
  expect(screen.queryByTestId("attachments")).toBeNull();
  bring({ files: [], words: "two\tcells" });
  await settle();
  expect([area.value, screen.queryByTestId("attachments")]).toEqual(["two\tcells", null]);
});

test("41: what cannot be taken in holds back what was to go with it", async () => {
  let refuse: (why: ApiError) => void = () => undefined;
  engine = new FakeEngine({
    pasteCopied: () => new Promise((_, reject) => (refuse = reject)),
    sendText: () => 9,
  });
  const area = composer();
  await fireEvent.input(area, { target: { value: "see" } });
  await paste(area, {});
  expect(await screen.findByTestId("attaching")).toBeTruthy();
  await fireEvent.keyDown(area, { key: "Enter" });
  refuse({ code: "badCall", message: "no" });
  await settle();
  expect(screen.queryByTestId("attaching")).toBeNull();
  expect(toast.text).not.toBeNull();
  expect([area.value, engine.asked("sendText")]).toEqual(["see", []]);
});

test("42: files over the chat show a target, and a drop attaches them", async () => {
  render(Chat, { conversation, title: "Bob", avatar: null, focus: true, onback: null, onleave: null });
  await settle();
  drag({ over: true });
  await settle();
  expect(screen.getByTestId("drop")).toBeTruthy();
  let taken: (files: Attached[]) => void = () => undefined;
  drag({ over: false, names: ["plan.pdf"], files: new Promise((resolve) => (taken = resolve)) });
  await settle();
  expect(screen.queryByTestId("drop")).toBeNull();
  expect((await screen.findByTestId("attaching")).textContent).toContain("plan.pdf");
  taken([plan]);
  await settle();
  expect(screen.queryByTestId("attaching")).toBeNull();
  expect(screen.getByTestId("attachments").textContent).toContain("plan.pdf");
  drag({ over: false, files: Promise.resolve([]) });
  await settle();
  expect(toast.text, "a folder").toContain("Only files");
});

test("42: a drop on a row of the list asks whether it is meant, then sends", async () => {
  const onchoose = vi.fn();
  const list = new Rows<"conversationList">({ type: "conversationList", filter: "all" });
  list.open();
  const rest = {
    filter: "all",
    selected: "private:carol",
    alone: false,
    onfound: vi.fn(),
    onfilter: vi.fn(),
    onnew: null,
  } as const;
  render(ConversationList, { list, ...rest, onchoose, onremoved: vi.fn() });
  engine.splice("conversationList", 0, 0, [row("bob", "Bob"), row("carol", "Carol")]);
  await settle();
  const carol = screen.getByTestId("conversation-row"); // the chosen one is always drawn
  document.elementFromPoint = () => carol;
  const at: [number, number] = [0.1, 0.2];
  drag({ over: true, at });
  await settle();
  expect(carol.classList).toContain("target");
  drag({ over: false, at, files: Promise.resolve([plan]) });
  await settle();
  expect(carol.classList).not.toContain("target");
  expect(screen.getByTestId("drop-on-sheet").textContent).toContain("Send to Carol?");
  expect(engine.asked("sendFiles"), "not before it is confirmed").toEqual([]);
  expect(document.activeElement, "what one wanted is a key away").toBe(screen.getByTestId("drop-on-confirm"));
  await fireEvent.click(screen.getByTestId("drop-on-confirm"));
  expect(engine.asked("sendFiles")).toEqual([
    {
      conversation: { kind: "private", targetId: "carol" },
      files: [{ id: 7, asPicture: false, film: null }],
    },
  ]);
  expect(onchoose.mock.lastCall?.[0]).toMatchObject({ key: "private:carol" });
});

test("42: where the host does not tell of drops, the page reads the files, within bounds", async () => {
  const told: Drag[] = [];
  const handOver = vi.fn((name: string) => Promise.resolve({ ...plan, name }));
  const stop = hearDrops((drag) => told.push(drag), { handOver, take: () => Promise.resolve([plan, plan]) });
  const drop = (files: File[], type = "Files", address = ""): Event => {
    const event = new Event("drop", { cancelable: true });
    const dataTransfer = { types: [type], files, getData: () => address };
    window.dispatchEvent(Object.assign(event, { dataTransfer, clientX: 512, clientY: 384 }));
    return event;
  };
  expect(drop([], "text/plain").defaultPrevented, "words go to the field").toBe(false);
  const large = Object.defineProperty(new File([], "film.mp4"), "size", { value: 30 * 1024 * 1024 });
  expect(drop([pdf(), large]).defaultPrevented, "the page must not go to the file").toBe(true);
  expect(told.at(-1)).toMatchObject({
    over: false,
    at: [0.5, 0.5],
    names: ["plan.pdf"],
    tooLarge: "film.mp4",
  });
  expect(await told.at(-1)?.files).toMatchObject([{ name: "plan.pdf" }]);
  expect(handOver.mock.calls).toEqual([["plan.pdf", btoa("abc")]]);

  expect(drop([], "text/uri-list", "https://example.org").defaultPrevented, "a link is words").toBe(false);
  expect(drop([], "text/uri-list").defaultPrevented, "WebKitGTK hides where files lie").toBe(true);
  expect(told.at(-1)).toMatchObject({ over: false, at: [0.5, 0.5] });
  expect(await told.at(-1)?.files).toEqual([plan, plan]);
  stop();
});
