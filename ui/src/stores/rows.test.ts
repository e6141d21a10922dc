import { afterEach, beforeEach, expect, test } from "vitest";

import type { ConversationId, ConversationRow, Edges, TimelineItem } from "../bindings";
import { FakeEngine } from "../testing/fake";
import { conversation, message } from "../testing/rows";
import { settle } from "../testing/settle";
import { Rows } from "./rows.svelte";

const bob: ConversationId = { kind: "private", targetId: "bob" };
const texts = (from: number, to: number): TimelineItem[] =>
  Array.from({ length: to - from + 1 }, (_, at) => message(from + at, "x", from + at));
const live: Edges = { before: true, after: false };
const inside: Edges = { before: true, after: true };

let engine: FakeEngine;
let close: () => void;
/** What was shown, step by step: how many rows, and what is brought into view. */
let steps: [number, string | null][];
let rows: Rows<"timeline">;
/** The end is looked at. */
let follows: boolean;
/** How often the window was overtaken. */
let overtaken: number;

beforeEach(async () => {
  engine = new FakeEngine();
  steps = [];
  [follows, overtaken] = [true, 0];
  rows = new Rows<"timeline">(
    { type: "timeline", conversation: bob, at: null },
    {
      few: 2,
      follows: () => follows,
      overtaken: () => (overtaken += 1),
      around: (step, apply) => {
        steps.push([step.rows.length, step.focus]);
        apply();
      },
    },
  );
  close = rows.open();
  engine.splice(bob, 0, 0, texts(101, 110), { focus: "end", edges: live });
  await settle();
});
afterEach(() => close());

test("19: what comes out of sight comes a few rows in a frame, and more is beyond it until all is there", async () => {
  const edges: Edges[] = [];
  engine.splice(bob, 0, 0, texts(96, 100), { edges: { before: false, after: false } });
  for (const shown of [12, 14, 15]) {
    expect(rows.items.length).toBeLessThan(shown);
    while (rows.items.length < shown) await settle(1);
    edges.push(rows.edges);
  }
  expect(rows.items.map(({ key }) => key)).toEqual(texts(96, 110).map(({ key }) => key));
  expect(edges.map(({ before }) => before)).toEqual([true, true, false]);
});

test("16: what comes at the end that one follows is there at once", async () => {
  engine.splice(bob, 10, 0, texts(111, 130), { edges: live });
  await settle();
  expect(steps).toEqual([
    [10, "end"],
    [30, null],
  ]);
});

test("12, 16: of much that comes at the end that one follows a screen is there at once, and the rest above it bit by bit", async () => {
  engine.splice(bob, 10, 0, texts(111, 140), { edges: live });
  while (steps.length < 2) await settle(1);
  expect(rows.items.map(({ key }) => key)).toEqual(
    [...texts(101, 110), ...texts(119, 140)].map(({ key }) => key),
  );
  await settle();
  expect(steps.map(([shown]) => shown)).toEqual([10, 32, 34, 36, 38, 40]);
  expect(rows.items.map(({ key }) => key)).toEqual(texts(101, 140).map(({ key }) => key));
});

test("12: what comes at the end while one reads above it comes a few rows in a frame", async () => {
  follows = false;
  engine.splice(bob, 10, 0, texts(111, 116), { edges: live });
  await settle();
  expect(steps.map(([shown]) => shown)).toEqual([10, 12, 14, 16]);
});

test("12: more than the window holds is not shown where its end is followed; the latest is asked for", async () => {
  engine.splice(bob, 10, 0, texts(111, 340), { edges: inside });
  await settle();
  expect([overtaken, steps.length]).toEqual([1, 1]);
  engine.splice(bob, 0, 240, texts(1_081, 1_100), { focus: "end", edges: live });
  await settle();
  expect(steps.at(-1)).toEqual([20, "end"]);
  expect(rows.edges.after).toBe(false);
});

test("10: of the list of conversations all that comes is there at once", async () => {
  const list = new Rows<"conversationList">({ type: "conversationList", filter: "all" });
  list.open();
  const some = (from: number): ConversationRow[] =>
    Array.from({ length: 50 }, (_, at) => conversation(`n${from + at}`, `n${from + at}`));
  engine.splice("conversationList", 0, 0, some(0), { edges: inside });
  engine.splice("conversationList", 50, 0, some(50), { edges: inside });
  await settle(2);
  expect(list.items.length).toBe(100);
  list.close();
});

test("20: what is jumped to is there at once, also when more was on its way", async () => {
  engine.splice(bob, 0, 0, texts(91, 100), { edges: live });
  await settle(1);
  engine.splice(bob, 0, 20, texts(1, 20), { focus: "m5", edges: inside });
  await settle();
  expect(steps.at(-1)).toEqual([20, "m5"]);
  expect(steps.length).toBeLessThan(5);
  expect(rows.items.map(({ key }) => key)).toEqual(texts(1, 20).map(({ key }) => key));
});

test("what changes while rows are on their way is right in the end", async () => {
  engine.splice(bob, 0, 0, texts(81, 100), { edges: live });
  await settle(1);
  engine.splice(bob, 25, 1, [message(106, "edited", 106)], { edges: live });
  await settle(1);
  engine.splice(bob, 0, 4, [], { edges: live });
  await settle();
  expect(rows.items.map(({ key }) => key)).toEqual(texts(85, 110).map(({ key }) => key));
  expect(rows.items[21]?.kind).toMatchObject({ body: { text: "edited" } });
});

test("a missed batch begins anew, and nothing that was on its way is shown afterwards", async () => {
  engine.splice(bob, 0, 0, texts(91, 100), { edges: live });
  engine.splice(bob, 0, 0, texts(81, 90), { edges: live, rev: 9 });
  await settle();
  expect(rows.items.length, "what was there stays until the engine says what is").toBe(10);
});

test("24: what stood there is shown at once; what the engine says of it waits for the next frame", async () => {
  close();
  const again = new Rows<"timeline">(
    { type: "timeline", conversation: bob, at: null },
    { until: texts(109, 110) },
  );
  close = again.open();
  engine.splice(bob, 0, 0, texts(101, 110), { focus: "end", edges: live });
  expect(again.items).toHaveLength(2);
  await settle();
  expect(again.items).toHaveLength(10);
});
