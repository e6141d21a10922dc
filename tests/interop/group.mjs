import { groupOf } from "./browser.mjs";

export async function group({ server, browser, check }) {
  const alice = await browser.user(server.alice);
  const bob = await browser.user(server.bob);
  const here = groupOf(server.group);

  const content = { content: "@Bob look", mentionedInfo: { type: 2, userIdList: ["bob"], mentionedContent: "" } };
  const sent = await alice.say(here, content, { isMentioned: true });
  check(sent.code === 0, "a member writes to the group", sent);
  const got = await bob.message((message) => message.messageUId === sent.data.messageUId);
  check(got.targetId === server.group && got.senderUserId === "alice" && got.conversationType === 3, "it arrives in the group", got);
  check(got.isMentioned && got.content.mentionedInfo.userIdList.includes("bob"), "the mention arrives", got);
  const conversation = (await bob.rc("getConversation", here)).data;
  check(conversation.hasMentioned && conversation.unreadMentionedCount >= 1, "the conversation counts the mention", conversation);
  const history = await bob.rc("getHistoryMessages", here, { timestamp: 0, count: 5, order: 0 });
  check(history.data.list.at(-1).messageUId === sent.data.messageUId, "the group's history has it", history);

  const directed = await alice.say(here, "only for Bob", { directionalUserIdList: ["bob"] });
  check((await bob.message((message) => message.messageUId === directed.data.messageUId)) !== undefined, "a directed message reaches its member");

  const stranger = await alice.say(groupOf("no-such-group"), "hello?");
  check(stranger.code === 22406, "who is no member is refused", stranger.code);
}
