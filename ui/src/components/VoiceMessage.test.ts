import { fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { MessageBody } from "../bindings";
import { player } from "../stores/player.svelte";
import { settings } from "../stores/settings.svelte";
import { defaultSettings, FakeEngine } from "../testing/fake";
import { settle } from "../testing/settle";
import { soundCard } from "../testing/sound";
import VoiceMessage from "./VoiceMessage.svelte";

type Body = Extract<MessageBody, { type: "voice" }>;

const wave = { peaks: Array.from({ length: 48 }, (_, at) => at * 5), seconds: 10 };
let engine: FakeEngine;
let card: ReturnType<typeof soundCard>;
let following: number | null;
let stop: () => void;

beforeEach(() => {
  following = null;
  engine = new FakeEngine({
    wave: () => wave,
    voice: ({ messageId }) => ({ url: `data:audio/wav;base64,${messageId}`, wave }),
    nextUnheard: () => following,
    saveSettings: (changed) => {
      engine.tell("settings", changed);
      return null;
    },
  });
  card = soundCard();
  stop = settings.open();
  engine.tell("settings", defaultSettings);
});

afterEach(() => {
  player.leave();
  stop();
});

async function show(messageId: number, more: Partial<Body> = {}): Promise<void> {
  const body: Body = { type: "voice", seconds: 10, unheard: false, ...more };
  render(VoiceMessage, { source: { messageId, held: [] }, body });
  await settle();
}

const buttons = (): HTMLElement[] => screen.getAllByTestId("voice");
const press = async (at = 0): Promise<void> => {
  await fireEvent.click(buttons()[at] as HTMLElement);
  await settle();
};
const track = (at = 0): HTMLElement => screen.getAllByTestId("voice-track")[at] as HTMLElement;

test("52: a voice shows what it looks like before it is played, and counts as heard only then", async () => {
  await show(7, { unheard: true });
  expect(engine.asked("wave")).toEqual([{ messageId: 7, held: [] }]);
  expect(engine.asked("voice")).toEqual([]);
  expect(document.querySelector(".unheard")).not.toBeNull();
  expect(track().querySelector("path")?.getAttribute("d")?.match(/M/g)).toHaveLength(28);
  expect(screen.getByTestId("voice-time").textContent).toBe("0:10");
  await press();
  expect(engine.asked("voice")).toEqual([{ messageId: 7, held: [] }]);
});

test("52: one voice is heard at a time, and goes on where it was paused", async () => {
  await show(1);
  await show(2);
  await press(0);
  card.played().at(4);
  await press(1);
  expect(card.played().element.src).toContain("base64,2");
  expect(buttons()[0]?.getAttribute("aria-label")).toMatch(/^Play/);
  card.played().at(3);
  await press(1);
  expect(card.plays()).toBe(false);
  await press(1);
  expect(card.played().element.currentTime).toBe(3);
  expect(engine.asked("voice")).toHaveLength(2);
});

test("52: what is asked for while a voice is still on its way is what happens", async () => {
  await show(1);
  await show(2);
  await fireEvent.click(buttons()[0] as HTMLElement);
  await fireEvent.click(buttons()[1] as HTMLElement);
  await fireEvent.click(buttons()[1] as HTMLElement);
  await settle();
  expect(card.plays(), "it was paused before it came").toBe(false);
  await press(1);
  expect(card.played().element.src).toContain("base64,2");
});

test("52: the speed changes by a press, is remembered, and holds for the next voice", async () => {
  await show(1);
  await show(2);
  expect(screen.queryByTestId("voice-rate"), "only where something plays").toBeNull();
  await press(0);
  for (const [rate, name] of [
    [1.5, "faster"],
    [2, "fastest"],
  ] as const) {
    await fireEvent.click(screen.getByTestId("voice-rate"));
    await settle();
    expect(card.played().element.playbackRate).toBe(rate);
    expect(engine.asked("saveSettings").at(-1)).toMatchObject({ voiceRate: name });
  }
  await press(1);
  expect(card.played().element.playbackRate).toBe(2);
  await fireEvent.click(screen.getByTestId("voice-rate"));
  await settle();
  expect(screen.getByTestId("voice-rate").textContent?.trim()).toBe("1×");
});

test("52: keys and the pointer go to any place in it", async () => {
  await show(1);
  await press();
  for (const [key, to] of [
    ["ArrowRight", 1],
    ["ArrowRight", 2],
    ["ArrowLeft", 1],
    ["End", 10],
    ["ArrowRight", 10],
    ["Home", 0],
    ["ArrowLeft", 0],
  ] as const) {
    await fireEvent.keyDown(track(), { key });
    expect(card.played().element.currentTime, key).toBe(to);
  }
  track().getBoundingClientRect = () => new DOMRect(100, 0, 200, 28);
  await fireEvent.pointerDown(track(), { button: 0, clientX: 150 });
  await fireEvent.pointerMove(track(), { clientX: 200 });
  expect(track().getAttribute("aria-valuenow"), "it follows the pointer").toBe("5");
  expect(card.played().element.currentTime, "and is heard from where it lets go").toBe(0);
  await fireEvent.pointerUp(track(), { clientX: 260 });
  expect(card.played().element.currentTime).toBe(8);
});

test("52: a press into a voice that rests plays it from there", async () => {
  await show(1);
  track().getBoundingClientRect = () => new DOMRect(0, 0, 100, 28);
  await fireEvent.pointerDown(track(), { button: 0, clientX: 40 });
  await fireEvent.pointerUp(track(), { clientX: 40 });
  await settle();
  expect(card.played().element.currentTime).toBe(4);
  expect(card.plays()).toBe(true);
});

test("52: after one that nobody had heard the next such one plays, and after others none", async () => {
  await show(1, { unheard: true });
  await show(2, { unheard: true });
  await press(0);
  following = 2;
  card.played().end();
  await settle();
  expect(engine.asked("nextUnheard")).toEqual([{ messageId: 1 }]);
  expect(card.played().element.src).toContain("base64,2");
  following = null;
  card.played().end();
  await settle();
  expect(card.plays()).toBe(false);
  await show(3);
  await press(2);
  card.played().end();
  await settle();
  expect(engine.asked("nextUnheard"), "one that was heard before is heard alone").toHaveLength(2);
});

test("52: a film that plays makes it quiet, and so does a chat that is left", async () => {
  await show(1);
  await press();
  const film = document.body.appendChild(document.createElement("video"));
  film.dispatchEvent(new Event("play"));
  await settle();
  expect(card.plays()).toBe(false);
  expect(buttons()[0]?.getAttribute("aria-label")).toMatch(/^Play/);
  film.remove();
  await press();
  player.leave();
  expect(card.plays()).toBe(false);
});

test("52: a voice that plays in another window makes it quiet here", async () => {
  await show(1);
  await press();
  const other = new BroadcastChannel("voices");
  other.postMessage("plays");
  await vi.waitFor(() => expect(card.plays()).toBe(false));
  const told = new Promise((resolve) => (other.onmessage = resolve));
  await press();
  await told;
  expect(card.plays()).toBe(true);
  other.close();
});

test("52: one that cannot be played says so and can be tried again", async () => {
  await show(1);
  card.breaks(true);
  await press();
  expect((await screen.findByRole("alert")).textContent).toContain("cannot be played");
  card.breaks(false);
  await fireEvent.click(screen.getByTestId("voice-retry"));
  await settle();
  expect(screen.queryByRole("alert")).toBeNull();
  expect(card.plays()).toBe(true);
});
