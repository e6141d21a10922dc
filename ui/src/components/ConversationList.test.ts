// The list as a whole. jsdom draws nothing, so the view is said to be 640 pixels high: ten rows.

import { fireEvent, render, screen } from "@testing-library/svelte";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";

import type { ConversationRow } from "../bindings";
import { Rows } from "../stores/rows.svelte";
import { FakeEngine } from "../testing/fake";
import { conversation, said } from "../testing/rows";
import { settle } from "../testing/settle";
import ConversationList from "./ConversationList.svelte";

/** Tells once how large everything is. */
class Sizes {
  readonly #tell: ResizeObserverCallback;
  constructor(tell: ResizeObserverCallback) {
    this.#tell = tell;
  }
  observe(target: Element): void {
    const { dataset } = target.parentElement ?? ({ dataset: {} } as HTMLElement);
    const height = dataset["testid"] === "conversation-list" ? 640 : 64;
    const entry = { target, contentRect: new DOMRect(0, 0, 304, height) };
    const entries = [entry as unknown as ResizeObserverEntry];
    queueMicrotask(() => this.#tell(entries, this as unknown as ResizeObserver));
  }
  unobserve(): void {}
  disconnect(): void {}
}

beforeAll(() => {
  vi.stubGlobal("ResizeObserver", Sizes);
  vi.spyOn(HTMLElement.prototype, "offsetParent", "get").mockReturnValue(document.body);
});
afterAll(() => vi.unstubAllGlobals());
afterEach(() => vi.clearAllMocks());

const names = Array.from({ length: 5_000 }, (_, at) => `n${at}`);
const rowOf = (name: string, more: Partial<ConversationRow> = {}): ConversationRow =>
  conversation(name, name, { preview: said("before"), ...more });
const drawn = (): HTMLElement[] => screen.queryAllByTestId("conversation-row");
const keys = (): (string | undefined)[] => drawn().map((row) => row.dataset.key);

async function open(): Promise<FakeEngine> {
  const engine = new FakeEngine();
  const list = new Rows<"conversationList">({ type: "conversationList", filter: "all" });
  list.open();
  const { rerender } = render(ConversationList, {
    list,
    filter: "all",
    selected: null,
    alone: false,
    onchoose: ({ key }) => void rerender({ selected: key }),
    onfound: () => undefined,
    onfilter: () => undefined,
    onremoved: () => undefined,
    onnew: null,
  });
  engine.splice(
    "conversationList",
    0,
    0,
    names.map((name) => rowOf(name)),
  );
  await settle();
  return engine;
}

/** The keys of the rows that change while something happens. */
async function changed(happen: () => void): Promise<Set<string | undefined>> {
  const touched = new Set<string | undefined>();
  const note = (records: MutationRecord[]): void => {
    for (const { target } of records) {
      const element = target instanceof Element ? target : target.parentElement;
      const row = element?.closest<HTMLElement>("[data-testid='conversation-row']");
      if (row) touched.add(row.dataset.key);
    }
  };
  const observer = new MutationObserver(note);
  const everything = { subtree: true, childList: true, attributes: true, characterData: true };
  observer.observe(screen.getByTestId("conversation-list"), everything);
  happen();
  await settle();
  note(observer.takeRecords());
  observer.disconnect();
  return touched;
}

test("10: of 5,000 conversations those in view are drawn, and a changed one alone is drawn again", async () => {
  const engine = await open();
  const before = new Map(drawn().map((row) => [row.dataset.key, row]));
  expect(before.size).toBeGreaterThan(9);
  expect(before.size).toBeLessThan(40);

  const touched = await changed(() =>
    engine.splice("conversationList", 3, 1, [rowOf("n3", { preview: said("after"), unread: 1 })]),
  );
  expect([...touched]).toEqual(["private:n3"]);
  expect(before.get("private:n3")?.textContent).toContain("after");
});

test("1, 10: what moves to the top goes there as it is, and the rows that make room are not drawn again", async () => {
  const engine = await open();
  const before = new Map(drawn().map((row) => [row.dataset.key, row]));
  const touched = await changed(() => {
    engine.splice("conversationList", 5, 1, []);
    engine.splice("conversationList", 0, 0, [rowOf("n5", { preview: said("news"), time: Date.now() })]);
  });
  expect([...touched].filter((key) => key !== "private:n5")).toEqual([]);
  expect(keys().slice(0, 3)).toEqual(["private:n5", "private:n0", "private:n1"]);
  for (const row of drawn()) {
    const known = before.get(row.dataset.key);
    if (known && row.dataset.key !== "private:n5") expect(row, "the same element").toBe(known);
  }
});

test("1: the order is the engine's, whatever the times say", async () => {
  const engine = await open();
  await changed(() =>
    engine.splice("conversationList", 0, 2, [
      rowOf("older", { time: 1_000 }),
      rowOf("newer", { time: 2_000, pinned: true }),
    ]),
  );
  expect(keys().slice(0, 2)).toEqual(["private:older", "private:newer"]);
  await fireEvent.scroll(screen.getByTestId("conversation-list"));
});

test("10: a click after the wheel opens what it hits", async () => {
  await open();
  const [row] = drawn();
  const scroller = row?.closest<HTMLElement>("[data-testid='conversation-list'] > *");
  if (!row || !scroller) throw new Error("nothing is drawn");
  scroller.scrollTop = 16;
  await fireEvent.scroll(scroller);
  await settle();
  const events = (element: Element | null): string =>
    element ? getComputedStyle(element).pointerEvents : "";
  expect(events(scroller.firstElementChild), "it scrolls still").toBe("none");
  expect(events(row)).toBe("auto");
});

test("12: Home, End and a page up or down lead through the list, which keeps the focus", async () => {
  await open();
  const list = screen.getByTestId("conversation-list");
  list.focus();
  const marked: (string | null)[] = [];
  for (const key of ["PageDown", "PageDown", "PageUp", "End", "PageDown", "PageUp", "Home", "PageUp"]) {
    expect(await fireEvent.keyDown(list, { key }), "it does not scroll besides").toBe(false);
    await settle();
    marked.push(list.getAttribute("aria-activedescendant"));
    expect(document.activeElement).toBe(list);
  }
  for (const held of [{ altKey: true }, { ctrlKey: true }, { shiftKey: true }, { metaKey: true }])
    expect(await fireEvent.keyDown(list, { key: "ArrowDown", ...held }), "those are others' keys").toBe(true);
  const places = [9, 19, 9, 4_999, 4_999, 4_989, 0, 0];
  expect(marked).toEqual(places.map((place) => `row-private:n${place}`));
});

test("12: a row that is pressed gives the focus to the list, and a second press leaves it to whoever writes", async () => {
  await open();
  const [row] = drawn();
  if (!row) throw new Error("no row is drawn");
  expect(await fireEvent.mouseDown(row, { detail: 1 }), "rows come and go with the view").toBe(false);
  expect(document.activeElement).toBe(screen.getByTestId("conversation-list"));
  const search = screen.getByTestId("search");
  search.focus();
  expect(await fireEvent.mouseDown(row, { detail: 2 })).toBe(false);
  expect(document.activeElement, "the first one has led it there").toBe(search);
  expect(await fireEvent.mouseDown(screen.getByTestId("conversation-list")), "it scrolls").toBe(true);
});
