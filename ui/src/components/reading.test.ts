// Reading a chat: where it opens, what stays where it is, and the ways through it. Rows are 100 pixels high, the view 500.

import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";

import type { ConversationId, ExtendTimelineArgs, TimelineItem } from "../bindings";
import { looking } from "../lib/looking";
import { forgetPlaces } from "../lib/places";
import { Selection } from "../stores/selection.svelte";
import { watchedChat } from "../testing/chat";
import { FakeEngine } from "../testing/fake";
import { day, message, own, unreadMarker } from "../testing/rows";
import { settle } from "../testing/settle";
import Timeline from "./Timeline.svelte";

const bob: ConversationId = { kind: "private", targetId: "bob" };
const noon = new Date(2026, 2, 4, 12).getTime();
const chat = watchedChat();
const proto = HTMLElement.prototype;
const natural = new Map<string, PropertyDescriptor | undefined>();
let engine: FakeEngine;

const view = (): HTMLElement => screen.getByTestId("timeline");
/** Another width or size of text makes rows higher or lower. */
let high = 100;
/** A banner stands above the view. */
let banner = 0;
/** How much higher than a row the last one is. */
let grown = 0;
let resized: () => void = () => undefined;
/** How far from the top a row stands: below those before it in its day, and below the days before. */
function place(row: Element | null): number {
  let before = 0;
  for (let other = row?.previousElementSibling; other; other = other.previousElementSibling) before += 1;
  const today = row?.parentElement?.previousElementSibling;
  for (let other = today; other; other = other.previousElementSibling) before += other.childElementCount;
  return before * high;
}

/** jsdom draws nothing: this is how high everything would be. */
function measure(name: string, get: (this: HTMLElement) => unknown): void {
  natural.set(name, Object.getOwnPropertyDescriptor(proto, name));
  Object.defineProperty(proto, name, { configurable: true, get });
}

beforeAll(() => {
  measure("offsetTop", function () {
    return place(this);
  });
  measure("clientHeight", function () {
    return this.dataset.testid === "timeline" ? 500 : high;
  });
  measure("scrollHeight", () => document.querySelectorAll("[data-row]").length * high + grown);
  measure("getBoundingClientRect", function () {
    return () => {
      if (this.dataset.testid === "timeline") return new DOMRect(0, banner, 600, 500);
      const row = banner + place(this.closest("[data-row]")) - view().scrollTop;
      return new DOMRect(0, row + (this.tagName === "MARK" ? 80 : 0), 600, high);
    };
  });
});

afterEach(() => vi.useRealTimers());

afterAll(() => {
  for (const [name, descriptor] of natural) {
    if (descriptor) Object.defineProperty(proto, name, descriptor);
    else Reflect.deleteProperty(proto, name);
  }
});

beforeEach(() => {
  high = 100;
  banner = 0;
  grown = 0;
  vi.stubGlobal(
    "ResizeObserver",
    class {
      constructor(told: () => void) {
        resized = told;
      }
      observe(): void {}
      disconnect(): void {}
    },
  );
  forgetPlaces();
  engine = new FakeEngine();
  vi.spyOn(document, "hasFocus").mockReturnValue(true);
});

const texts = (from: number, to: number): TimelineItem[] =>
  Array.from({ length: to - from + 1 }, (_, at) => message(from + at, `n${from + at}`, noon + from + at));

async function open(items: TimelineItem[], focus: string | null = null, props = {}): Promise<Timeline> {
  const { component } = render(Timeline, { conversation: bob, chat, selection: new Selection(), ...props });
  engine.splice(bob, 0, 0, items, { focus });
  await settle();
  return component;
}

async function scroll(to: number): Promise<void> {
  view().scrollTop = to;
  await fireEvent.scroll(view());
}

/** From the top of the view to a message. */
const top = (id: number): number =>
  document.querySelector(`[data-row="m${id}"]`)?.getBoundingClientRect().top ?? NaN;

test("14: a chat with unread messages opens with their line a quarter from the top", async () => {
  await open([...texts(1, 20), unreadMarker(20), ...texts(21, 40)], "unread");
  expect(top(21)).toBe(225);
});

test("15: the arrow to what is unread is there while its line is above and unseen, and hides after", async () => {
  await open([...texts(1, 3), unreadMarker(30), ...texts(4, 40)]);
  expect(screen.getByTestId("to-unread").textContent).toContain("30 new");
  await fireEvent.click(screen.getByTestId("to-unread"));
  await scroll(view().scrollTop);
  expect(top(4)).toBe(225);
  await scroll(2_000);
  expect(screen.queryByTestId("to-unread"), "it was seen").toBeNull();
});

test("15: a line that is out of the window is gone to by its message", async () => {
  await open([unreadMarker(400), ...texts(1, 40)]);
  engine.splice(bob, 0, 41, texts(300, 340), { edges: { before: true, after: false } });
  await settle();
  await scroll(1_000);
  await fireEvent.click(screen.getByTestId("to-unread"));
  await settle();
  expect(engine.asked("jumpToMessage")).toEqual([{ subscription: 1, messageId: 1 }]);
});

test("16: when more comes than a window holds, who follows the end goes there, and who reads elsewhere stays", async () => {
  const full = { edges: { before: true, after: true } };
  await open(texts(1, 40));
  await scroll(1_500);
  engine.splice(bob, 40, 0, texts(41, 60), full);
  await settle();
  expect([engine.asked("jumpToLatest"), top(16)]).toEqual([[], 0]);
  engine.splice(bob, 60, 0, [], { edges: { before: true, after: false } });
  await settle();
  await scroll(6_000 - 500);
  engine.splice(bob, 60, 0, texts(61, 80), full);
  await settle();
  expect(engine.asked("jumpToLatest")).toEqual([{ subscription: 1 }]);
});

test("16: a new message is followed at the end, and moves nothing elsewhere", async () => {
  await open(texts(1, 20));
  await scroll(1_500);
  engine.splice(bob, 20, 0, texts(21, 21));
  await settle();
  expect(view().scrollTop, "the end").toBe(2_100);
  await scroll(1_000);
  const before = top(12);
  engine.splice(bob, 21, 0, texts(22, 22));
  await settle();
  expect(top(12)).toBe(before);
  expect(screen.getByTestId("to-end")).toBeTruthy();
});

test("16: a long message at the end is read from where it begins when it unfolds", async () => {
  await open([...texts(1, 20), message(21, "line\n".repeat(400), noon + 21)]);
  await scroll(1_600);
  expect(screen.queryByTestId("to-end"), "the end").toBeNull();
  grown = 5_000;
  await fireEvent.click(screen.getByTestId("fold"));
  await settle();
  resized();
  expect(view().scrollTop).toBe(1_600);
  expect(screen.getByTestId("to-end")).toBeTruthy();
});

test("16: the button to the end counts what is unread", async () => {
  await open(texts(1, 20), null, { unread: 120 });
  await scroll(0);
  expect(screen.getByTestId("new-count").textContent).toBe("99+");
  expect(screen.getByTestId("to-end").getAttribute("aria-label")).toBe("120 new messages");
});

test("17: after a jump the button leads back first, to the pixel, and then to the end", async () => {
  const quote = { id: 2, name: "Bob", summary: { type: "text", text: "n2" } as const, preview: null };
  await open([...texts(1, 20), own(21, "yes", noon + 21, undefined, { quote }), ...texts(22, 40)]);
  await scroll(1_830);
  await fireEvent.click(screen.getByTestId("quote"));
  await scroll(view().scrollTop);
  expect(view().scrollTop).toBeLessThan(100);
  await fireEvent.click(screen.getByTestId("to-end"));
  expect(view().scrollTop).toBe(1_830);
  await scroll(1_830);
  await fireEvent.keyDown(window, { key: "End" });
  expect(view().scrollTop).toBe(4_000);
});

test("17: the way back leads through the engine when the window has moved on", async () => {
  const quote = { id: -9, name: "Bob", summary: { type: "text", text: "old" } as const, preview: null };
  await open([...texts(1, 20), own(21, "yes", noon + 21, undefined, { quote })]);
  await scroll(1_230);
  await fireEvent.click(screen.getByTestId("quote"));
  engine.splice(bob, 0, 21, [message(-9, "old", noon - 9)], {
    focus: "m-9",
    edges: { before: true, after: true },
  });
  await settle();
  await fireEvent.click(screen.getByTestId("to-end"));
  await settle();
  expect(engine.asked("jumpToMessage").at(-1)).toEqual({ subscription: 1, messageId: 13 });
  engine.splice(bob, 0, 1, texts(1, 30), { focus: "m13" });
  await settle();
  expect(view().scrollTop, "as it was").toBe(1_230);
});

test("18: the button steps through mentions, oldest first, and those on screen are done", async () => {
  engine = new FakeEngine({ unreadMentions: () => [3, 9, 39] });
  await open(texts(1, 40), null, { mentioned: 3 });
  await scroll(2_000);
  expect(screen.getByTestId("mention-count").textContent).toBe("3");
  await fireEvent.click(screen.getByTestId("to-mention"));
  expect(document.querySelector("[data-row='m3']")?.classList).toContain("lit");
  await scroll(2_000);
  expect(screen.getByTestId("mention-count").textContent).toBe("2");
  await fireEvent.click(screen.getByTestId("to-mention"));
  expect(document.querySelector("[data-row='m9']")?.classList).toContain("lit");
  await scroll(3_500);
  expect(screen.queryByTestId("to-mention"), "the last one is on screen").toBeNull();
});

test("18: nobody has looked at a mention while the window has not the focus", async () => {
  vi.mocked(document.hasFocus).mockReturnValue(false);
  engine = new FakeEngine({ unreadMentions: () => [39] });
  await open(texts(1, 40), null, { mentioned: 1 });
  await scroll(3_500);
  expect(screen.getByTestId("mention-count").textContent).toBe("1");
});

test("19: what comes above moves nothing that is on screen", async () => {
  await open(texts(21, 60));
  await scroll(250);
  const before = top(24);
  engine.splice(bob, 0, 0, texts(1, 20));
  await settle();
  expect(top(24)).toBe(before);
});

test("19: a chat of short lines comes to rest: what comes on one side is not missing on the other", async () => {
  high = 40;
  const inside = { edges: { before: true, after: true } };
  let [first, last] = [500, 529];
  const extendTimeline = ({ direction, keep }: ExtendTimelineArgs): null => {
    const gone = Math.max(0, last - first + 1 - keep);
    if (direction === "older") {
      engine.splice(bob, last - first + 1 - gone, gone, [], inside);
      engine.splice(bob, 0, 0, texts(first - 20, first - 1), inside);
      [first, last] = [first - 20, last - gone];
    } else {
      engine.splice(bob, 0, gone, [], inside);
      engine.splice(bob, last - first + 1 - gone, 0, texts(last + 1, last + 20), inside);
      [first, last] = [first + gone, last + 20];
    }
    return null;
  };
  engine = new FakeEngine({ extendTimeline });
  render(Timeline, { conversation: bob, chat, selection: new Selection() });
  engine.splice(bob, 0, 0, texts(first, last), { focus: `m${first + 10}`, ...inside });
  await settle();
  await vi.waitFor(() => expect(engine.asked("extendTimeline")).not.toEqual([]));
  /** Asks nothing more, while twenty messages would have come two by two. */
  const rest = async (): Promise<void> => {
    for (let asked = -1; asked < engine.asked("extendTimeline").length && asked < 20;) {
      asked = engine.asked("extendTimeline").length;
      await settle(12);
    }
  };
  for (const wheel of [0, -400]) {
    await scroll(view().scrollTop + wheel);
    await rest();
    const asked = engine.asked("extendTimeline").length;
    await scroll(view().scrollTop);
    await rest();
    expect(engine.asked("extendTimeline").length, `after ${wheel} px`).toBe(asked);
    expect(asked).toBeLessThan(20);
    expect(view().scrollTop).toBeGreaterThanOrEqual(1_000);
    expect(view().scrollHeight - view().scrollTop - 500).toBeGreaterThanOrEqual(1_000);
  }
}, 20_000); // a hundred messages are drawn here, which takes a busy machine longer than other tests do

test("20: a jump far back lands in the view and stays there, whatever comes after it", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }); // it stands out as long as this lasts
  const quote = { id: -500, name: "Bob", summary: { type: "text", text: "old" } as const, preview: null };
  await open([...texts(1, 20), own(21, "yes", noon + 21, undefined, { quote })]);
  await scroll(1_600);
  await fireEvent.click(screen.getByTestId("quote"));
  const around = { before: true, after: true };
  engine.splice(bob, 0, 21, texts(-504, -493), { focus: "m-500", edges: around });
  await settle();
  expect(top(-500), "a quarter from the top").toBe(125);

  await scroll(view().scrollTop); // the event of the jump itself
  expect(top(-500)).toBe(125);
  high = 130; // pictures above it arrive, and are higher than what stood for them
  resized();
  expect(top(-500), "what grows does not push it away").toBe(125);
  engine.splice(bob, 0, 0, texts(-510, -505), { edges: around });
  engine.splice(bob, 18, 0, texts(-492, -488), { edges: around });
  await settle();
  expect(top(-500), "nor do the pages around it").toBe(125);
  engine.splice(bob, 10, 1, [message(-500, "edited", noon - 500)], { edges: around });
  await settle();
  expect(top(-500), "nor does a change of itself").toBe(125);
  expect(engine.asked("jumpToLatest"), "nothing leads back to the end").toEqual([]);
});

test("20: words that were looked for land in the view, however far down in their message they stand", async () => {
  const timeline = await open(texts(1, 40));
  const words = { start: 0, end: 1 };
  timeline.reveal(20, words);
  await settle();
  expect(top(20), "the words are a quarter from the top").toBe(125 - 80);
  resized(); // it unfolded: the view hears of that before it hears of the jump
  expect(top(20)).toBe(125 - 80);

  timeline.reveal(-500, words);
  engine.splice(bob, 0, 40, texts(-520, -480), { focus: "m-500", edges: { before: true, after: true } });
  await settle();
  expect(top(-500)).toBe(125 - 80);
});

test("26: a day whose beginning is above shows its date while somebody scrolls, and then leaves the messages alone", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  await open([day(noon), ...texts(1, 40)]);
  const date = () => screen.getByTestId("day").closest("[data-row]")?.classList.contains("resting");
  await scroll(1_000);
  expect(date(), "nobody scrolled").toBe(true);
  await fireEvent.wheel(view());
  await scroll(900);
  expect(date()).toBe(false);
  vi.advanceTimersByTime(1_000);
  await settle();
  expect(date(), "a moment later").toBe(true);
  await scroll(0);
  expect(date(), "in its own place it is always shown").toBe(false);
});

test("59: the host hears that the end of the chat is looked at, and when it is not any more", async () => {
  await open(texts(1, 20));
  await scroll(1_500);
  expect(engine.looks, "once").toEqual([bob]);
  await scroll(1_000);
  expect(engine.looks).toEqual([bob, null]);
  await scroll(1_500);
  vi.mocked(document.hasFocus).mockReturnValue(false);
  await fireEvent.blur(window);
  expect(engine.looks).toEqual([bob, null, bob, null]);
  vi.mocked(document.hasFocus).mockReturnValue(true);
  await fireEvent.focus(window);
  cleanup();
  await settle();
  expect(engine.looks).toEqual([bob, null, bob, null, bob, null]);
});

test("59: a chat that takes another's place is looked at, whichever of the two speaks first", async () => {
  await open(texts(1, 2));
  const carol: ConversationId = { kind: "private", targetId: "carol" };
  looking(carol, true);
  looking(bob, false);
  await settle();
  expect(engine.looks.at(-1)).toEqual(carol);
});

test("24: a chat opens where it was left, to the pixel; one that was left at its end opens there", async () => {
  await open(texts(1, 40));
  await scroll(1_234);
  cleanup();
  const subscribed: unknown[] = [];
  engine.onsubscribe = (what) => subscribed.push(what);
  await open(texts(10, 40), "m13");
  expect(subscribed).toContainEqual({ type: "timeline", conversation: bob, at: 13 });
  expect(top(13)).toBe(1_200 - 1_234);
  await scroll(2_700);
  cleanup();
  await open(texts(1, 40));
  expect(subscribed.at(-1)).toEqual({ type: "timeline", conversation: bob, at: null });
});

test("24: what stood in a chat is there at once, in its place, and what has changed since follows", async () => {
  await open([day(noon), ...texts(1, 40)]);
  await scroll(1_234);
  cleanup();
  render(Timeline, { conversation: bob, chat, selection: new Selection() });
  await settle();
  const row = document.querySelector("[data-row='m13']");
  const [before, shown] = [top(13), row?.textContent];
  await scroll(view().scrollTop);
  expect(engine.asked("extendTimeline"), "nothing is asked before the engine has answered").toEqual([]);
  const now = [day(noon), ...texts(1, 12), message(13, "edited", noon + 13), ...texts(14, 41)];
  engine.splice(bob, 0, 0, now, { focus: "m12" });
  await settle();
  expect([shown?.includes("n13"), row?.isConnected, row?.textContent.includes("edited")]).toEqual([
    true,
    true,
    true,
  ]);
  expect([before, top(13)], "to the pixel").toEqual([1_300 - 1_234, 1_300 - 1_234]);
});

test("68: what a jump or the next page brings is not announced as new", async () => {
  await open(texts(1, 20));
  engine.splice(bob, 0, 20, texts(1, 20), { edges: { before: false, after: true } });
  await settle();
  engine.splice(bob, 20, 0, texts(21, 40), { edges: { before: false, after: true } });
  await settle();
  expect(document.querySelector("[aria-live='polite']")?.textContent).toBe("");
});

test("25: another width or size of text, or a banner, leaves what one reads where it is", async () => {
  await open(texts(1, 40));
  await scroll(1_530);
  expect(top(16)).toBe(-30);
  for (high of [140, 60, 100]) {
    resized();
    expect(top(16), `rows of ${high}`).toBe(-30);
  }
  for (banner of [32, 0]) {
    resized();
    expect(top(16), `below a banner of ${banner}`).toBe(-30);
  }
});

test("25: and who reads the end, goes on reading the end", async () => {
  await open(texts(1, 40));
  await scroll(3_500);
  high = 140;
  resized();
  expect(view().scrollTop).toBe(40 * 140);
});

/** The words of the message that has the focus. */
const focused = (): string | undefined =>
  document.activeElement?.matches("[data-testid='message']")
    ? (document.activeElement.querySelector("p")?.textContent ?? "")
    : undefined;

/** Focuses a message, as the arrows do. */
function focus(words: string): void {
  screen.getByText(words).closest<HTMLElement>("[data-testid='message']")?.focus();
}

test("68: what scrolls by keys takes the focus along to what is on screen then", async () => {
  await open(texts(1, 20));
  await scroll(1_500);
  focus("n20");
  const went: unknown[] = [];
  for (const key of ["PageUp", "PageUp", "ArrowDown", "Home", "PageDown", "End"]) {
    const taken = !(await fireEvent.keyDown(document.activeElement ?? document.body, { key }));
    went.push([taken, view().scrollTop, focused()]);
  }
  expect(went).toEqual([
    [true, 1_050, "n11"],
    [true, 600, "n7"],
    [true, 600, "n8"],
    [true, 0, "n1"],
    [true, 450, "n10"],
    [true, 2_000, "n20"],
  ]);
});

test("68: keys that are held with others are not the messages'", async () => {
  await open(texts(1, 20));
  focus("n20");
  for (const held of [{ altKey: true }, { ctrlKey: true }, { shiftKey: true }, { metaKey: true }])
    expect(await fireEvent.keyDown(document.activeElement ?? view(), { key: "ArrowUp", ...held })).toBe(true);
  expect(focused()).toBe("n20");
});

test("68: the focus stays among the messages when the one that has it is there no longer", async () => {
  await open(texts(1, 20));
  await scroll(1_000);
  focus("n13");
  engine.splice(bob, 12, 1, []);
  await settle();
  expect(focused(), "it was deleted: the next one stands in its place").toBe("n14");
  focus("n2");
  engine.splice(bob, 0, 5, []);
  await settle();
  expect(focused(), "it has left the window above the view").toBe("n11");
  const field = document.body.appendChild(document.createElement("input"));
  focus("n20");
  field.focus();
  engine.splice(bob, 13, 1, []);
  await settle();
  expect(document.activeElement, "one is elsewhere").toBe(field);
  field.remove();
});

test("a page up or down scrolls the chat, from a field that has nothing to scroll, and where nothing has the focus", async () => {
  await open(texts(1, 20));
  const field = document.body.appendChild(document.createElement("textarea"));
  let long = high + 1; // a part of a pixel counts as one
  Object.defineProperty(field, "scrollHeight", { get: () => long });
  const press = async (target: Element, key: string, held = {}): Promise<unknown[]> => {
    const taken = !(await fireEvent.keyDown(target, { key, ...held }));
    return [taken, view().scrollTop];
  };
  await scroll(1_500);
  expect(await press(field, "PageUp")).toEqual([true, 1_050]);
  expect(await press(field, "PageUp", { shiftKey: true }), "it chooses words").toEqual([false, 1_050]);
  expect(await press(document.body, "PageDown")).toEqual([true, 1_500]);
  long = 3 * high;
  expect(await press(field, "PageUp"), "the field scrolls").toEqual([false, 1_500]);
  const list = document.body.appendChild(document.createElement("ul"));
  expect(await press(list, "PageUp"), "somebody else's").toEqual([false, 1_500]);
  field.remove();
  list.remove();
});
