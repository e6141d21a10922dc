// Every function of the official Node server SDK, called once or more. The table names each with its outcome: what
// another call, or somebody on the socket, saw of it; or that the server does not have it and says so. A function of
// the SDK that the table does not name fails.

import { createRequire } from "node:module";

import { privateWith } from "./browser.mjs";

const rongcloud = createRequire(import.meta.url)("rongcloud-sdk");
const text = (content) => JSON.stringify({ content });
const groupOf = (id) => ({ conversationType: 3, targetId: id });

/** The functions of the SDK, as `Group.Mute.All.add`. */
function functionsOf(module, prefix = "") {
  return Object.entries(module).flatMap(([name, value]) =>
    typeof value === "function" ? [prefix + name] : functionsOf(value, `${prefix}${name}.`),
  );
}

export async function serverApiNode({ server, browser, check }) {
  const sdk = rongcloud({ appkey: server.appKey, secret: server.appSecret, api: server.url });
  const called = new Set();

  /** Calls a function by its name; a refusal is an answer too. */
  async function call(name, ...parameters) {
    called.add(name);
    const act = name.split(".").reduce((module, part) => module[part], sdk);
    try {
      return await act(...structuredClone(parameters)); // the SDK changes what it is given
    } catch (refusal) {
      return refusal;
    }
  }

  /** The call is answered with 200. */
  async function works(name, parameter) {
    const answer = await call(name, parameter);
    check(answer?.code === 200, `${name} works`, answer);
    return answer;
  }

  /** The call is answered, and what it answers is what calls before it did. */
  async function shows(name, parameter, what, holds) {
    const answer = await works(name, parameter);
    check(holds(answer), `${name} shows ${what}`, answer);
  }

  /** The server says that it does not have this. The SDK makes an error of its own of it, so that we ask again. */
  async function isNotAvailable(name, path, parameter) {
    const seen = await call(name, parameter);
    const headers = { "App-Key": server.appKey, Nonce: "1", Timestamp: "1", Signature: server.sign("1", "1") };
    const answer = await fetch(`${server.url}/${path}.json`, { method: "POST", headers, body: "" });
    const { code } = await answer.json();
    check(seen?.code !== 200 && answer.status === 430 && code === 1009, `${name} is not available`, { seen, code });
  }

  const has = (list, key, value) => (list ?? []).some((item) => (key ? item[key] : item) === value);

  // People
  const issued = await works("User.register", { id: "dora", name: "Dora", portrait: "https://example.org/d.png" });
  const dora = await browser.user(issued.token);
  check(dora.connected.code === 0, "User.register: the token logs in", dora.connected);
  await works("User.update", { id: "dora", name: "Dora II", portrait: "https://example.org/e.png" });
  await shows("User.OnlineStatus.get", { id: "dora" }, "who is online", (answer) => answer.status === "1");
  const alice = await browser.user(server.alice);
  await works("User.register", { id: "eve", name: "Eve", portrait: "https://example.org/f.png" });
  await works("User.Block.add", { id: "eve", minute: 5 });
  await shows("User.Block.getList", undefined, "who is blocked", (a) => has(a.users, "userId", "eve") || has(a.users, "id", "eve"));
  await works("User.Block.remove", { id: "eve" });
  const unblocked = await sdk.User.Block.getList();
  check(unblocked.users.length === 0, "User.Block.remove: nobody is blocked", unblocked);

  const black = { id: "dora", blacklist: [{ id: "alice" }] };
  await works("User.Blacklist.add", black);
  check((await alice.say(privateWith("dora"), "hello?")).code === 405, "User.Blacklist.add: who is on it is refused");
  await shows("User.Blacklist.getList", { id: "dora" }, "who is on it", (a) => /alice/.test(JSON.stringify(a)));
  await works("User.Blacklist.remove", black);
  check((await alice.say(privateWith("dora"), "hello!")).code === 0, "User.Blacklist.remove: who was on it is heard");

  await works("User.Tag.set", { id: "dora", tags: ["blue", "tall"] });
  const tags = (of) => (answer) => JSON.stringify(answer.tags?.dora) === JSON.stringify(of);
  await shows("User.Tag.getList", [{ id: "dora" }], "them", tags(["blue", "tall"]));
  await works("User.Tag.remove", { id: "dora", tags: ["blue"] });
  await shows("User.Tag.getList", [{ id: "dora" }], "none after remove", tags([]));
  await works("User.Tag.batchSet", { id: "dora", users: [{ id: "dora" }, { id: "eve" }], tags: ["red"] });
  await shows("User.Tag.getList", [{ id: "dora" }], "those of a batch", tags(["red"]));
  await works("User.Tag.batchRemove", { id: "dora", users: [{ id: "dora" }, { id: "eve" }], tags: ["red"] });
  await shows("User.Tag.getList", [{ id: "dora" }], "none after batchRemove", tags([]));

  // Groups
  const walkers = { id: "walkers", name: "Walkers", members: [{ id: "alice" }, { id: "dora" }] };
  await works("Group.create", walkers);
  const members = (...ids) => (answer) => JSON.stringify(answer.members?.map(({ id }) => id)) === JSON.stringify(ids);
  await shows("Group.get", { id: "walkers" }, "who was there from the start", members("alice", "dora"));
  await works("Group.join", { id: "walkers", name: "Walkers", member: { id: "eve" } });
  await shows("Group.get", { id: "walkers" }, "who joined", members("alice", "dora", "eve"));
  await works("Group.quit", { id: "walkers", member: { id: "eve" } });
  await shows("Group.get", { id: "walkers" }, "who is left", members("alice", "dora"));
  await works("Group.update", { id: "walkers", name: "Walkers & Co" });
  await works("Group.sync", { id: "eve", groups: [{ id: "walkers", name: "Walkers" }] });
  await shows("Group.get", { id: "walkers" }, "who was synchronised", members("alice", "dora", "eve"));

  const say = async (what) => (await alice.say(groupOf("walkers"), what)).code;
  const silent = { id: "walkers", members: [{ id: "alice" }], minute: 5 };
  for (const kind of ["Gag", "Mute.Member"]) {
    await works(`Group.${kind}.add`, silent);
    check((await say("muted")) === 22408, `Group.${kind}.add: who is muted is refused`);
    const listed = (answer) => /alice/.test(JSON.stringify(answer));
    await shows(`Group.${kind}.getList`, { id: "walkers" }, "who is muted", listed);
    await works(`Group.${kind}.remove`, { id: "walkers", members: [{ id: "alice" }] });
    check((await say("heard")) === 0, `Group.${kind}.remove: who was muted is heard`);
  }
  await works("Group.Mute.All.add", { id: "walkers", groups: [{ id: "walkers" }] });
  await shows("Group.Mute.All.getList", undefined, "the group", (answer) => has(answer.groups, "id", "walkers"));
  check((await say("all are muted")) === 22408, "Group.Mute.All.add: a member is refused");
  await works("Group.Mute.Whitelist.add", { id: "walkers", members: [{ id: "alice" }] });
  check((await say("exempt")) === 0, "Group.Mute.Whitelist.add: who is on it is heard");
  const exempt = (answer) => /alice/.test(JSON.stringify(answer));
  await shows("Group.Mute.Whitelist.getList", { id: "walkers" }, "who is on it", exempt);
  await works("Group.Mute.Whitelist.remove", { id: "walkers", members: [{ id: "alice" }] });
  check((await say("no longer exempt")) === 22408, "Group.Mute.Whitelist.remove: who was on it is refused");
  await works("Group.Mute.All.remove", { id: "walkers", groups: [{ id: "walkers" }] });
  check((await say("free")) === 0, "Group.Mute.All.remove: a member is heard");

  // Words
  await works("Sensitive.add", { keyword: "turnip", replace: "****", type: 0 });
  await works("Sensitive.add", { keyword: "parsnip", type: 1 });
  const words = (...list) => (a) => JSON.stringify(a.words.map(({ word }) => word)) === JSON.stringify(list);
  await shows("Sensitive.getList", { type: 2 }, "them", words("parsnip", "turnip"));
  await shows("Sensitive.getList", { type: 0 }, "those that are replaced", words("turnip"));
  await shows("Sensitive.getList", { type: 1 }, "those that are refused", words("parsnip"));
  check((await alice.say(privateWith("dora"), "a parsnip")).code === 21501, "Sensitive.add: a word is refused");
  await alice.say(privateWith("dora"), "a turnip");
  await dora.message((message) => message.content.content === "a ****");
  check(true, "Sensitive.add: a word is replaced");
  await works("Sensitive.remove", { keywords: ["turnip", "parsnip"] });
  check((await alice.say(privateWith("dora"), "a parsnip")).code === 0, "Sensitive.remove: it is said again");

  // Messages
  const heard = (what) => dora.message((message) => message.content.content === what);
  const message = { senderId: "alice", objectName: "RC:TxtMsg" };
  await works("Message.Private.send", { ...message, targetId: ["dora"], content: text("a letter") });
  const letter = await heard("a letter");
  check(letter.senderUserId === "alice", "Message.Private.send: it arrives", letter);
  await works("Message.Private.recall", {
    senderId: "alice", targetId: "dora", uId: letter.messageUId, sentTime: letter.sentTime,
  });
  await dora.message((taken) => taken.messageType === "RC:RcCmd" && taken.content.messageUId === letter.messageUId);
  check(true, "Message.Private.recall: it is taken back");
  const template = {
    ...message,
    template: { content: "{name} has {score}" },
    content: { dora: { data: { "{name}": "Dora", "{score}": "90" }, push: "p", pushData: "d" } },
  };
  await works("Message.Private.sendTemplate", template);
  check((await heard("Dora has 90")) !== undefined, "Message.Private.sendTemplate: it arrives with the values");
  template.template.content = "system: {name}";
  await works("Message.System.sendTemplate", template);
  check((await heard("system: Dora")) !== undefined, "Message.System.sendTemplate: it arrives with the values");
  await works("Message.System.send", { ...message, targetId: ["dora"], content: text("a notice") });
  const system = 6;
  const notice = await heard("a notice");
  check(notice.conversationType === system && notice.targetId === "alice", "Message.System.send: it arrives as such", notice);
  await works("Message.System.broadcast", { ...message, content: { content: "to everybody" } });
  const toEverybody = await heard("to everybody");
  check(toEverybody.conversationType === system, "Message.System.broadcast: it arrives as what the app says", toEverybody);
  await works("Message.Group.send", { ...message, targetId: "walkers", content: text("to the group") });
  const said = await heard("to the group");
  check(said.targetId === "walkers", "Message.Group.send: it arrives", said);
  await works("Message.Group.recall", {
    senderId: "alice", targetId: "walkers", uId: said.messageUId, sentTime: said.sentTime,
  });
  await dora.message((taken) => taken.messageType === "RC:RcCmd" && taken.content.messageUId === said.messageUId);
  check(true, "Message.Group.recall: it is taken back");
  const mention = { content: "hey", mentionedInfo: { type: 2, userIds: ["dora"], pushContent: "hey" } };
  await works("Message.Group.sendMention", { ...message, targetId: "walkers", content: mention });
  check((await heard("hey")).isMentioned === true, "Message.Group.sendMention: it arrives as a mention");
  const discussion = { ...message, targetId: "d", content: text("x"), uId: "u", sentTime: 1 };
  for (const name of ["Message.Discussion.send", "Message.Discussion.recall"]) {
    const unknown = await call(name, { ...discussion });
    check(unknown?.code === 21406, `${name} is refused, for there is no such discussion`, unknown);
  }
  const silent2000 = { date: "2000010112" };
  await shows("Message.History.get", silent2000, "no address of an hour in which nothing was said", (a) => a.url === "");
  await works("Message.History.remove", silent2000);

  // Conversations
  const conversation = { type: "PRIVATE", targetId: "alice", userId: "dora" };
  const level = () => server.post("conversation/notification/get", "conversationType=1&targetId=alice&requestId=dora");
  await works("Conversation.mute", { ...conversation });
  check((await level()).isMuted === 1, "Conversation.mute: it is silent");
  await works("Conversation.unmute", { ...conversation });
  check((await level()).isMuted === 0, "Conversation.unmute: it is no longer silent");

  // Chat rooms
  const hall = { id: "hall", name: "Hall" };
  const lists = (pattern) => (answer) => pattern.test(JSON.stringify(answer));
  await works("Chatroom.create", hall);
  await shows("Chatroom.get", { id: "hall", count: 10, order: 1 }, "nobody", (a) => a.total === 0);
  await shows("Chatroom.isExist", { id: "hall", members: [{ id: "dora" }] }, "who is not in it", lists(/dora/));
  for (const kind of ["Block", "Gag"]) {
    const rule = { id: "hall", members: [{ id: "eve" }], minute: 5 };
    await works(`Chatroom.${kind}.add`, rule);
    await shows(`Chatroom.${kind}.getList`, { id: "hall" }, "who is on it", lists(/eve/));
    await works(`Chatroom.${kind}.remove`, rule);
    await shows(`Chatroom.${kind}.getList`, { id: "hall" }, "nobody", (a) => !lists(/eve/)(a));
  }
  await works("Chatroom.Ban.add", { members: [{ id: "eve" }], minute: 5 });
  await shows("Chatroom.Ban.getList", undefined, "who is on it", lists(/eve/));
  await works("Chatroom.Ban.remove", { members: [{ id: "eve" }] });
  await works("Chatroom.Distribute.stop", { id: "hall" });
  await works("Chatroom.Distribute.resume", { id: "hall" });
  await works("Chatroom.KeepAlive.add", { id: "hall" });
  await shows("Chatroom.KeepAlive.getList", undefined, "the room", lists(/hall/));
  await works("Chatroom.KeepAlive.remove", { id: "hall" });
  await works("Chatroom.Demotion.add", { msgs: ["RC:VcMsg"] });
  await shows("Chatroom.Demotion.getList", undefined, "the kind", lists(/RC:VcMsg/));
  await works("Chatroom.Demotion.remove", { msgs: ["RC:VcMsg"] });
  await works("Chatroom.Whitelist.User.add", { id: "hall", members: [{ id: "eve" }] });
  await shows("Chatroom.Whitelist.User.getList", { id: "hall" }, "who is on it", lists(/eve/));
  await works("Chatroom.Whitelist.User.remove", { id: "hall", members: [{ id: "eve" }] });
  await works("Chatroom.Whitelist.Message.add", { msgs: ["RC:TxtMsg"] });
  await shows("Chatroom.Whitelist.Message.getList", undefined, "the kind", lists(/RC:TxtMsg/));
  await works("Chatroom.Whitelist.Message.remove", { msgs: ["RC:TxtMsg"] });
  await works("Message.Chatroom.send", { ...message, targetId: "hall", content: text("in the hall") });
  await works("Message.Chatroom.broadcast", { ...message, content: text("in all halls") });
  await works("Chatroom.destroy", { id: "hall" });
  await works("Chatroom.create", hall);
  await works("Chatroom.destory", { id: "hall" });

  await works("Group.dismiss", { id: "walkers", member: { id: "alice" } });
  check((await say("gone")) === 22406, "Group.dismiss: nobody is in it");

  // Pushes
  const push = { platform: ["ios"], audience: { is_to_all: true }, notification: { alert: "x" }, fromuserid: "alice" };
  await isNotAvailable("Push.push", "push", push);
  await isNotAvailable("Push.message", "push", { ...push, message: { content: "x", objectName: "RC:TxtMsg" } });

  const missing = functionsOf(sdk).filter((name) => !called.has(name));
  check(missing.length === 0, `the table names all ${functionsOf(sdk).length} functions of the SDK`, missing);
}
