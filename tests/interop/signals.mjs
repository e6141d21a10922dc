import { groupOf, privateWith } from "./browser.mjs";

/** What travels beside the messages that people read: typing, receipts, expansions, kinds of an application's own. */
export async function signals({ server, browser, check }) {
  const alice = await browser.user(server.alice);
  const bob = await browser.user(server.bob);
  const here = groupOf(server.group);

  await alice.rc("sendTypingStatusMessage", privateWith("bob"), "RC:TxtMsg");
  const typing = await bob.event("TYPING_STATUS", (data) => data.status.length > 0);
  check(typing.status[0].list[0].userId === "alice", "typing is seen", typing);

  const sent = await alice.say(privateWith("bob"), "read me");
  await bob.message((message) => message.messageUId === sent.data.messageUId);
  await bob.rc("sendReadReceiptMessage", "alice", sent.data.messageUId, sent.data.sentTime);
  const read = await alice.event("READ_RECEIPT_RECEIVED");
  check(read.messageUId === sent.data.messageUId, "reading is told to the sender", read);

  const asked = await alice.say(here, "who has read this?");
  await bob.message((message) => message.messageUId === asked.data.messageUId);
  const request = await alice.rc("sendReadReceiptRequest", server.group, asked.data.messageUId);
  check(request.code === 0, "a receipt is asked for in a group", request);
  const told = await bob.event("MESSAGE_RECEIPT_REQUEST");
  check(told.messageUId === asked.data.messageUId && told.senderUserId === "alice", "the members are asked", told);
  const answered = await bob.rc("sendReadReceiptResponseV2", server.group, { alice: [asked.data.messageUId] });
  check(answered.code === 0, "a member answers", answered);
  const receipt = await alice.event("MESSAGE_RECEIPT_RESPONSE");
  check(receipt.receivedUserId === "bob" && receipt.messageUIdList.includes(asked.data.messageUId), "the sender is told who has read", receipt);

  const options = { canIncludeExpansion: true, expansion: { colour: "red" } };
  const carries = await alice.say(privateWith("bob"), "with pairs", options);
  const got = await bob.message((message) => message.messageUId === carries.data.messageUId);
  check(got.canIncludeExpansion === true && got.expansion.colour === "red", "a message carries pairs", got);
  const updated = await bob.rc("updateMessageExpansion", { colour: "green", size: "7" }, got);
  check(updated.code === 0, "the other side changes them", updated);
  const change = await alice.event("EXPANSION", (data) => data.updatedExpansion !== undefined);
  check(change.updatedExpansion.expansion.colour === "green", "the sender is told", change);
  await bob.rc("removeMessageExpansionForKey", ["size"], got);
  const removal = await alice.event("EXPANSION", (data) => data.deletedExpansion !== undefined);
  check(removal.deletedExpansion.deletedKeys.includes("size"), "also of what is removed", removal);
  const history = await alice.rc("getHistoryMessages", privateWith("bob"), { timestamp: 0, count: 20, order: 0 });
  const kept = history.data.list.find((message) => message.messageUId === carries.data.messageUId);
  check(JSON.stringify(kept?.expansion) === '{"colour":"green"}', "the history has the newest", kept?.expansion);
  const forged = await bob.rc("updateMessageExpansion", { colour: "x" }, { ...got, messageUId: sent.data.messageUId });
  check(forged.code === 22202, "a message that cannot carry pairs stays as it is", forged);

  const found = await bob.rc("getMessagesByUIds", { conversationIdentifier: privateWith("alice"), messageUIds: [carries.data.messageUId, "none"] });
  check(found.code === 0 && found.data[0].message?.messageUId === carries.data.messageUId, "messages are found by uid", found);

  for (const user of [alice, bob]) {
    await user.run(() => {
      window.Vote = RC.registerMessageType("app:vote", true, true);
    });
  }
  const vote = await alice.run(
    async (to) => JSON.parse(JSON.stringify(await RC.sendMessage(to, new window.Vote({ question: "宵夜?", options: ["面", "饭"] })))),
    privateWith("bob"),
  );
  const arrived = await bob.message((message) => message.messageUId === vote.data.messageUId);
  check(arrived.messageType === "app:vote" && arrived.content.options[1] === "饭", "a kind of the application's own arrives", arrived);
  check(arrived.isPersited && arrived.isCounted, "as it was registered", arrived);
}
