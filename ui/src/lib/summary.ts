import type { DiscussionLine, EventLine, GroupLine, MessageBody, Summary } from "../bindings";
import { t } from "../i18n/index.svelte";
import { hasMirrored, isolated } from "./bidi";
import { duration } from "./sizes";

/** The words for a message in one line. */
export function summaryText(summary: Summary): string {
  switch (summary.type) {
    case "text":
    case "notice":
      return summary.text;
    case "image":
      return t("summary.image");
    case "voice":
      return t("summary.voice");
    case "video":
      return t("summary.video");
    case "file":
      return t("summary.file", { name: summary.name });
    case "location":
      return t("summary.location", { label: summary.label });
    case "recalled":
      return summary.byMe ? t("message.recalled.me") : t("message.recalled.other", { name: summary.name });
    case "discussion":
      return discussionText(summary);
    case "sticker":
      return summary.meaning
        ? t("summary.sticker.meaning", { meaning: summary.meaning })
        : t("summary.sticker");
    case "merged":
      return t("summary.merged");
    case "group":
      return groupText(summary);
    case "event":
      return eventText(summary);
    case "redPacket":
      return t("summary.redPacket", { greeting: summary.greeting });
    case "unknown":
      return t("summary.unknown");
  }
}

/** The words for what somebody says, in one line, which runs the way of what is said. */
export function saidBy(name: string, text: string): string {
  const turned = hasMirrored(name + text);
  return t("list.said", { name: turned ? isolated(name) : name, text });
}

/** Several names as the language lists them, for which `Intl.ListFormat` has no way without "and" in Chinese. */
function namesText(names: string[]): string {
  return names.length === 0 ? "" : names.reduce((one, other) => t("names.join", { one, other }));
}

/** The words for what changed in a discussion. */
export function discussionText(line: DiscussionLine): string {
  return t(`discussion.${line.event}`, {
    by: line.byMe ? t("discussion.you") : line.by,
    what: namesText(line.what),
  });
}

/** The words for what happened to a group. */
export function groupText(line: GroupLine): string {
  return t(`group.${line.event}`, {
    by: line.byMe ? t("discussion.you") : line.by,
    what: namesText(line.what),
  });
}

/** The words for what somebody did elsewhere. */
export function eventText(line: EventLine): string {
  return t(`event.${line.event}`, {
    by: line.byMe ? t("discussion.you") : line.by,
    time: duration(line.seconds),
  });
}

/** Whose messages were forwarded as one. */
export function mergedTitle(body: Extract<MessageBody, { type: "merged" }>): string {
  const [one, other] = body.names;
  if (body.group || !one) return one ? t("merged.group", { name: one }) : t("summary.merged.title");
  return other ? t("merged.pair", { one, other }) : t("merged.one", { one });
}
