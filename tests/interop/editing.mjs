import { privateWith } from "./browser.mjs";

/** Words that change after they were sent, as the SDK asks for it and hears of it. */
export async function editing({ server, browser, check }) {
  const alice = await browser.user(server.alice);
  const bob = await browser.user(server.bob);
  const uid = (await alice.say(privateWith("bob"), "at five")).data.messageUId;
  await bob.message((message) => message.messageUId === uid);

  const edit = (who, peer, content) =>
    who.rc("modifyMessageWithParams", { messageUId: uid, messageContent: { content }, conversation: privateWith(peer) });
  const edited = await edit(alice, "bob", "at six");
  check(edited.code === 0, "the sender edits a message", edited);
  const [told] = await bob.event("MESSAGE_MODIFIED", (messages) => messages.some((message) => message.messageUId === uid));
  check(told.content.content === "at six" && told.targetId === "alice", "the receiver is told, with the new words", told);
  check(told.modifyInfo?.timestamp > told.sentTime, "and when it was edited", told.modifyInfo);
  const history = await bob.rc("getHistoryMessages", privateWith("alice"), { count: 5, order: 0, timestamp: 0 });
  const there = history.data.list.find((message) => message.messageUId === uid);
  check(there?.content.content === "at six" && there.sentTime === told.sentTime, "the history has them in the same place", there);
  const refused = await edit(bob, "alice", "mine");
  check(refused.code === 20116, "nobody edits what others said", refused);
}
