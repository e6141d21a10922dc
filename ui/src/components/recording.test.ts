// Recording a voice in a chat.

import { fireEvent, render, screen } from "@testing-library/svelte";
import axe from "axe-core";
import { beforeEach, expect, test } from "vitest";

import type { ConversationId, ErrorCode, Recording } from "../bindings";
import { toast } from "../stores/toast.svelte";
import { FakeEngine } from "../testing/fake";
import { message } from "../testing/rows";
import { settle } from "../testing/settle";
import Chat from "./Chat.svelte";

const bob: ConversationId = { kind: "private", targetId: "bob" };
let engine: FakeEngine;
let problem: ErrorCode | null;
let unmount: () => void;

const now = (ms: number, more: Partial<Recording> = {}): Recording => ({
  conversation: bob,
  level: 0.5,
  ms,
  silent: false,
  stopped: null,
  ...more,
});

async function tell(recording: Recording | null): Promise<void> {
  engine.tell("recording", recording);
  await settle();
}

beforeEach(async () => {
  problem = null;
  toast.clear();
  const answer = (recording: Recording | null) => {
    if (problem) throw { code: problem, message: "no" } as unknown as Error;
    engine.tell("recording", recording);
  };
  engine = new FakeEngine({
    draft: () => null,
    saveVoice: () => "pipit-voice-7.wav",
    startRecording: () => {
      answer(now(0, { level: 0 }));
      return null;
    },
    finishRecording: () => {
      answer(null);
      return 9;
    },
    cancelRecording: () => {
      answer(null);
      return null;
    },
  });
  const page = render(Chat, {
    conversation: bob,
    title: "Bob",
    avatar: null,
    focus: true,
    onback: null,
    onleave: null,
  });
  unmount = () => page.unmount();
  engine.splice(bob, 0, 0, []);
  await tell(null);
});

const press = async (id: string): Promise<void> => {
  await fireEvent.click(screen.getByTestId(id));
  await settle();
};
const composer = (): HTMLTextAreaElement => screen.getByTestId("composer");

test("52: a press records, the bar tells how loud and how long, and Enter sends", async () => {
  await press("record");
  expect(engine.asked("startRecording")).toEqual([{ subscription: expect.any(Number) as number }]);
  expect(composer().closest("[hidden]"), "nothing is written meanwhile").not.toBeNull();
  expect(document.activeElement, "so that Enter sends").toBe(screen.getByTestId("recorder-send"));
  await tell(now(12_340, { level: 0.8 }));
  expect(screen.getByTestId("recorder-time").textContent).toBe("0:12");
  expect(screen.getByTestId("recorder-level").getAttribute("aria-valuenow")).toBe("80");
  expect(
    screen.getByTestId("recorder-level").querySelector("path")?.getAttribute("d")?.match(/M/g),
  ).toHaveLength(2);
  await press("recorder-send");
  expect(engine.asked("finishRecording")).toEqual([{ conversation: bob }]);
  expect(screen.queryByTestId("recorder")).toBeNull();
  expect(document.activeElement, "one writes on").toBe(composer());
});

test("52: Escape throws it away", async () => {
  await press("record");
  await fireEvent.keyDown(screen.getByTestId("recorder-send"), { key: "Escape" });
  await settle();
  expect(engine.asked("cancelRecording")).toEqual([{ conversation: bob }]);
  expect(engine.asked("finishRecording")).toEqual([]);
  expect(screen.queryByTestId("recorder")).toBeNull();
  expect(document.activeElement).toBe(composer());
});

test("52: the last ten seconds are counted down, and after a minute it waits to be sent", async () => {
  await press("record");
  const note = (): string | undefined => screen.getByTestId("recorder-note").textContent?.trim();
  await tell(now(49_999));
  expect(note()).toBe("");
  for (const [ms, words] of [
    [50_000, "10 seconds left"],
    [58_990, "2 seconds left"],
    [59_000, "1 second left"],
  ] as const) {
    await tell(now(ms));
    expect(note()).toBe(words);
  }
  await tell(now(60_000, { stopped: "limit" }));
  expect(note()).toContain("A minute is the longest");
  expect(engine.asked("finishRecording"), "the person sends it").toEqual([]);
  await press("recorder-send");
  expect(engine.asked("finishRecording")).toHaveLength(1);
});

test("52: keys begin a recording too, but only one", async () => {
  for (const repeat of [false, true])
    await fireEvent.keyDown(window, { code: "KeyM", key: "M", ctrlKey: true, shiftKey: true, repeat });
  await settle();
  await fireEvent.keyDown(window, { code: "KeyM", key: "M", ctrlKey: true, shiftKey: true });
  await settle();
  expect(engine.asked("startRecording")).toHaveLength(1);
});

test("52: there is a button for it while nothing is written", async () => {
  await fireEvent.input(composer(), { target: { value: "well" } });
  expect(screen.queryByTestId("record")).toBeNull();
  await fireEvent.input(composer(), { target: { value: "" } });
  expect(screen.getByTestId("record").getAttribute("aria-label")).toContain("Record a voice message");
});

test("52: what goes wrong is said in words that help", async () => {
  for (const [code, words] of [
    ["noMicrophone", "No microphone was found"],
    ["microphoneRefused", "may not be used"],
    ["recordingWaits", "another chat"],
  ] as const) {
    problem = code;
    await press("record");
    expect(toast.text).toContain(words);
  }
  problem = null;
  await press("record");
  problem = "recordingTooShort";
  await press("recorder-send");
  expect(toast.text).toContain("too short");
});

test("52: a microphone that hears nothing, or is pulled out, is told of", async () => {
  await press("record");
  await tell(now(1_900, { silent: true, level: 0 }));
  expect(screen.getByTestId("recorder-note").textContent?.trim()).toBe("");
  await tell(now(2_000, { silent: true, level: 0 }));
  expect(screen.getByTestId("recorder-note").textContent).toContain("Nothing is heard");
  await tell(now(2_500, { stopped: "lost" }));
  expect(screen.getByTestId("recorder-note").textContent).toContain("The microphone is gone");
});

test("52: what is recorded for another chat is not shown here, and what waits here takes no keys", async () => {
  await tell(now(3_000, { conversation: { kind: "private", targetId: "carol" } }));
  expect(screen.queryByTestId("recorder")).toBeNull();
  await tell(now(3_000, { stopped: "left" }));
  expect(screen.getByTestId("recorder-note").textContent).toContain("not sent yet");
  expect(document.activeElement).not.toBe(screen.getByTestId("recorder-send"));
});

test("52: a chat that is left shows its recording no more, which ends it", async () => {
  await press("record");
  expect(engine.watching("recording")).toBe(1);
  unmount();
  await settle();
  expect(engine.watching("recording")).toBe(0);
});

test("52: a voice is saved from its menu", async () => {
  const body = { type: "voice", seconds: 3, unheard: false } as const;
  engine.splice(bob, 0, 0, [message(7, "", 1_800_000_000_000, { body })]);
  await settle();
  await fireEvent.keyDown(screen.getByRole("article"), { key: "F10", shiftKey: true });
  await press("menu-save");
  expect(engine.asked("saveVoice")).toEqual([{ messageId: 7, held: [] }]);
  expect(toast.text).toContain("pipit-voice-7.wav");
});

test("68: the bar says to those who hear it what it is", async () => {
  await press("record");
  await tell(now(51_000));
  const { violations } = await axe.run(screen.getByTestId("recorder"), {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
});
