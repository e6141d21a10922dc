import { fireEvent, render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { beforeEach, expect, test, vi } from "vitest";

import { setPlatform, type Platform } from "../platform";
import { Draft } from "../stores/draft.svelte";
import { toast } from "../stores/toast.svelte";
import { FakeEngine } from "../testing/fake";
import { settle } from "../testing/settle";
import Composer from "./Composer.svelte";

const conversation = { kind: "private", targetId: "bob" } as const;
/** Words and nothing else. */
const alone = { quote: null, mentions: [], files: [] };
let calls: [string, unknown][];

beforeEach(() => {
  calls = [];
  const call = (name: string, args: unknown) => {
    calls.push([name, args]);
    return Promise.resolve(name === "sendText" ? 1 : name === "sendFiles" ? [] : null);
  };
  setPlatform({
    call: vi.fn(call) as Platform["call"],
    subscribe: vi.fn().mockResolvedValue(1),
    unsubscribe: vi.fn().mockResolvedValue(1),
    mergedPage: vi.fn(),
    zoom: vi.fn(),
    ready: vi.fn(),
  });
});

function type(text: string): HTMLTextAreaElement {
  const area = screen.getByTestId<HTMLTextAreaElement>("composer");
  area.value = text;
  area.dispatchEvent(new Event("input", { bubbles: true }));
  return area;
}

const sent = () => calls.filter(([name]) => name === "sendText").map(([, args]) => args);

test("38: Enter sends what was written, once, and empties the field", async () => {
  render(Composer, { draft: new Draft(conversation) });
  const area = type("hello");
  await fireEvent.keyDown(area, { key: "Enter" });
  await fireEvent.keyDown(area, { key: "Enter" });
  expect(sent()).toEqual([{ conversation, text: "hello", quote: null, mentions: null }]);
  expect(area.value).toBe("");
});

test("38: Shift+Enter and blank text send nothing", async () => {
  render(Composer, { draft: new Draft(conversation) });
  await fireEvent.keyDown(type("hello"), { key: "Enter", shiftKey: true });
  await fireEvent.keyDown(type("  \n"), { key: "Enter" });
  expect(sent()).toEqual([]);
});

test("43: leaving a chat keeps its draft at once", async () => {
  const { unmount } = render(Composer, { draft: new Draft(conversation) });
  type("half a sen");
  await Promise.resolve();
  unmount();
  expect(calls).toContainEqual(["saveDraft", { conversation, text: "half a sen", ...alone }]);
});

test("a text that is too long is refused with its reason, not cut", async () => {
  render(Composer, { draft: new Draft(conversation) });
  const area = type("x".repeat(30_001));
  await fireEvent.keyDown(area, { key: "Enter" });
  expect(sent()).toEqual([]);
  expect(screen.getByTestId("composer-left").textContent).toContain("too long");
  expect(area.value.length).toBe(30_001);
});

const picture = { id: 7, name: "beach.png", size: 2_048, preview: "data:image/png;base64,", film: false };
const file = { id: 8, name: "plan.pdf", size: 4_096, preview: null, film: false };

/** A composer beside which these lie. */
async function holding(...files: (typeof picture | typeof file)[]): Promise<void> {
  const { component } = render(Composer, { draft: new Draft(conversation) });
  component.attach(files);
  await tick();
}

test("41: what is attached stands in a strip, can be removed, and goes with the words", async () => {
  await holding(picture, file);
  const remove = screen.getAllByTestId("detach");
  expect(remove.map((button) => button.getAttribute("aria-label"))).toEqual([
    "Remove beach.png",
    "Remove plan.pdf",
  ]);
  await fireEvent.keyDown(type("look"), { key: "Enter" });
  await vi.waitFor(() => expect(sent()).toHaveLength(1));
  const names = calls.map(([name]) => name).filter((name) => name.startsWith("send"));
  expect(names).toEqual(["sendFiles", "sendText"]);
  expect(calls).toContainEqual([
    "sendFiles",
    {
      conversation,
      files: [
        { id: 7, asPicture: true, film: null },
        { id: 8, asPicture: false, film: null },
      ],
    },
  ]);
  expect(screen.queryByTestId("attachments")).toBeNull();
});

test("41: pictures go as files for who wants it so, and without words", async () => {
  await holding(picture, file);
  await fireEvent.click(screen.getByLabelText("Remove plan.pdf"));
  await fireEvent.click(screen.getByTestId("as-files"));
  await fireEvent.click(screen.getByTestId("send"));
  await vi.waitFor(() =>
    expect(calls).toContainEqual([
      "sendFiles",
      { conversation, files: [{ id: 7, asPicture: false, film: null }] },
    ]),
  );
  expect(sent()).toEqual([]);
});

test("files that cannot be sent stay, with the words", async () => {
  await holding(file);
  const failing = (name: string) =>
    name === "sendFiles" ? Promise.reject(new Error("gone")) : Promise.resolve(null);
  setPlatform({
    call: vi.fn(failing) as Platform["call"],
    subscribe: vi.fn().mockResolvedValue(1),
    unsubscribe: vi.fn().mockResolvedValue(1),
    mergedPage: vi.fn(),
    ready: vi.fn(),
    zoom: vi.fn(),
  });
  const area = type("the plan");
  await fireEvent.keyDown(area, { key: "Enter" });
  await vi.waitFor(() => expect(area.value).toBe("the plan"));
  expect(screen.getAllByTestId("detach")).toHaveLength(1);
});

test("54: of several files only the one that cannot be sent stays, and is named; the words wait with it", async () => {
  await holding(picture, file);
  const sends: unknown[] = [];
  const answering = (name: string, args: unknown) => {
    if (name.startsWith("send")) sends.push([name, args]);
    const first = sends.length === 1;
    return Promise.resolve(
      name === "sendFiles" ? (first ? [{ id: 8, problem: "fileUnavailable" }] : []) : null,
    );
  };
  setPlatform({
    call: vi.fn(answering) as Platform["call"],
    subscribe: vi.fn().mockResolvedValue(1),
    unsubscribe: vi.fn().mockResolvedValue(1),
    mergedPage: vi.fn(),
    ready: vi.fn(),
    zoom: vi.fn(),
  });
  const area = type("the plan");
  await fireEvent.keyDown(area, { key: "Enter" });
  await vi.waitFor(() => expect(toast.text).toBe("plan.pdf was not sent: it cannot be read."));
  expect(screen.getAllByTestId("detach").map((button) => button.getAttribute("aria-label"))).toEqual([
    "Remove plan.pdf",
  ]);
  expect(area.value).toBe("the plan");

  // Once more: what has gone goes only once.
  await fireEvent.keyDown(area, { key: "Enter" });
  await vi.waitFor(() => expect(sends).toHaveLength(3));
  expect(sends[1]).toEqual(["sendFiles", { conversation, files: [{ id: 8, asPicture: false, film: null }] }]);
  expect(screen.queryByTestId("attachments")).toBeNull();
});

test("47: files answer nothing: what is quoted waits for the words", async () => {
  const quoting = {
    id: 5,
    name: "Bob",
    summary: { type: "text", text: "which one?" },
    preview: null,
  } as const;
  const draft = new Draft(conversation);
  draft.quoting = quoting;
  const { component } = render(Composer, { draft });
  component.attach([file]);
  await tick();
  await fireEvent.click(screen.getByTestId("send"));
  await vi.waitFor(() => expect(screen.queryByTestId("attachments")).toBeNull());
  await fireEvent.keyDown(type("this one"), { key: "Enter" });
  await vi.waitFor(() => expect(sent()).toHaveLength(1));
  expect(calls).toContainEqual(["sendText", { conversation, text: "this one", quote: 5, mentions: null }]);
});

test("41: a paste of far too many words is refused before the field takes it", async () => {
  render(Composer, { draft: new Draft(conversation) });
  const area = screen.getByTestId<HTMLTextAreaElement>("composer");
  const event = new Event("paste", { bubbles: true, cancelable: true });
  const words = "x".repeat(1_000_000);
  Object.assign(event, { clipboardData: { types: ["text/plain"], getData: () => words, files: [] } });
  await fireEvent(area, event);
  expect(event.defaultPrevented).toBe(true);
  expect(toast.text).toContain("Attach it as a file");
});

test("45: the field is as high as its text in a window that gets another width, or its first one", async () => {
  let tell: (width: number) => void = () => undefined;
  class Sizes {
    constructor(hear: ResizeObserverCallback) {
      const entry = (width: number) => [{ contentRect: new DOMRect(0, 0, width, 35) }];
      tell = (width) => hear(entry(width) as unknown as ResizeObserverEntry[], this as never);
    }
    observe(): void {}
    disconnect(): void {}
  }
  vi.stubGlobal("ResizeObserver", Sizes);
  let lines = 34; // a letter each: the window is just being made
  const high = vi
    .spyOn(HTMLTextAreaElement.prototype, "scrollHeight", "get")
    .mockImplementation(() => lines * 21);
  const draft = new Draft(conversation);
  draft.text = "a draft that is there from the beginning";
  render(Composer, { draft });
  await tick();
  const area = screen.getByTestId<HTMLTextAreaElement>("composer");
  expect(area.style.height).toBe("714px");
  for (const [width, breaks] of [
    [400, 1],
    [240, 2],
  ] as const) {
    lines = breaks;
    tell(width);
    await tick();
    expect(area.style.height).toBe(`${lines * 21}px`);
  }
  high.mockClear();
  tell(240);
  await tick();
  expect(high, "its own height is no news").not.toHaveBeenCalled();
  high.mockRestore();
  vi.unstubAllGlobals();
});

test("36: while something is composed the field is left alone, so that the candidates stay at the caret", async () => {
  const names = { people: [], everybody: true };
  const call = (name: string) => Promise.resolve(name === "mentionable" ? names : null);
  setPlatform({
    call: vi.fn(call) as Platform["call"],
    subscribe: vi.fn().mockResolvedValue(1),
    unsubscribe: vi.fn().mockResolvedValue(1),
    ready: vi.fn(),
    zoom: vi.fn(),
    mergedPage: vi.fn(),
  });
  render(Composer, { draft: new Draft({ kind: "group", targetId: "team" }) });
  const area = screen.getByTestId<HTMLTextAreaElement>("composer");
  await tick();
  const compose = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value")?.set;
  const touches = [
    vi.spyOn(HTMLTextAreaElement.prototype, "value", "set"),
    vi.spyOn(area, "setSelectionRange"),
    vi.spyOn(area, "focus"),
    vi.spyOn(area, "blur"),
  ];
  await fireEvent.compositionStart(area);
  // The last one also opens the list of names.
  for (const words of ["n", "ni", "ni'h", "你好 @"]) {
    compose?.call(area, words);
    await fireEvent.input(area, { isComposing: true });
    await tick();
    expect(area.value).toBe(words);
  }
  await screen.findByTestId("mention-picker");
  expect(touches.map((touch) => touch.mock.calls.length)).toEqual([0, 0, 0, 0]);
  expect(document.activeElement).toBe(area);
  vi.restoreAllMocks();
});

test("39: @ offers people, Enter picks without sending, and Backspace takes the name as one", async () => {
  const group = { kind: "group", targetId: "team" } as const;
  const avatar = { url: null, initials: "B", tint: 1 };
  const call = (name: string, args: unknown) => {
    calls.push([name, args]);
    const bob = { id: "bob", name: "Bob Lee", avatar, me: false };
    return Promise.resolve(name === "mentionable" ? { people: [bob], everybody: false } : null);
  };
  setPlatform({
    call: vi.fn(call) as Platform["call"],
    subscribe: vi.fn().mockResolvedValue(1),
    unsubscribe: vi.fn().mockResolvedValue(1),
    mergedPage: vi.fn(),
    ready: vi.fn(),
    zoom: vi.fn(),
  });
  render(Composer, { draft: new Draft(group) });
  const area = type("ask @bo");
  await vi.waitFor(() => expect(screen.getByTestId("mention-option").textContent).toContain("Bob Lee"));
  await fireEvent.keyDown(area, { key: "Enter" });
  await vi.waitFor(() => expect(area.value).toBe("ask @Bob Lee "));
  expect(sent()).toEqual([]);
  expect(screen.queryByTestId("mention-picker")).toBeNull();

  await fireEvent.keyDown(area, { key: "Backspace" });
  await vi.waitFor(() => expect(area.value).toBe("ask "));
  type("@bo");
  await vi.waitFor(() => expect(screen.getAllByTestId("mention-option")).toHaveLength(1));
  await fireEvent.keyDown(area, { key: "Tab" });
  await vi.waitFor(() => expect(area.value).toBe("@Bob Lee "));
  await fireEvent.keyDown(area, { key: "Enter" });
  await vi.waitFor(() => expect(sent()).toHaveLength(1));
  expect(sent()[0]).toMatchObject({ text: "@Bob Lee ", mentions: { users: ["bob"] } });
});

test("39: Enter takes nobody who was found by less of the name", async () => {
  const group = { kind: "group", targetId: "team" } as const;
  const avatar = { url: null, initials: "B", tint: 1 };
  const people = ["Bo Berg", "Bob Lee"].map((name) => ({ id: name, name, avatar, me: false }));
  let answer: () => Promise<void> = () => Promise.resolve();
  new FakeEngine({
    sendText: () => 1,
    mentionable: ({ words }) =>
      new Promise((resolve) => {
        answer = () => {
          const named = people.filter(({ name }) => name.toLowerCase().startsWith(words));
          resolve({ people: named, everybody: false });
          return settle();
        };
      }),
  });
  render(Composer, { draft: new Draft(group) });
  const area = type("@bo");
  await settle();
  await answer();
  expect(screen.getAllByTestId("mention-option")).toHaveLength(2);
  type("@bob");
  await settle();
  await fireEvent.keyDown(area, { key: "Enter" });
  expect(area.value, "nor is it sent").toBe("@bob");
  await answer();
  await fireEvent.keyDown(area, { key: "Enter" });
  await settle();
  expect(area.value).toBe("@Bob Lee ");
});

test("40: everyone is offered where the server lets this user name everyone, and not elsewhere", async () => {
  const group = { kind: "group", targetId: "team" } as const;
  let everybody = false;
  let asked = 0;
  const call = (name: string) => {
    asked += Number(name === "mentionable");
    return Promise.resolve(name === "mentionable" ? { people: [], everybody } : null);
  };
  setPlatform({
    call: call as Platform["call"],
    subscribe: vi.fn().mockResolvedValue(1),
    unsubscribe: vi.fn().mockResolvedValue(1),
    mergedPage: vi.fn(),
    ready: vi.fn(),
    zoom: vi.fn(),
  });
  const first = render(Composer, { draft: new Draft(group) });
  type("@");
  await vi.waitFor(() => expect(asked).toBe(1));
  await tick();
  expect(screen.queryByTestId("mention-option")).toBeNull();
  first.unmount();
  everybody = true;
  render(Composer, { draft: new Draft(group) });
  type("@");
  await vi.waitFor(() => expect(screen.getByTestId("mention-option").textContent).toContain("everyone"));
});
