import { createRequire } from "node:module";

const rongcloud = createRequire(import.meta.url)("rongcloud-sdk");

export const roomOf = (targetId) => ({ conversationType: 4, targetId });

/** Members talk, share entries, leave; the app's server rules. */
export async function chatroom({ server, browser, check }) {
  const alice = await browser.user(server.alice);
  const bob = await browser.user(server.bob);
  const hall = roomOf("hall");
  const isCode = async (answer, code, what) => {
    const seen = await answer;
    check(seen.code === code, what, seen);
    return seen.data;
  };
  const ofHall = (fits) => (event) => fits(event.updatedEntries ?? []);

  await isCode(alice.rc("joinExistChatRoom", "hall", { count: 10 }), 23410, "a room that is not there cannot be joined");
  await isCode(alice.rc("joinChatRoom", "hall", { count: 10 }), 0, "joining makes it");
  const early = await alice.say(hall, "before Bob came");
  check(early.code === 0, "a member writes", early);
  const joined = await isCode(bob.rc("joinExistChatRoom", "hall", { count: 10 }), 0, "a second member joins");
  check(joined.memberCount === 2 && joined.joinTime >= joined.createTime && !joined.isAllChatroomBanned, "it says what it is", joined);
  const old = await bob.message((message) => message.messageUId === early.data.messageUId);
  check(old.conversationType === 4 && old.targetId === "hall" && old.senderUserId === "alice", "the history comes with it", old);

  const sent = await alice.say(hall, "hello, hall 👋");
  const got = await bob.message((message) => message.messageUId === sent.data.messageUId);
  check(got.content.content === "hello, hall 👋" && got.sentTime === sent.data.sentTime, "a message arrives", got);
  const many = [];
  for (let number = 0; number < 30; number += 1) many.push(alice.say(hall, `line ${number}`));
  const burst = await Promise.all(many);
  check(burst.every(({ code }) => code === 0), "thirty at once are taken", burst);
  await bob.message((message) => message.content.content === "line 29");
  const lines = (await bob.messages()).filter(({ content }) => content.content?.startsWith("line ")).map(({ content }) => content.content);
  check(lines.join() === [...Array(30).keys()].map((number) => `line ${number}`).join(), "and come in order, each once", lines);
  const answered = await bob.say(hall, "and back");
  await alice.message((message) => message.messageUId === answered.data.messageUId);
  const own = (await alice.messages()).filter(({ senderUserId }) => senderUserId === "alice");
  check(own.length === 0, "nobody gets back what they said", own);
  const image = await alice.send(hall, "ImageMessage", { content: "AA==", imageUri: "https://example.org/a.jpg" });
  check((await bob.message(({ messageUId }) => messageUId === image.data.messageUId)).messageType === "RC:ImgMsg", "an image arrives");

  const slip = (await alice.say(hall, "slip")).data;
  await bob.message(({ messageUId }) => messageUId === slip.messageUId);
  await isCode(alice.rc("recallMessage", hall, { messageUId: slip.messageUId, sentTime: slip.sentTime }), 0, "a message is taken back");
  const taken = await bob.message(({ messageType }) => messageType === "RC:RcCmd");
  check(taken.content.messageUId === slip.messageUId && taken.targetId === "hall", "the others are told which", taken);
  const noticed = (await bob.rc("getChatroomHistoryMessages", "hall", { timestamp: 0, count: 1, order: 0 })).data.list[0];
  check(noticed.messageUId === slip.messageUId && noticed.messageType === "RC:RcNtf", "a notice stands in its place", noticed);

  const page = await isCode(bob.rc("getChatroomHistoryMessages", "hall", { timestamp: 0, count: 3, order: 0 }), 0, "the history answers");
  check(page.list.length === 3 && page.hasMore && page.list[1].messageUId === image.data.messageUId, "its newest page, newest first", page);
  const info = await isCode(bob.rc("getChatRoomInfo", "hall", { count: 10, order: 1 }), 0, "the room tells who is in it");
  check(info.userCount === 2 && info.userInfos.map(({ id }) => id).join() === "alice,bob", "in the order of joining", info);
  const reversed = (await bob.rc("getChatRoomInfo", "hall", { count: 1, order: 2 })).data;
  check(reversed.userCount === 2 && reversed.userInfos.map(({ id }) => id).join() === "bob", "or the other way round", reversed);

  await isCode(alice.rc("setChatRoomEntry", "hall", { key: "seat", value: "1", isSendNotification: true, notificationExtra: "x" }), 0, "an entry is set");
  await bob.event("CHATROOM", ofHall((entries) => entries.some(({ key, value, type }) => key === "seat" && value === "1" && type === 1)));
  check((await bob.rc("getChatRoomEntry", "hall", "seat")).data === "1", "the others have it");
  const notice = await bob.message(({ messageType }) => messageType === "RC:chrmKVNotiMsg");
  check(notice.content.key === "seat" && notice.content.extra === "x" && notice.senderUserId === "alice", "its notice arrives", notice);
  await isCode(bob.rc("setChatRoomEntry", "hall", { key: "seat", value: "2" }), 23424, "somebody else's entry is not overwritten");
  await isCode(bob.rc("removeChatRoomEntry", "hall", { key: "seat" }), 23424, "nor removed");
  await isCode(bob.rc("forceSetChatRoomEntry", "hall", { key: "seat", value: "2" }), 0, "unless by force");
  await alice.event("CHATROOM", ofHall((entries) => entries.some(({ key, value }) => key === "seat" && value === "2")));
  await isCode(alice.rc("forceRemoveChatRoomEntry", "hall", { key: "seat" }), 0, "and removed by force");
  await bob.event("CHATROOM", ofHall((entries) => entries.some(({ key, type }) => key === "seat" && type === 2)));
  check(!(await bob.rc("getChatRoomEntry", "hall", "seat")).data, "it is gone for all");
  await isCode(bob.rc("removeChatRoomEntry", "hall", { key: "seat" }), 23427, "what is not there cannot be removed");
  const both = [{ key: "a", value: "1" }, { key: "b", value: "2" }];
  await isCode(bob.rc("setChatRoomEntries", "hall", { entries: both, isAutoDelete: true }), 0, "several are set at once");
  await alice.event("CHATROOM", ofHall((entries) => entries.some(({ key }) => key === "b")));
  await isCode(alice.rc("setChatRoomEntries", "hall", { entries: [...both, { key: "c", value: "3" }] }), 23428, "some are refused");
  await alice.event("CHATROOM", ofHall((entries) => entries.some(({ key }) => key === "c")));
  const all = (await alice.rc("getAllChatRoomEntries", "hall")).data;
  check(JSON.stringify(all) === '{"a":"1","b":"2","c":"3"}', "the rest is set", all);

  await isCode(bob.rc("quitChatRoom", "hall"), 0, "a member leaves");
  await alice.event("CHATROOM", ofHall((entries) => entries.some(({ key, type }) => key === "a" && type === 2)));
  check(true, "their entries go with them");
  await isCode(bob.say(hall, "still here?"), 23406, "who left may not write");
  check((await alice.rc("getConversationList")).data.length === 0, "a room is nobody's conversation");

  // The server goes away and comes back: clients come back to their rooms by themselves.
  await isCode(bob.rc("joinExistChatRoom", "hall", { count: -1 }), 0, "who left comes back");
  const before = await alice.say(hall, "before the restart");
  check((await server.restart()) === 0, "the server ends in order and begins again");
  for (const member of [alice, bob]) {
    const { rejoinedRoom } = await member.event("CHATROOM", (event) => event.rejoinedRoom?.chatroomId === "hall");
    check(!rejoinedRoom.errorCode, "a member is back in the room", rejoinedRoom);
  }
  const kept = (await bob.rc("getChatroomHistoryMessages", "hall", { timestamp: 0, count: 1, order: 0 })).data;
  check(kept.list[0].messageUId === before.data.messageUId, "its history is there", kept);
  check((await alice.rc("getAllChatRoomEntries", "hall")).data.c === "3", "and what was shared");
  const after = await bob.say(hall, "after the restart");
  await alice.message(({ messageUId }) => messageUId === after.data.messageUId);
  const twice = (await alice.messages()).map(({ messageUId }) => messageUId);
  check(new Set(twice).size === twice.length, "nothing comes twice", twice);

  // The app's server.
  const sdk = rongcloud({ appkey: server.appKey, secret: server.appSecret, api: server.url });
  const done = async (answer, what) => {
    const seen = await answer;
    check(seen.code === 200, what, seen);
    return seen;
  };
  const { Chatroom } = sdk;
  const id = "hall";
  const user = (name) => [{ id: name }];
  await done(Chatroom.create([{ id: "den", name: "Den" }, { id: "yard", name: "Yard" }]), "rooms are created");
  await bob.rc("joinExistChatRoom", "hall", { count: -1 });
  const who = await done(Chatroom.get({ id, count: 10, order: 1 }), "the members are told");
  check(who.total === 2 && who.members.map((member) => member.id).sort().join() === "alice,bob", "all of them", who);
  const exist = await done(Chatroom.isExist({ id, members: [{ id: "bob" }, { id: "carol" }] }), "who is in it is told");
  check(exist.members.map(({ id, isInChrm }) => `${id} ${isInChrm}`).join() === "bob 1,carol 0", "and who is not", exist);

  await done(Chatroom.Gag.add({ id, members: user("bob"), minute: 5 }), "a member is muted");
  await isCode(bob.say(hall, "mmm"), 23408, "who is muted may not write");
  const gagged = await Chatroom.Gag.getList({ id });
  check(gagged.members?.[0]?.id === "bob" && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(gagged.members[0].time), "the muted are listed", gagged);
  await done(Chatroom.Gag.remove({ id, members: user("bob") }), "and unmuted");
  await isCode(bob.say(hall, "ah"), 0, "who is unmuted writes");
  await done(Chatroom.Ban.add({ members: user("bob"), minute: 5 }), "a user is muted everywhere");
  await isCode(bob.say(hall, "mmm"), 23408, "who is muted everywhere is muted here");
  check((await Chatroom.Ban.getList()).members?.[0]?.id === "bob", "those are listed");
  await done(Chatroom.Ban.remove({ members: user("bob") }), "and unmuted");

  await done(Chatroom.Distribute.stop({ id }), "distribution stops");
  check((await alice.say(hall, "unheard")).code === 0, "what is said is taken");
  await done(Chatroom.Distribute.resume({ id }), "distribution goes on");
  await alice.say(hall, "heard");
  await bob.message(({ content }) => content.content === "heard");
  check(!(await bob.messages()).some(({ content }) => content.content === "unheard"), "but not what was said before");

  const send = { senderId: "system", objectName: "RC:TxtMsg" };
  await done(sdk.Message.Chatroom.send({ ...send, targetId: ["hall", "den"], content: { content: "from the server" } }), "the server writes");
  const told = await bob.message(({ content }) => content.content === "from the server");
  check(told.senderUserId === "system" && told.targetId === "hall", "members get it", told);
  await done(sdk.Message.Chatroom.broadcast({ ...send, content: { content: "to all" } }), "the server writes to all rooms");
  check((await alice.message(({ content }) => content.content === "to all")).targetId === "hall", "members get it");

  for (const [name, list, add, take, listed] of [
    ["kept alive", Chatroom.KeepAlive, { id }, { id }, (seen) => (seen.chatrooms ?? seen.chatroomIds)?.join() === "hall"],
    ["low priority", Chatroom.Demotion, { msgs: ["RC:VcMsg"] }, { msgs: ["RC:VcMsg"] }, (seen) => seen.objectNames?.join() === "RC:VcMsg"],
    ["favoured users", Chatroom.Whitelist.User, { id, members: user("bob") }, { id, members: user("bob") }, (seen) => JSON.stringify(seen).includes("bob")],
    ["kinds never dropped", Chatroom.Whitelist.Message, { msgs: ["RC:GIFMsg"] }, { msgs: ["RC:GIFMsg"] }, (seen) => seen.objectNames?.join() === "RC:GIFMsg"],
  ]) {
    await done(list.add(add), `${name}: added`);
    const seen = await list.getList({ id });
    check(listed(seen), `${name}: listed`, seen);
    await done(list.remove(take), `${name}: removed`);
    const left = await list.getList({ id });
    check(!listed(left), `${name}: gone`, left);
  }

  await done(Chatroom.Block.add({ id, members: user("bob"), minute: 5 }), "a member is shut out");
  await bob.event("CHATROOM", (event) => event.chatroomNotifyBlock?.userIdList?.includes("bob"));
  check(true, "and learns it");
  await isCode(bob.say(hall, "let me in"), 23409, "who is shut out may not write");
  await isCode(bob.rc("joinChatRoom", "hall", { count: 10 }), 23409, "nor come back");
  check((await Chatroom.Block.getList({ id })).members?.[0]?.id === "bob", "those are listed");
  await done(Chatroom.Block.remove({ id, members: user("bob") }), "and let in");
  await isCode(bob.rc("joinChatRoom", "hall", { count: 10 }), 0, "then they come back");
  await done(Chatroom.destroy({ id }), "a room is destroyed");
  await alice.event("CHATROOM", (event) => event.chatroomDestroyed === "hall");
  check(true, "its members learn it");
  await isCode(bob.rc("joinExistChatRoom", "hall", { count: 10 }), 23410, "and it is no more");
}
