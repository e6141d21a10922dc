import type { TimelineItem } from "../../bindings";
import { avatar, day, message, own, unreadMarker } from "../rows";
import { ago, asks } from "./asked";
import { hills } from "./hills";
import { media } from "./media";

const group = { firstOfGroup: false, lastOfGroup: false };
/** What strains a layout: an address without end, a word without a space, and scripts that run both ways in one line. */
const strained: TimelineItem[] = [
  message(60, `https://example.org/${"a".repeat(4980)}`, ago(1.2)),
  own(61, "w".repeat(600), ago(1.1), { state: "read" }),
  message(62, "The Arabic for “harbour” is ميناء (mīnāʾ), and 港口 in Chinese 🙂👨‍👩‍👧", ago(1)),
  own(63, "نلتقي عند الميناء at 7:30, قرب pier 4، 别迟到！", ago(0.9), { state: "read" }),
];

/** With Bob: a bit of everything. */
export const chat: TimelineItem[] = [
  day(ago(26 * 60)),
  message(1, "Did you look at the weather for Saturday?", ago(26 * 60), { lastOfGroup: false }),
  message(2, "They say rain in the morning, and sun from eleven on.", ago(26 * 60 - 1), {
    firstOfGroup: false,
  }),
  own(3, "Then we go later. I would rather be dry than early.", ago(26 * 60 - 4), { state: "read" }),
  message(4, "", ago(26 * 60 - 6), {
    body: { type: "recalled", byMe: false, name: "Bob Hansen", again: null },
  }),
  own(
    14,
    "",
    ago(26 * 60 - 7),
    { state: "sent" },
    { body: { type: "recalled", byMe: true, name: "Alice", again: "On Saturday" } },
  ),
  day(ago(50)),
  own(
    5,
    "I have put the route here: https://example.org/routes/north-shore?day=saturday&boat=8 — two hours along the shore, then lunch at the mill.",
    ago(50),
    { state: "read" },
    { lastOfGroup: false },
  ),
  own(
    6,
    "订了八个人的桌子，靠窗。",
    ago(49),
    { state: "read" },
    { firstOfGroup: false, edited: ago(47), canEdit: true },
  ),
  message(7, "", ago(30), {
    body: { type: "unsupported", objectName: "App:Vote", raw: '{"choices":["8:00","9:00"]}' },
  }),
  own(8, "Can you bring the big thermos?", ago(20), { state: "failed", code: 405 }),
  unreadMarker(3),
  message(9, "Yes, and the small one for the tea.", ago(5), { lastOfGroup: false }),
  message(10, "Shall I ask Mia as well? 🙂", ago(4), {
    ...group,
    quote: {
      id: 8,
      name: "Alice",
      summary: { type: "text", text: "Can you bring the big thermos?" },
      preview: null,
    },
  }),
  message(11, "The ferry leaves at eight, so let us meet at the harbour by half past seven.", ago(2), {
    firstOfGroup: false,
  }),
  ...(asks("media") ? media() : []),
  ...(asks("long") ? strained : []),
  own(12, "Perfect.", ago(1), { state: "sent" }, { lastOfGroup: false }),
  own(
    15,
    "那就这么说定了",
    ago(0.5),
    { state: "sent" },
    {
      quote: {
        id: null,
        name: "Bob Hansen",
        summary: { type: "recalled", byMe: false, name: "Bob Hansen" },
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
          "That is the place",
          ago(0.4),
          { state: "read" },
          {
            quote: { id: 20, name: "Bob Hansen", summary: { type: "image" }, preview: hills(60, 60) },
            firstOfGroup: false,
            lastOfGroup: false,
          },
        ),
      ]
    : []),
  own(13, "See you there", ago(0), { state: "sending" }, { firstOfGroup: false }),
];

/** A group, in which one's own messages tell how many have read them. */
export const hike: TimelineItem[] = [
  day(ago(60)),
  message(50, "", ago(60), {
    body: { type: "group", event: "added", byMe: false, by: "李小明", what: "Alice, Tom Okafor" },
  }),
  message(51, "", ago(59), {
    body: { type: "group", event: "renamed", byMe: true, by: "Alice", what: "周末徒步" },
  }),
  message(521, "", ago(58), {
    body: { type: "event", event: "called", byMe: false, by: "李小明", seconds: 83 },
  }),
  message(523, "", ago(58), {
    body: {
      type: "templated",
      title: "Where do we have lunch?",
      text: "Until noon everybody has one vote.",
      image: "",
      url: "https://example.org/vote",
      fields: [
        { label: "The harbour", value: "4" },
        { label: "湖边", value: "2" },
      ],
    },
  }),
  message(522, "", ago(58), { body: { type: "redPacket", greeting: "恭喜发财" } }),
  message(52, "", ago(58), { body: { type: "notice", text: "The forecast for Saturday has changed." } }),
  message(53, "谁带地图？", ago(40), { sender: "li", senderName: "李小明", avatar: avatar("小明", 1) }),
  own(
    54,
    "I can bring the one with the paths.",
    ago(39),
    { state: "sent" },
    { readers: 5, canAskReaders: true },
  ),
  own(55, "And a compass.", ago(30), { state: "sent" }, { canAskReaders: true }),
  message(56, "@Alice 记得带头灯", ago(9), {
    sender: "li",
    senderName: "李小明",
    avatar: avatar("小明", 1),
    mentionsMe: true,
  }),
];
