import { groupOf } from "./browser.mjs";

/** Receipts in groups that the server keeps. */
export async function keptReceipts({ server, browser, check }) {
  const alice = await browser.user(server.alice);
  const bob = await browser.user(server.bob);
  const asked = await alice.say(groupOf(server.group), "who has read this?");
  await bob.message((message) => message.messageUId === asked.data.messageUId);
  const before = await alice.rc("getMessageReader", server.group, asked.data.messageUId);
  check(before.code === 0 && before.data.totalMemberCount === 3 && before.data.list.length === 0, "nobody yet", before);
  const answered = await bob.rc("sendReadReceiptResponseV2", server.group, { alice: [asked.data.messageUId] });
  check(answered.code === 0, "a member has read", answered);
  const after = await alice.rc("getMessageReader", server.group, asked.data.messageUId);
  check(after.data.list.length === 1 && after.data.list[0].userId === "bob", "the server knows who has read", after);
  const told = await alice.event("MESSAGE_RECEIPT_RESPONSE");
  check(told.receivedUserId === "bob" && told.messageUIdList.includes(asked.data.messageUId), "the sender is told", told);
}
