// Every page with made-up people, in a plain browser: `npm run dev`, then /src/testing/gallery.html
// ?page=chat|login|locked|keyring|empty&theme=light|dark&language=en|zh-Hans|zh-Hant|ar&open=bob&sheet=settings&offline&ended&media&search=harbour&steps=m3,menu-select. It is no part of the build.

import "./clock";

import { mount } from "svelte";

import App from "../App.svelte";
import type {
  ConversationRow,
  Language,
  ListFilter,
  MessageBody,
  Picture,
  Piece,
  Session,
  Theme,
  TimelineItem,
} from "../bindings";
import "../styles/base.css";
import "../styles/tokens.css";
import { alice, defaultSettings, FakeEngine } from "./fake";
import { avatar, conversation, day, message, own, said, unreadMarker } from "./rows";

const asked = new URLSearchParams(location.search);
const page = asked.get("page") ?? "chat";
const minute = 60_000;
const now = Date.now();
const ago = (minutes: number): number => now - minutes * minute;

/** A picture of hills, drawn here. */
function hills(width: number, height: number): Picture {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("this browser draws nothing");
  const sky = pen.createLinearGradient(0, 0, 0, height);
  sky.addColorStop(0, "#6fa8dc");
  sky.addColorStop(1, "#fbe4c4");
  pen.fillStyle = sky;
  pen.fillRect(0, 0, width, height);
  ["#7d9f85", "#5b8068", "#3c5f4b"].forEach((colour, at) => {
    pen.fillStyle = colour;
    pen.beginPath();
    pen.moveTo(0, height);
    for (let x = 0; x <= width; x += 2)
      pen.lineTo(x, height * (0.55 + at * 0.13) + Math.sin(x / (30 - at * 6) + at * 2) * height * 0.06);
    pen.lineTo(width, height);
    pen.fill();
  });
  return { url: canvas.toDataURL("image/jpeg"), width, height };
}

/** One of each kind that is more than words. */
function media(): TimelineItem[] {
  const bodies: MessageBody[] = [
    { type: "image", preview: hills(240, 160), percent: null },
    { type: "video", preview: hills(135, 240), seconds: 9 },
    { type: "voice", seconds: 7, unheard: true },
    { type: "voice", seconds: 48, unheard: false },
    {
      type: "file",
      name: "Timetable of all ferries in the archipelago, winter.pdf",
      size: 1_730_000,
      percent: null,
    },
    { type: "location", label: "Harbour, pier 4 · 港口四号码头", preview: hills(240, 120) },
    {
      type: "card",
      title: "Ferries to the outer islands",
      text: "All lines, all stops, and what it costs with a bicycle. Updated every morning at six.",
      url: "https://example.org/ferries",
      image: "",
    },
    { type: "image", preview: null, percent: null },
    { type: "gif", width: 240, height: 135, size: 5_400_000, percent: null },
    { type: "sticker", meaning: "Good night" },
    {
      type: "merged",
      group: false,
      names: ["Mia Lindqvist", "Alice"],
      lines: [
        "Mia Lindqvist: Is the boat big enough for eight people and two dogs?",
        "Alice: I asked, it is",
        "Mia Lindqvist: [Picture]",
        "Alice: 太好了，那我们八点半出发",
      ],
      count: 12,
    },
  ];
  return [
    ...bodies.map((body, at) =>
      message(20 + at, "", ago(1.9 - at / 10), {
        body,
        summary: ["image", "voice", "video"].includes(body.type)
          ? { type: body.type as "image" }
          : { type: "merged" },
      }),
    ),
    own(
      40,
      "",
      ago(1),
      { state: "sending" },
      { body: { type: "image", preview: hills(200, 200), percent: 42 } },
    ),
    own(
      41,
      "",
      ago(1),
      { state: "sending" },
      { body: { type: "file", name: "照片.zip", size: 104_857_600, percent: 7 } },
    ),
  ];
}

const people: ConversationRow[] = [
  conversation("bob", "Bob Hansen", {
    avatar: avatar("BH", 5),
    preview: said("The ferry leaves at eight, so let us meet at the harbour by half past seven."),
    time: ago(2),
    unread: 3,
    pinned: true,
  }),
  conversation("g-hike", "周末徒步 · Weekend hike", {
    avatar: avatar("徒步", 2),
    preview: said("我带了地图和两个头灯，大家记得穿防水的鞋。", "李小明"),
    time: ago(9),
    unread: 128,
    mentions: 1,
  }),
  conversation("mia", "Mia Lindqvist", {
    avatar: avatar("ML", 6),
    preview: { type: "draft", text: "Could you send me the figures for" },
    time: ago(48),
  }),
  conversation("wang", "王芳", {
    avatar: avatar("王芳", 1),
    preview: said("好的，明天见！", null, { state: "read" }),
    time: ago(130),
  }),
  conversation("g-news", "Building 7 announcements", {
    avatar: avatar("BA", 7),
    preview: said("The lift is being serviced on Thursday.", "Caretaker"),
    time: ago(26 * 60),
    unread: 12,
    muted: true,
  }),
  conversation("lea", "Léa Moreau", {
    avatar: avatar("LM", 3),
    preview: said("À demain !"),
    time: ago(28 * 60),
    markedUnread: true,
  }),
  conversation("tom", "Tom Okafor", {
    avatar: avatar("TO", 4),
    preview: said("On my way, the train is late again", null, { state: "failed", code: 30003 }),
    time: ago(3 * 24 * 60),
  }),
  conversation("ana", "Ana María de la Cruz Fernández-Villaverde", {
    avatar: avatar("AF", 3),
    preview: { type: "message", sender: null, summary: { type: "image" }, state: { state: "sending" } },
    time: ago(20 * 24 * 60),
  }),
  conversation("kim", "김민수", {
    avatar: avatar("민수", 0),
    preview: {
      type: "message",
      sender: null,
      summary: { type: "recalled", byMe: false, name: "김민수" },
      state: null,
    },
    time: ago(400 * 24 * 60),
  }),
];

// A discussion, for whoever wants to see one.
if (asked.get("open") === "d-lunch")
  people.unshift(
    conversation("d-lunch", "Sunday lunch", {
      avatar: avatar("SL", 5),
      conversation: { kind: "discussion", targetId: "d-lunch" },
      preview: said("Who brings the bread?", "Tom Okafor"),
      time: ago(1),
    }),
  );

const lines = [
  "Let us meet at the harbour, then",
  "…from the harbour to the lighthouse it is an hour",
  "The harbour master says that the boat leaves at nine, and that there is room for all of us",
];

/** A line with the words in it marked, as the engine marks them. */
function marked(line: string, words: string): Piece[] {
  const at = line.toLowerCase().indexOf(words.toLowerCase());
  if (at < 0) return [{ text: line, found: false }];
  const end = at + words.length;
  return [
    { text: line.slice(0, at), found: false },
    { text: line.slice(at, end), found: true },
    { text: line.slice(end), found: false },
  ];
}

/** The rows that a filter leaves. */
function shown(filter: ListFilter): ConversationRow[] {
  if (filter === "unread") return people.filter((row) => row.unread > 0 || row.markedUnread);
  if (filter === "mentions") return people.filter((row) => row.mentions > 0);
  return people;
}

const group = { firstOfGroup: false, lastOfGroup: false };
const chat: TimelineItem[] = [
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
  own(6, "订了八个人的桌子，靠窗。", ago(49), { state: "read" }, { firstOfGroup: false }),
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
  ...(asked.has("media") ? media() : []),
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
  ...(asked.has("media")
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
const hike: TimelineItem[] = [
  day(ago(60)),
  message(50, "", ago(60), {
    body: { type: "group", event: "added", byMe: false, by: "李小明", what: "Alice, Tom Okafor" },
  }),
  message(51, "", ago(59), {
    body: { type: "group", event: "renamed", byMe: true, by: "Alice", what: "周末徒步" },
  }),
  message(52, "", ago(58), { body: { type: "command", name: "weather.updated" } }),
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

const person = (id: string, name: string, initials: string, tint: number) => ({
  id,
  name,
  avatar: avatar(initials, tint),
  me: false,
});

const reader = (name: string, initials: string, tint: number, time: number | null) => ({
  id: name,
  name,
  avatar: avatar(initials, tint),
  time,
});

const sessions: Record<string, Session> = {
  login: { state: "signedOut", server: null, appKey: null, problem: null },
  problem: {
    state: "signedOut",
    server: "https://chat.example.org",
    appKey: "harbour",
    problem: { type: "tokenIncorrect" },
  },
  locked: { state: "locked", reason: "noKeyring", choose: true, wrong: false },
  keyring: { state: "locked", reason: "keyringLocked", choose: false, wrong: false },
};

const engine = new FakeEngine({
  findDemo: () => ({
    appKey: "pipit-demo",
    users: ["Alice", "Bob", "Carol"].map((name) => ({ userId: name.toLowerCase(), name, token: "t" })),
  }),
  draft: () => null,
  removeConversation: ({ conversation }) => ({ conversation, pinned: false, draft: null }),
  findConversations: ({ words }) =>
    people.filter((row) => row.title.toLowerCase().includes(words.toLowerCase())),
  search: ({ words }) => ({
    conversations: people
      .filter((row) => row.title.toLowerCase().includes(words.toLowerCase()))
      .map((row) => ({ ...row, name: marked(row.title, words) })),
    people: [
      {
        key: "private:xm",
        conversation: { kind: "private", targetId: "xm" },
        avatar: avatar("小明", 1),
        name: [
          { text: "李", found: false },
          { text: "小明", found: true },
        ],
      },
    ],
    messages: people.slice(0, 3).map((row, at) => ({
      ...row,
      count: at === 1 ? 14 : 1,
      newest: { id: 40 + at, sender: row.title, time: ago(at * 700), text: marked(lines[at] ?? "", words) },
    })),
    more: true,
  }),
  searchIn: ({ words }) =>
    lines.map((line, at) => ({ id: at, sender: "Bob", time: ago(at * 3000), text: marked(line, words) })),
  contacts: ({ words }) =>
    people
      .filter((row) => row.conversation.kind === "private" && row.title.toLowerCase().includes(words))
      .map((row) => ({ ...row, name: marked(row.title, words) })),
  blocked: () => [person("tom", "Tom Okafor", "TO", 4)],
  speakers: () => [person("li", "李小明", "小明", 1), person("tom", "Tom Okafor", "TO", 4)],
  discussion: () => ({
    name: "Sunday lunch",
    creator: "alice",
    mine: true,
    open: false,
    members: [
      { ...person("alice", "Alice", "A", 2), me: true },
      person("li", "李小明", "小明", 1),
      person("tom", "Tom Okafor", "TO", 4),
    ],
  }),
  quietHours: () => ({ from: "22:30", to: "07:00" }),
  syncHealth: () => ({
    caughtUp: ago(1),
    newest: ago(2),
    queued: 3,
    uploads: 1,
    waitingSince: ago(4),
    partial: 12,
    clockOffset: 400,
  }),
  storage: () => ({
    bytes: 184_000_000,
    free: 21_000_000,
    messages: 128_413,
    largest: people.slice(0, 4).map((row, at) => ({ row, messages: Math.round(41_000 / (at + 1)) })),
  }),
  forward: ({ to }) =>
    to.map((one) => ({ to: one, problem: one.targetId === "tom" ? ("storeUnavailable" as const) : null })),
  picture: () => hills(1200, 800).url,
  pictureBeside: ({ messageId }) => ({ id: messageId + 1, preview: hills(240, 160) }),
  unreadMentions: () => [56],
  mergedMessages: () => [...chat.slice(0, 4), ...media().slice(0, 1)],
  readers: () => ({
    read: [reader("李小明", "小明", 1, ago(5)), reader("Tom Okafor", "TO", 4, ago(26 * 60))],
    unread: [reader("Mia Lindqvist", "ML", 6, null)],
  }),
  saveSettings: (settings) => {
    engine.tell("settings", settings);
    return null;
  },
});
engine.onsubscribe = (what) => {
  if (what.type === "settings")
    engine.tell("settings", {
      ...defaultSettings,
      theme: (asked.get("theme") ?? "light") as Theme,
      language: (asked.get("language") ?? "en") as Language,
    });
  else if (what.type === "session") engine.tell("session", sessions[page] ?? alice);
  else if (what.type === "connection")
    engine.tell(
      "connection",
      asked.has("ended")
        ? { status: "kicked" }
        : asked.has("offline")
          ? { status: "waiting", reason: "noNetwork", retryAt: now + 24_000 }
          : { status: "connected" },
    );
  else if (what.type === "totalUnread") engine.tell("totalUnread", 131);
  else if (what.type === "conversationList")
    engine.splice("conversationList", 0, 0, page === "empty" ? [] : shown(what.filter));
  else if (what.type === "conversation")
    engine.tell(
      "conversation",
      people.find((row) => row.conversation.targetId === what.conversation.targetId) ?? null,
    );
  else if (what.type === "timeline" && what.conversation.targetId === "bob")
    engine.splice(what.conversation, 0, 0, chat, { focus: asked.has("focus") ? "unread" : null });
  else if (what.type === "timeline" && what.conversation.targetId === "g-hike")
    engine.splice(what.conversation, 0, 0, hike);
  else if (what.type === "timeline") engine.splice(what.conversation, 0, 0, []);
};

const target = document.getElementById("app");
if (target) mount(App, { target });

/** Waits until something is there; nothing here is told when it is. */
function appearing(selector: string): Promise<HTMLElement> {
  return new Promise((resolve) => {
    const look = (): void => {
      const element = document.querySelector<HTMLElement>(selector);
      if (element) resolve(element);
      else requestAnimationFrame(look);
    };
    look();
  });
}

/** Does what `steps` lists: `m12` opens the menu of that message, `private:bob` that of a row, anything else is clicked. */
async function walk(steps: string[]): Promise<void> {
  for (const step of steps) {
    if (/^m\d+$|:/.test(step)) {
      const row = await appearing(`[data-key='${step}']`);
      row.scrollIntoView({ block: "center" });
      const { left, bottom } = row.getBoundingClientRect();
      row.dispatchEvent(
        new MouseEvent("contextmenu", { bubbles: true, clientX: left + 200, clientY: bottom - 8 }),
      );
    } else (await appearing(`[data-testid='${step}']`)).click();
  }
}

const open = people.find((row) => row.conversation.targetId === asked.get("open"));
if (open) (await appearing(`[data-key='${open.key}']`)).click();
if (asked.has("sheet")) await walk([asked.get("sheet") ?? ""]);
const words = asked.get("search");
if (words !== null) {
  const field = await appearing("[data-testid='search']");
  (field as HTMLInputElement).value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
await walk((asked.get("steps") ?? "").split(",").filter(Boolean));
