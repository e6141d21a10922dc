import { privateWith } from "./browser.mjs";

/** What people set for all of their devices. */
export async function settings({ server, browser, check }) {
  const first = await browser.user(server.alice);
  const second = await browser.user(server.alice);
  const conversation = privateWith("bob");
  const { data: regretted } = await first.say(conversation, "to be deleted");
  const { data: tagged } = await first.say(conversation, "to be tagged");

  const hours = { startTime: "22:00:00", spanMinutes: 480, level: 5, timezone: "Asia/Shanghai" };
  const quiet = await first.rc("setNotificationQuietHoursWithSetting", hours);
  check(quiet.code === 0, "quiet hours are set", quiet);
  const there = await second.rc("getNotificationQuietHoursSetting");
  check(there.data.startTime === "22:00:00" && there.data.spanMinutes === 480 && there.data.level === 5, "the other device reads them", there);
  const removed = await second.rc("removeNotificationQuietHoursSetting");
  const gone = await first.rc("getNotificationQuietHoursSetting");
  check(removed.code === 0 && !(gone.data?.spanMinutes > 0), "and removes them", gone);

  const added = await first.rc("addTag", { tagId: "work", tagName: "Work" });
  check(added.code === 0, "a tag is created", added);
  await second.event("TAG");
  const tags = await second.rc("getTags");
  check(tags.data.some((tag) => tag.tagId === "work" && tag.tagName === "Work"), "the other device has it", tags);
  const borne = await first.rc("addConversationsToTag", "work", [conversation]);
  check(borne.code === 0, "a conversation bears it", borne);
  await second.event("CONVERSATION", (data) => data.conversationList.some((item) => item.updatedItems?.tags));
  const onSecond = await second.rc("getTagsFromConversation", conversation);
  check(onSecond.data.some((tag) => tag.tagId === "work"), "also on the other device", onSecond);
  const listed = await second.run(async () => {
    const { data: loader } = await RC.createConversationListLoader({ tagFilter: { tagIds: ["work"] } });
    const { code, data } = await loader.load(10);
    return { code, targets: data?.map((conversation) => conversation.targetId), hasMore: loader.hasMore };
  });
  check(listed.targets?.join() === "bob" && !listed.hasMore, "the list is asked for by tag", listed);
  const off = await second.rc("removeTagFromConversations", "work", [conversation]);
  check(off.code === 0, "it is taken off", off);
  const deleted = await second.rc("removeTag", "work");
  check(deleted.code === 0, "and deleted", deleted);

  const silent = await first.rc("setConversationTypeNotificationLevel", 3, 5);
  check(silent.code === 0, "all groups are silent", silent);
  const third = await browser.user(server.alice);
  const until = Date.now() + 5_000;
  let level;
  do level = (await third.rc("getConversationTypeNotificationLevel", 3)).data;
  while (level !== 5 && Date.now() < until);
  check(level === 5, "also for a device that comes later", level);

  const history = async (device) => (await device.rc("getHistoryMessages", conversation, { timestamp: 0, count: 20, order: 0 })).data.list.map((message) => message.messageUId);
  const named = { messageUId: regretted.messageUId, sentTime: regretted.sentTime, messageDirection: 1 };
  const deletion = await first.rc("deleteMessages", conversation, [named]);
  const left = await history(second);
  check(deletion.code === 0 && !left.includes(regretted.messageUId) && left.includes(tagged.messageUId), "a message is deleted on the server, and no other", left);
  const cleared = await second.rc("clearHistoryMessages", conversation, tagged.sentTime);
  check(cleared.code === 0 && (await history(first)).length === 0, "the history is cleared", cleared);
  const list = async (device) => (await device.rc("getConversationList", { count: 50, startTime: 0, order: 0 })).data.map((item) => item.targetId);
  const off2 = await first.rc("removeConversation", conversation);
  check(off2.code === 0 && !(await list(first)).includes("bob"), "the conversation is removed", off2);
}
