import type { Language, Session, TextSize, Theme } from "../../bindings";
import { alice, defaultSettings, FakeEngine } from "../fake";
import { avatar } from "../rows";
import { ago, ask, asks, now } from "./asked";
import { chat, hike } from "./chats";
import { lines, marked } from "./found";
import { hills } from "./hills";
import { media } from "./media";
import { people, person, reader, shown } from "./people";
import { levels, recorded, wave } from "./voices";

const page = ask("page") ?? "chat";

const sessions: Record<string, Session> = {
  login: { state: "signedOut", server: null, appKey: null, problem: null },
  problem: {
    state: "signedOut",
    server: "https://chat.example.org",
    appKey: "harbour",
    problem: { type: "tokenIncorrect" },
  },
  locked: { state: "locked", reason: "noKeyring", choose: true, wrong: false },
  forgotten: { state: "locked", reason: "noKeyring", choose: false, wrong: true },
  keyring: { state: "locked", reason: "keyringLocked", choose: false, wrong: false },
};

/** What the app's own pack has. */
const pip = ["hello", "yes", "no", "thanks", "love", "laugh", "sad", "sleepy", "wow", "party"];

export const engine = new FakeEngine({
  findDemo: () => ({
    appKey: "pipit-demo",
    users: ["Alice", "Bob", "Carol"].map((name) => ({ userId: name.toLowerCase(), name, token: "t" })),
  }),
  draft: () => null,
  stickerPacks: () => [{ id: "pip", name: "Pip", stickers: pip.map((id) => ({ id, meaning: id })) }],
  sticker: ({ pack, id }) =>
    pack === "pip"
      ? new URL(`../../../../crates/pipit-api/stickers/pip/${id}.png`, import.meta.url).href
      : Promise.reject(new Error("no such pack")),
  removeConversation: ({ conversation }) => ({ conversation, pinned: false, draft: null }),
  findConversations: ({ words }) =>
    people.filter((row) => row.title.toLowerCase().includes(words.toLowerCase())),
  search: ({ words }) => ({
    conversations: people
      .filter((row) => row.title.toLowerCase().includes(words.toLowerCase()))
      .map((row) => ({ ...row, name: marked(row.title, words) })),
    people:
      words === "har"
        ? [
            {
              key: "private:xm",
              conversation: { kind: "private", targetId: "xm" },
              avatar: avatar("小明", 1),
              name: [
                { text: "李", found: false },
                { text: "小明", found: true },
              ],
            },
          ]
        : [],
    messages: people.slice(0, words === "har" ? 3 : 0).map((row, at) => ({
      ...row,
      count: at === 1 ? 14 : 1,
      newest: { id: 40 + at, sender: row.title, time: ago(at * 700), text: marked(lines[at] ?? "", words) },
    })),
    more: words === "har",
  }),
  searchIn: ({ words }) =>
    lines.map((line, at) => ({ id: at, sender: "Bob", time: ago(at * 3000), text: marked(line, words) })),
  contacts: ({ words }) =>
    people
      .filter((row) => row.conversation.kind === "private" && row.title.toLowerCase().includes(words))
      .map((row) => ({ ...row, name: marked(row.title, words) })),
  blocked: () => [person("tom", "Tom Okafor", "TO", 4)],
  mentionable: () => ({
    people: [
      person("li", "李小明", "小明", 1),
      person("tom", "Tom Okafor", "TO", 4),
      person("mia", "Mia Lindqvist", "ML", 6),
    ],
    everybody: true,
  }),
  speakers: () => [person("li", "李小明", "小明", 1), person("tom", "Tom Okafor", "TO", 4)],
  group: () => ({
    name: "Lighthouse hike",
    owner: "mia",
    notice:
      "We meet at eight at the harbour. Bring water and a coat.\nTickets: https://boats.example/lighthouse",
    mayNotice: true,
    mayLeave: true,
    members: [
      { ...person("alice", "Alice", "A", 2), me: true },
      person("li", "李小明", "小明", 1),
      person("mia", "Mia Lindqvist", "ML", 6),
      person("omar", "عمر حداد", "عح", 3),
      person("tom", "Tom Okafor", "TO", 4),
      person("wang", "王芳", "王芳", 5),
      person("yuki", "Yuki Tanaka", "YT", 7),
      person("zoe", "Zoë Martin", "ZM", 2),
    ],
  }),
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
  devices: () => [
    { id: "3", class: "Desktop", since: ago(40), thisOne: true },
    { id: "7", class: "Android", since: ago(26 * 60), thisOne: false },
    { id: "9", class: "Web", since: ago(3), thisOne: false },
  ],
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
  wave: ({ messageId }) => wave(messageId),
  // It is always on its way, so that its place stands still.
  voice: () => new Promise(() => undefined),
  picture: () => hills(1200, 800).url,
  pictureBeside: ({ messageId }) => ({ id: messageId + 1, preview: hills(240, 160) }),
  unreadMentions: () => [56],
  mergedMessages: () => [...chat.slice(0, 4), ...media().slice(0, 1)],
  readers: () => ({
    read: [reader("李小明", "小明", 1, ago(5)), reader("Tom Okafor", "TO", 4, ago(26 * 60))],
    unread: [reader("Mia Lindqvist", "ML", 6, null)],
  }),
  pickFiles: ({ pictures }) => [
    { id: 1, name: "Shore.jpg", size: 2_400_000, preview: hills(240, 160).url },
    { id: 2, name: "Mill.jpg", size: 1_900_000, preview: hills(120, 160).url },
    ...(pictures ? [] : [{ id: 3, name: "Route along the north shore.gpx", size: 81_000, preview: null }]),
  ],
  saveSettings: (settings) => {
    engine.tell("settings", settings);
    return null;
  },
});
if (asks("drop"))
  engine.onDrag = (hear) => {
    hear({ over: true });
    return () => undefined;
  };
engine.onsubscribe = (what, id) => {
  if (what.type === "settings")
    engine.tell("settings", {
      ...defaultSettings,
      theme: (ask("theme") ?? "light") as Theme,
      language: (ask("language") ?? "en") as Language,
      textSize: (ask("size") ?? "normal") as TextSize,
    });
  else if (what.type === "extensions")
    engine.tell("extensions", { redPacket: false, stickers: true, shortVideo: true });
  else if (what.type === "session") engine.tell("session", sessions[page] ?? alice);
  else if (what.type === "picture")
    engine.tell(
      "picture",
      ask("loading") === null
        ? { type: "here", url: hills(1200, 800).url }
        : { type: "loading", percent: 62 },
    );
  else if (what.type === "connection")
    engine.tell(
      "connection",
      ask("ended") === "token"
        ? { status: "tokenIncorrect" }
        : asks("ended")
          ? { status: "kicked" }
          : asks("offline")
            ? { status: "waiting", reason: "noNetwork", retryAt: now + 24_000 }
            : { status: "connected" },
    );
  else if (what.type === "totalUnread") engine.tell("totalUnread", 131);
  else if (what.type === "conversationList")
    engine.splice(id, 0, 0, page === "empty" ? [] : shown(what.filter));
  else if (what.type === "conversation")
    engine.tell(
      "conversation",
      people.find((row) => row.conversation.targetId === what.conversation.targetId) ?? null,
    );
  else if (what.type === "recording" && asks("recording"))
    for (const level of levels) engine.tell("recording", recorded(what.conversation, level));
  else if (what.type === "timeline" && what.conversation.targetId === "bob")
    engine.splice(id, 0, 0, chat, { focus: asks("focus") ? "unread" : null });
  else if (what.type === "timeline" && what.conversation.targetId === "g-hike") engine.splice(id, 0, 0, hike);
  else if (what.type === "timeline") engine.splice(id, 0, 0, []);
};
