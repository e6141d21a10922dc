import type { Language, Session, TextSize, Theme, Updates } from "../../bindings";
import { alice, defaultSettings, FakeEngine } from "../fake";
import { avatar } from "../rows";
import { ago, ask, asks, now } from "./asked";
import { filmOfHills, giveCamera } from "./camera";
import { chat, hike } from "./chats";
import { lines, marked, partOf } from "./found";
import { hills } from "./hills";
import { mergedIn, page as mergedPage } from "./merged";
import { people, person, reader, shown } from "./people";
import { clearLocalFiles, localFiles, storage } from "./storage";
import { appearing } from "./walk";
import { levels, recorded, wave } from "./voices";
import { called, face, words } from "./words";

const page = ask("page") ?? "chat";
const { chat: told, group: hiking, media: held, search: wanted } = words;

/** The message of the chat that says what is looked for, which is another one in another language. */
const sayer = partOf(told.ferry, wanted.sought)
  ? { id: 11, text: told.ferry }
  : { id: 1, text: told.weather };

const sessions: Record<string, Session> = {
  login: { state: "signedOut", server: null, appKey: null, problem: null },
  problem: {
    state: "signedOut",
    server: "https://chat.example.org",
    appKey: "harbour",
    problem: { type: "tokenIncorrect" },
  },
  locked: { state: "locked", reason: "noKeyring", place: null, choose: true, wrong: false },
  forgotten: { state: "locked", reason: "passphrase", place: null, choose: false, wrong: true },
  keyring: { state: "locked", reason: "keyringLocked", place: null, choose: false, wrong: false },
  damaged: {
    state: "locked",
    reason: "damagedFile",
    place: "/home/tom/.local/share/pipit/default/vault.json",
    choose: false,
    wrong: false,
  },
};

const version = {
  number: "0.2.0",
  notes: "Calls between two people.\nPictures are found by what is written on them.\nStarts twice as fast.",
};
const updates: Record<string, Updates> = {
  newest: { state: "newest", checked: ago(3) },
  found: { state: "found", version },
  fetching: { state: "fetching", version, percent: 62 },
  failed: { state: "failed", problem: "untrusted" },
  system: { state: "fromSystem" },
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
  removeConversation: ({ conversation }) => {
    const at = people.findIndex((row) => row.conversation.targetId === conversation.targetId);
    people.splice(at, 1);
    engine.splice("conversationList", at, 1, []);
    return { conversation, pinned: null, draft: null };
  },
  findConversations: ({ words }) =>
    people.filter((row) => row.title.toLowerCase().includes(words.toLowerCase())),
  search: ({ words }) => ({
    conversations: people
      .filter((row) => row.title.toLowerCase().includes(words.toLowerCase()))
      .map((row) => ({ ...row, name: marked(row.title, words) })),
    people:
      words === wanted.sought
        ? [
            {
              key: "private:xm",
              conversation: { kind: "private", targetId: "xm" },
              avatar: avatar(wanted.initials, 1),
              name: wanted.person.map((text, at) => ({ text, found: at === 1 })),
            },
          ]
        : [],
    messages: people.slice(0, words === wanted.sought ? 3 : 0).map((row, at) => ({
      ...row,
      count: at === 1 ? 14 : 1,
      newest: {
        id: sayer.id,
        sender: row.title,
        time: ago(at * 700),
        text: marked(lines[at] ?? "", words),
        part: partOf(sayer.text, words),
      },
    })),
    more: words === wanted.sought,
  }),
  searchIn: ({ words }) =>
    lines.map((line, at) => ({
      id: at,
      sender: called("bob"),
      time: ago(at * 3000),
      text: marked(line, words),
      part: null,
    })),
  contacts: ({ words }) =>
    people
      .filter((row) => row.conversation.kind === "private" && row.title.toLowerCase().includes(words))
      .map((row) => ({ ...row, name: marked(row.title, words) })),
  blocked: () => [person("tom")],
  mentions: () => [],
  mentionable: () => ({
    people: [person("li"), person("tom"), person("mia")],
    everybody: true,
  }),
  speakers: () => [person("li"), person("tom")],
  group: () => ({
    name: called("hike"),
    owner: "mia",
    notice: hiking.board,
    mayNotice: true,
    mayLeave: true,
    members: [
      person("alice"),
      person("li"),
      person("mia"),
      person("omar"),
      person("tom"),
      person("wang"),
      person("yuki"),
      person("zoe"),
    ],
  }),
  discussion: () => ({
    name: called("lunch"),
    creator: "alice",
    mine: true,
    open: false,
    members: [person("alice"), person("li"), person("tom")],
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
  storage,
  localFiles,
  clearLocalFiles: ({ kinds }) => clearLocalFiles(kinds),
  forward: ({ to }) =>
    to.map((one) => ({ to: one, problem: one.targetId === "tom" ? ("storeUnavailable" as const) : null })),
  wave: ({ messageId }) => wave(messageId),
  // It is always on its way, so that its place stands still.
  voice: () => new Promise(() => undefined),
  picture: () => hills(1200, 800).url,
  // A film comes, and stays on its way.
  film: () => new Promise(() => undefined),
  openFile: () => {
    throw { code: "unsafe", message: "a program" };
  },
  recentEmoji: () => ["🎉", "😀"],
  pictureBeside: ({ messageId }) => ({
    id: messageId + 1,
    preview: hills(240, 160),
    senderName: "Bob Hansen",
    time: now,
  }),
  unreadMentions: () => [56],
  readers: () => ({
    read: [
      reader("li", ago(5)),
      reader("tom", ago(12)),
      reader("omar", ago(20)),
      reader("wang", ago(31)),
      reader("yuki", ago(38)),
    ],
    unread: [reader("mia", null), reader("zoe", null)],
  }),
  chosenFilm: () => filmOfHills(),
  openCamera: () => null,
  pickFiles: ({ kind }) => ({ picked: kind === "pictures" ? 1 : 2, names: [...held.attached] }),
  takePicked: ({ picked }) => [
    ...(asks("film") ? [{ id: 4, name: "Balloon.webm", size: 310_000, preview: null, film: true }] : []),
    { id: 1, name: held.attached[0] ?? "", size: 2_400_000, preview: hills(240, 160).url, film: false },
    { id: 2, name: held.attached[1] ?? "", size: 1_900_000, preview: hills(120, 160).url, film: false },
    ...(picked === 1
      ? []
      : [{ id: 3, name: held.attached[2] ?? "", size: 81_000, preview: null, film: false }]),
  ],
  // What was copied stays on its way.
  pasteCopied: () => new Promise(() => undefined),
  saveSettings: (settings) => {
    engine.tell("settings", settings);
    return null;
  },
});
engine.page = mergedPage;
if (asks("camera")) giveCamera();
if (asks("drop"))
  engine.onDrag = (hear) => {
    // Over the chat, or over the list's sixth row, as soon as that is there.
    if (ask("drop") !== "row") hear({ over: true });
    else void appearing("[data-key='private:lea']").then(() => hear({ over: true, at: [0.15, 0.6] }));
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
  else if (what.type === "updates") engine.tell("updates", updates[ask("update") ?? ""] ?? { state: "off" });
  else if (what.type === "session")
    engine.tell("session", sessions[page] ?? { ...alice, name: called("alice"), avatar: face("alice") });
  else if (what.type === "picture")
    engine.tell(
      "picture",
      ask("loading") === null
        ? { type: "here", url: hills(1200, 800).url }
        : { type: "loading", percent: 62 },
    );
  else if (what.type === "merged")
    engine.tell("merged", asks("page-of-merged") ? { type: "page", number: 1 } : mergedIn(what.held));
  else if (what.type === "connection")
    engine.tell(
      "connection",
      ask("ended") === "token"
        ? { status: "tokenIncorrect" }
        : asks("ended")
          ? { status: "kicked" }
          : asks("offline")
            ? { status: "waiting", reason: "noNetwork", retryAt: now + 24_000 }
            : { status: asks("left") ? "disconnected" : "connected" },
    );
  else if (what.type === "totalUnread") engine.tell("totalUnread", 131);
  else if (what.type === "conversationList")
    engine.splice(id, 0, 0, page === "empty" ? [] : shown(what.filter));
  else if (what.type === "conversation")
    engine.tell(
      "conversation",
      people.find((row) => row.conversation.targetId === what.conversation.targetId) ?? null,
    );
  else if (what.type === "typing" && asks("typing")) engine.tell("typing", "text");
  else if (what.type === "recording" && asks("recording"))
    for (const level of levels) engine.tell("recording", recorded(what.conversation, level));
  else if (what.type === "timeline" && what.conversation.targetId === "bob")
    engine.splice(id, 0, 0, chat, { focus: asks("focus") ? "unread" : null });
  else if (what.type === "timeline" && what.conversation.targetId === "g-hike") engine.splice(id, 0, 0, hike);
  else if (what.type === "timeline") engine.splice(id, 0, 0, []);
};
