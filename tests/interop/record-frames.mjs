// Records what the unmodified official Web SDK and our server say to each other, as seeds for the fuzzers and as
// frames that pipit-proto must read: one file per kind of frame, the largest that was seen.
//
// `node record-frames.mjs` writes crates/pipit-proto/fuzz/corpus. The users are those of --demo.

import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { deflateSync, gzipSync } from "node:zlib";

import { groupOf, openBrowser, privateWith } from "./browser.mjs";
import { connect } from "./connect.mjs";
import { group } from "./group.mjs";
import { kick } from "./kick.mjs";
import { multiDevice } from "./multi-device.mjs";
import { privateChat } from "./private-chat.mjs";
import { root, startServer } from "./server.mjs";

const corpus = path.join(root, "crates/pipit-proto/fuzz/corpus");
const [CONNACK, PUBLISH, PUBACK, QUERY, QUERYACK, QUERYCON, PINGREQ, PINGRESP, DISCONNECT] = [2, 3, 4, 5, 6, 7, 12, 13, 14];
const MESSAGE_TOPIC = /^p[pg]Msg[PS]$/;

const seeds = new Map();

/** Keeps the bytes under this name unless a larger sight of the same is kept. */
function keep(target, name, bytes) {
  const file = `${target}/${name.replaceAll(":", "_")}.bin`;
  if (bytes.length >= (seeds.get(file)?.length ?? 0)) seeds.set(file, Buffer.from(bytes));
}

/** The text with a 16-bit length at this offset, and the offset behind it. */
function textAt(bytes, at) {
  const end = at + 2 + bytes.readUInt16BE(at);
  return [bytes.toString("utf8", at + 2, end), end];
}

/** The text fields of a protobuf message by number; enough for object name and content of an UpStreamMessage. */
function textFields(bytes) {
  const fields = new Map();
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    if (tag % 8 === 2) {
      const length = varint();
      fields.set(Math.floor(tag / 8), bytes.toString("utf8", at, at + length));
      at += length;
    } else if (tag % 8 === 0) varint();
    else throw new Error(`wire type ${tag % 8} is not expected here`);
  }
  return fields;
}

/** A published message: its body, and its content as "object name, line feed, JSON". Answers the object name. */
function keepMessage(topic, body) {
  const fields = textFields(body);
  const name = fields.get(2);
  keep("up_message", `${topic}-${name}`, body);
  keep("content", name, Buffer.from(`${name}\n${fields.get(3)}`));
  return name;
}

/** What was asked on each socket, by number: answers are named after it. */
const questions = new WeakMap();

/** Sorts a frame into its files. */
function sort(socket, from, payload) {
  if (!questions.has(socket)) questions.set(socket, new Map());
  const asked = questions.get(socket);
  const bytes = Buffer.from(payload);
  const command = bytes[0] >> 4;
  const target = `${from}_frame`;
  if (command === PUBLISH || command === QUERY) {
    const [topic, afterTopic] = textAt(bytes, from === "client" ? 1 : 5);
    const [, afterTarget] = textAt(bytes, afterTopic);
    const body = bytes.subarray(afterTarget + 2);
    const detail = MESSAGE_TOPIC.test(topic) ? `-${keepMessage(topic, body)}` : "";
    if (command === QUERY) asked.set(bytes.readUInt16BE(afterTarget), topic);
    const kind = command === QUERY ? "query" : bytes[0] & 8 ? "own-action" : "publish";
    keep(target, `${kind}-${topic}${detail}`, bytes);
  } else if (command === QUERYACK) {
    const topic = asked.get(bytes.readUInt16BE(1)) ?? "unknown";
    const body = bytes.subarray(9);
    keep(target, `answer-${topic}`, bytes);
    if (topic === "pullMsg" && body.length > 0) {
      keep("down_messages", "pullMsg", body);
      if (body.length < 64) keep("down_messages", "pullMsg-empty", body);
      keep("inflate", "pullMsg-gzip", gzipSync(body));
      keep("inflate", "pullMsg-zlib", deflateSync(body));
    }
  } else if (command === PUBACK) {
    const status = from === "server" ? bytes.readUInt16BE(7) : 0;
    keep(target, status === 0 ? "acknowledged" : `refused-${status}`, bytes);
  } else if (command === CONNACK) {
    keep(target, bytes[2] === 0 ? "connected" : `connect-refused-${bytes[2]}`, bytes);
  } else {
    const names = new Map([
      [QUERYCON, "confirm"],
      [PINGREQ, "ping"],
      [PINGRESP, "pong"],
      [DISCONNECT, "disconnect"],
    ]);
    keep(target, names.get(command) ?? `command-${command}`, bytes);
  }
}

/** One message of each class that the SDK offers, and the facts that people's clients tell each other. */
async function everyKind({ server, browser, check }) {
  const alice = await browser.user(server.alice);
  const bob = await browser.user(server.bob);
  const [toBob, toAlice] = [privateWith("bob"), privateWith("alice")];
  const picture = "/9j/4AAQSkZJRgABAQAAAQABAAD/2Q==";
  const file = "http://localhost/files/1";
  const user = { id: "alice", name: "Alice 😀", portraitUri: `${file}.jpg`, portrait: `${file}.jpg`, extra: "e" };
  const messages = [
    ["TextMessage", { content: "a text with 中文, 😀 and a sender", user, extra: "more" }],
    ["ImageMessage", { content: picture, imageUri: `${file}.jpg` }],
    ["GIFMessage", { gifDataSize: 1234, remoteUrl: `${file}.gif`, width: 20, height: 10 }],
    ["HQVoiceMessage", { remoteUrl: `${file}.aac`, duration: 3 }],
    ["VoiceMessage", { content: "IyFBTVIK", duration: 3 }],
    ["FileMessage", { name: "a file.pdf", size: 1234, type: "pdf", fileUrl: `${file}.pdf` }],
    ["SightMessage", { sightUrl: `${file}.mp4`, content: picture, duration: 5, size: 1234, name: "a.mp4" }],
    ["LocationMessage", { latitude: 39.98871, longitude: 116.31613, poi: "a bridge", content: picture }],
    ["RichContentMessage", { title: "a title", content: "a card", imageUri: `${file}.jpg`, url: file }],
    ["CommandMessage", { name: "a command", data: { key: "value" } }],
    ["InformationNotificationMessage", { message: "a notice" }],
    ["CombineMessage", { remoteUrl: `${file}.html`, nameList: ["Alice"], summaryList: ["Alice: hi"], conversationType: 1 }],
  ];
  let first;
  for (const [kind, content] of messages) {
    const sent = await alice.send(toBob, kind, content);
    check(sent.code === 0, `${kind} is sent`, sent);
    first ??= sent.data;
  }
  const reference = {
    content: "a reply",
    referMsgUserId: "alice",
    referMsg: { content: "a text" },
    referMsgUid: first.messageUId,
    objName: "RC:TxtMsg",
  };
  const last = await bob.send(toAlice, "ReferenceMessage", reference);
  check(last.code === 0, "ReferenceMessage is sent", last);
  await alice.message((message) => message.messageUId === last.data.messageUId);
  await bob.message((message) => message.messageUId === first.messageUId);
  await bob.rc("sendTypingStatusMessage", toAlice, "RC:TxtMsg");
  await bob.rc("sendReadReceiptMessage", "alice", first.messageUId, first.sentTime);
  const inGroup = await alice.say(groupOf(server.group), "who has read this?");
  await alice.rc("sendReadReceiptRequest", server.group, inGroup.data.messageUId);
  await bob.event("MESSAGE_RECEIPT_REQUEST");
  await bob.rc("sendReadReceiptResponseV2", server.group, { alice: [inGroup.data.messageUId] });
  await alice.event("MESSAGE_RECEIPT_RESPONSE");
  await bob.rc("deleteMessages", toAlice, [{ messageUId: first.messageUId, sentTime: first.sentTime, messageDirection: 2 }]);
  await bob.rc("clearHistoryMessages", toAlice, `${first.sentTime}`);
  await bob.rc("removeConversation", toAlice);
  await bob.rc("setConversationToTop", toAlice, true);
}

let failed = 0;
async function record(script, ...options) {
  const server = await startServer(...options);
  const browser = await openBrowser(server, sort);
  const check = (holds, what, seen) => {
    if (holds) return;
    failed += 1;
    console.error(`not ok - ${what}: saw ${JSON.stringify(seen)}`);
  };
  try {
    await script({ server, browser, check });
  } finally {
    await browser.close();
    await server.stop();
  }
}

for (const script of [connect, everyKind, privateChat, group, kick]) await record(script);
await record(multiDevice, "--allow-web-devices", "4");
for (const [file, bytes] of seeds) {
  mkdirSync(path.dirname(path.join(corpus, file)), { recursive: true });
  writeFileSync(path.join(corpus, file), bytes);
}
console.log(`${seeds.size} seeds written`);
process.exit(failed === 0 ? 0 : 1);
