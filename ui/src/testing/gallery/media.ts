import type { MessageBody, Summary, TimelineItem } from "../../bindings";
import { message, own } from "../rows";
import { ago } from "./asked";
import { hills } from "./hills";
import { called, face, words } from "./words";

const said = words.media;
const [timetable = "", photos = "", budget = "", film = "", pictures = "", program = ""] = said.files;

/** One of each kind that is more than words. */
export function media(): TimelineItem[] {
  const bodies: MessageBody[] = [
    { type: "image", preview: hills(240, 160), percent: null },
    { type: "video", preview: hills(135, 240), seconds: 9, percent: null, file: { type: "remote" } },
    { type: "voice", seconds: 7, unheard: true },
    { type: "voice", seconds: 48, unheard: false },
    {
      type: "file",
      name: timetable,
      size: 1_730_000,
      percent: null,
      file: { type: "remote" },
    },
    {
      type: "file",
      name: photos,
      size: 48_300_000,
      percent: null,
      file: { type: "loading", percent: 37, speed: 2_400_000 },
    },
    { type: "file", name: budget, size: 83_000, percent: null, file: { type: "here" } },
    { type: "file", name: film, size: 9_700_000, percent: null, file: { type: "failed" } },
    {
      type: "location",
      label: said.place,
      preview: hills(240, 120),
      coordinates: { latitude: "53.543000", longitude: "9.966000" },
    },
    {
      type: "card",
      title: said.card,
      text: said.about,
      url: "https://example.org/ferries",
      image: "",
    },
    { type: "image", preview: null, percent: null },
    { type: "gif", width: 240, height: 135, size: 5_400_000, percent: null },
    { type: "sticker", meaning: said.night, pack: "pip", id: "sleepy", width: 240, height: 240 },
    { type: "sticker", meaning: said.ahoy, pack: "ships", id: "ahoy", width: 240, height: 240 },
    {
      type: "merged",
      group: false,
      names: [called("mia"), called("alice")],
      lines: said.lines,
      count: 12,
    },
    { type: "file", name: program, size: 2_100_000, percent: null, file: { type: "here" } },
  ];
  return [
    ...bodies.map((body, at) =>
      message(20 + at, "", ago(1.9 - at / 10), {
        senderName: called("bob"),
        avatar: face("bob"),
        body,
        summary: summaryOf(body),
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
      {
        body: {
          type: "file",
          name: pictures,
          size: 104_857_600,
          percent: 7,
          file: { type: "here" },
        },
      },
    ),
  ];
}

/** What stands for it in a line; of those that a line here shows, the others have the words of a picture. */
function summaryOf(body: MessageBody): Summary {
  if (body.type === "sticker") return body;
  return body.type === "voice" || body.type === "video" || body.type === "merged"
    ? { type: body.type }
    : { type: "image" };
}
