import { afterEach, expect, test } from "vitest";

import type { ConversationId, TimelineItem } from "../bindings";
import { message } from "../testing/rows";
import { forgetPlaces, leaveAt, leftIn } from "./places";

const bob: ConversationId = { kind: "private", targetId: "bob" };
const day = (time: number): TimelineItem => ({ key: `d${time}`, kind: { type: "dateDivider", time } });
const chat: TimelineItem[] = [
  { key: "start", kind: { type: "historyStart" } },
  day(1),
  ...[1, 2, 3].map((id) => message(id, "x", id)),
  day(4),
  message(4, "x", 4),
  { key: "unread", kind: { type: "unreadMarker", count: 2 } },
  ...[5, 6].map((id) => message(id, "x", id)),
];
const keys = (): string[] | undefined => leftIn(bob)?.rows.map(({ key }) => key);

afterEach(forgetPlaces);

test("24: as many messages as were on screen at the end are shown again at once, below their date", () => {
  leaveAt(bob, null, chat, 2);
  expect(keys()).toEqual(["d4", "m5", "m6"]);
});

test("24: from the message that was held on to, what was on screen is shown again, without the line of the unread", () => {
  leaveAt(bob, { key: "m2", top: 60 }, chat, 4);
  expect(keys()).toEqual(["d1", "m2", "m3", "d4", "m4", "m5"]);
});

test("24: a chat that was on screen as a whole is shown again as a whole", () => {
  leaveAt(bob, null, chat, 6);
  expect(keys()).toEqual(["start", "d1", "m1", "m2", "m3", "d4", "m4", "m5", "m6"]);
});
