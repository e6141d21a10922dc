import { privateWith } from "./browser.mjs";

export async function multiDevice({ server, browser, check }) {
  const first = await browser.user(server.alice);
  const second = await browser.user(server.alice);
  const bob = await browser.user(server.bob);
  check(first.connected.code === 0 && second.connected.code === 0, "two devices of one user are online");
  await second.event("PULL_OFFLINE_MESSAGE_FINISHED");

  const sent = await first.say(privateWith("bob"), "from my desk");
  const echo = await second.message((message) => message.messageUId === sent.data.messageUId);
  check(echo.messageDirection === 1 && echo.targetId === "bob" && echo.sentTime === sent.data.sentTime, "the other device has it as sent", echo);

  const reply = await bob.say(privateWith("alice"), "got it");
  await first.message((message) => message.messageUId === reply.data.messageUId);
  await second.message((message) => message.messageUId === reply.data.messageUId);
  check((await second.rc("getUnreadCount", privateWith("bob"))).data === 1, "a reply reaches both, unread");
  await first.rc("sendSyncReadStatusMessage", privateWith("bob"), reply.data.sentTime);
  const deadline = Date.now() + 5_000;
  let unread;
  do unread = (await second.rc("getUnreadCount", privateWith("bob"))).data;
  while (unread !== 0 && Date.now() < deadline);
  check(unread === 0, "reading on one device clears the other", unread);

  const topped = await first.rc("setConversationToTop", privateWith("bob"), true);
  check(topped.code === 0, "a conversation is kept on top", topped);
  const silenced = await first.rc("setConversationNotificationLevel", privateWith("bob"), 5);
  check(silenced.code === 0, "and silent", silenced);
  const kept = async () => (await second.rc("getConversation", privateWith("bob"))).data;
  const until = Date.now() + 5_000;
  let there;
  do there = await kept();
  while (!(there.isTop && there.notificationLevel === 5) && Date.now() < until);
  check(there.isTop === true && there.notificationLevel === 5, "the other device keeps it so too", there);

  await bob.rc("disconnect");
  const missed = [];
  for (let number = 0; number < 3; number += 1) missed.push((await first.say(privateWith("bob"), `later ${number}`)).data.messageUId);
  const again = await browser.user(server.bob);
  await again.message((message) => message.messageUId === missed[2]);
  const pulled = (await again.messages()).filter((message) => missed.includes(message.messageUId));
  check(pulled.map((message) => message.messageUId).join() === missed.join(), "what was missed comes in order", pulled);
  check(pulled.every((message) => message.isOffLineMessage), "and is marked as missed");
  check(pulled.every((message) => message.receivedStatusInfo.isRetrieved === false), "no other device had it", pulled);
  const before = await again.message((message) => message.messageUId === sent.data.messageUId);
  check(before.receivedStatusInfo.isRetrieved === true && before.receivedStatus === 8, "what the other one had is marked so", before);
  const own = await again.message((message) => message.messageUId === reply.data.messageUId);
  check(own.receivedStatusInfo.isRetrieved === false, "but not what one sent oneself", own);
}
