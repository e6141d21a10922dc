import type { TimelineItem } from "../../bindings";
import { day, message as theirs, own as mine, unreadMarker } from "../rows";
import { ago, asks } from "./asked";
import { hills } from "./hills";
import { media } from "./media";
import { called, face, words } from "./words";

const { chat: said, group: told } = words;
const bob = { senderName: called("bob"), avatar: face("bob") };
const alice = { senderName: called("alice"), avatar: face("alice") };
const li = { sender: "li", senderName: called("li"), avatar: face("li") };

/** Bob's, unless another is named. */
const message: typeof theirs = (id, text, time, more) => theirs(id, text, time, { ...bob, ...more });
const own: typeof mine = (id, text, time, state, more) => mine(id, text, time, state, { ...alice, ...more });

const group = { firstOfGroup: false, lastOfGroup: false };
/** What strains a layout: an address without end, a word without a space, and scripts that run both ways in one line. */
const strained: TimelineItem[] = [
  message(60, `https://example.org/${"a".repeat(4980)}`, ago(1.2)),
  own(61, "w".repeat(600), ago(1.1), { state: "read" }),
  message(62, "The Arabic for “harbour” is ميناء (mīnāʾ), and 港口 in Chinese 🙂👨‍👩‍👧", ago(1)),
  message(64, "", ago(0.95), { body: { type: "image", preview: hills(3, 240), percent: null } }),
  own(
    65,
    "",
    ago(0.92),
    { state: "read" },
    { body: { type: "image", preview: hills(240, 3), percent: null } },
  ),
  own(63, "نلتقي عند الميناء at 7:30, قرب pier 4، 别迟到！", ago(0.9), { state: "read" }),
];

/** What a machine has written, and somebody has pasted. */
const pasted = Array.from(
  { length: 10_000 },
  (_, at) => `${String(at + 1).padStart(5, "0")}  tide gauge 7: ok`,
);

/** With Bob: a bit of everything. */
export const chat: TimelineItem[] = [
  day(ago(26 * 60)),
  message(1, said.weather, ago(26 * 60), { lastOfGroup: false }),
  message(2, said.rain, ago(26 * 60 - 1), {
    firstOfGroup: false,
  }),
  own(3, said.later, ago(26 * 60 - 4), { state: "read" }),
  message(4, "", ago(26 * 60 - 6), {
    body: { type: "recalled", byMe: false, name: called("bob"), again: null },
  }),
  own(
    14,
    "",
    ago(26 * 60 - 7),
    { state: "sent" },
    { body: { type: "recalled", byMe: true, name: called("alice"), again: said.again } },
  ),
  day(ago(50)),
  own(5, said.route, ago(50), { state: "read" }, { lastOfGroup: false }),
  own(6, said.table, ago(49), { state: "read" }, { firstOfGroup: false, edited: ago(47), canEdit: true }),
  message(7, "", ago(30), {
    body: { type: "unsupported", objectName: "App:Vote", raw: '{"choices":["8:00","9:00"]}' },
  }),
  own(8, said.thermos, ago(20), { state: "failed", code: 405 }),
  unreadMarker(3),
  message(9, said.tea, ago(5), { lastOfGroup: false }),
  message(10, said.ask, ago(4), {
    ...group,
    quote: {
      id: 8,
      name: called("alice"),
      summary: { type: "text", text: said.thermos },
      preview: null,
    },
  }),
  message(11, said.ferry, ago(2), {
    firstOfGroup: false,
  }),
  ...(asks("media") ? media() : []),
  ...(asks("long") ? strained : []),
  ...(asks("pasted") ? [message(67, pasted.join("\n"), ago(1.5))] : []),
  own(12, said.perfect, ago(1), { state: "sent" }, { lastOfGroup: false }),
  own(
    15,
    said.settled,
    ago(0.5),
    { state: "sent" },
    {
      quote: {
        id: null,
        name: called("bob"),
        summary: { type: "recalled", byMe: false, name: called("bob") },
        preview: null,
      },
      firstOfGroup: false,
      lastOfGroup: false,
    },
  ),
  ...(asks("media")
    ? [
        own(
          16,
          said.place,
          ago(0.4),
          { state: "read" },
          {
            quote: { id: 20, name: called("bob"), summary: { type: "image" }, preview: hills(60, 60) },
            firstOfGroup: false,
            lastOfGroup: false,
          },
        ),
      ]
    : []),
  own(13, said.bye, ago(0), { state: "sending" }, { firstOfGroup: false }),
];

/** A group, in which one's own messages tell how many have read them. */
export const hike: TimelineItem[] = [
  day(ago(60)),
  message(50, "", ago(60), {
    body: {
      type: "group",
      event: "added",
      byMe: false,
      by: called("li"),
      what: [called("alice"), called("tom")],
    },
  }),
  message(51, "", ago(59), {
    body: { type: "group", event: "renamed", byMe: true, by: called("alice"), what: [told.name] },
  }),
  message(521, "", ago(58), {
    body: { type: "event", event: "called", byMe: false, by: called("li"), seconds: 83 },
  }),
  message(523, "", ago(58), {
    body: {
      type: "templated",
      title: told.vote,
      text: told.rule,
      image: "",
      url: "https://example.org/vote",
      fields: [
        { label: told.choices[0] ?? "", value: "4" },
        { label: told.choices[1] ?? "", value: "2" },
      ],
    },
  }),
  message(522, "", ago(58), { body: { type: "redPacket", greeting: told.greeting } }),
  message(52, "", ago(58), { body: { type: "notice", text: told.notice } }),
  message(53, told.map, ago(40), li),
  own(54, told.paths, ago(39), { state: "sent" }, { readers: 5, canAskReaders: true }),
  own(55, told.compass, ago(30), { state: "sent" }, { canAskReaders: true }),
  message(56, told.lamp, ago(9), {
    ...li,
    mentionsMe: true,
  }),
];
