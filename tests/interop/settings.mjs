import { privateWith } from "./browser.mjs";

/** What people set for all of their devices. */
export async function settings({ server, browser, check }) {
  const first = await browser.user(server.alice);
  const second = await browser.user(server.alice);
  const conversation = privateWith("bob");
  await first.say(conversation, "to be tagged");

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
}
