import { privateWith } from "./browser.mjs";

export async function privateChat({ server, browser, check }) {
  const alice = await browser.user(server.alice);
  const bob = await browser.user(server.bob);
  const toBob = privateWith("bob");
  const toAlice = privateWith("alice");

  const text = "hi 你好 😀";
  const sent = await alice.say(toBob, text);
  check(sent.code === 0 && sent.data.messageUId !== "" && sent.data.sentTime > 1e12, "a text is acknowledged with uid and time", sent);
  const uid = sent.data.messageUId;
  const got = await bob.message((message) => message.messageUId === uid);
  check(got.content.content === text, "it arrives as it was written, emoji included", got.content);
  check(
    got.targetId === "alice" && got.senderUserId === "alice" && got.messageDirection === 2 && got.sentTime === sent.data.sentTime,
    "target, sender, direction and time are right",
    got,
  );
  check(got.isCounted && got.isPersited, "it counts and is kept", got);

  const history = (of, conversation, options) => of.rc("getHistoryMessages", conversation, { count: 20, order: 0, timestamp: 0, ...options });
  const bobs = await history(bob, toAlice);
  check(bobs.data.list.some((message) => message.messageUId === uid), "the receiver's history has it", bobs);
  const mine = (await history(alice, toBob)).data.list.find((message) => message.messageUId === uid);
  check(mine?.messageDirection === 1 && mine.targetId === "bob", "the sender's history has it as sent", mine);

  const list = await bob.rc("getConversationList", { count: 20, startTime: 0, order: 0 });
  const row = list.data?.find((row) => row.targetId === "alice");
  check(row?.latestMessage.messageUId === uid && row.unreadMessageCount >= 1, "the conversation list shows it unread", list);
  await bob.rc("clearMessagesUnreadStatus", toAlice);
  check((await bob.rc("getUnreadCount", toAlice)).data === 0, "reading clears the count");

  const recalled = await alice.rc("recallMessage", toBob, { messageUId: uid, sentTime: sent.data.sentTime });
  check(recalled.code === 0, "the sender takes it back", recalled);
  const command = await bob.message((message) => message.messageType === "RC:RcCmd");
  check(command.content.messageUId === uid, "the receiver is told", command);
  const after = (await history(bob, toAlice)).data.list.find((message) => message.messageUId === uid);
  check(after?.messageType === "RC:RcNtf", "the history shows the notice in its place", after);

  const five = [];
  for (let number = 0; number < 5; number += 1) five.push((await alice.say(toBob, `n${number}`)).data.messageUId);
  await bob.message((message) => message.messageUId === five[4]);
  const arrived = (await bob.messages()).map((message) => message.messageUId);
  check(new Set(arrived).size === arrived.length, "nothing arrives twice", arrived);
  check(arrived.filter((id) => five.includes(id)).join() === five.join(), "five messages arrive in order", arrived);

  const newest = await history(bob, toAlice, { count: 3 });
  check(newest.data.hasMore && newest.data.list.map((message) => message.messageUId).join() === five.slice(2).join(), "a page of history is the newest three", newest);
  const older = await history(bob, toAlice, { count: 2, timestamp: newest.data.list[0].sentTime });
  check(older.data.list.map((message) => message.messageUId).join() === five.slice(0, 2).join(), "the next page follows it", older);

  const nobody = await alice.say(privateWith("nobody-here"), "hello?");
  check(nobody.code === 24366, "a message to nobody is refused", nobody.code);
}
