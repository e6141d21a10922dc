import type { DiscussionLine, Summary } from "../bindings";
import { t } from "../i18n/index.svelte";

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
    case "unknown":
      return t("summary.unknown");
  }
}

/** The words for what changed in a discussion. */
export function discussionText(line: DiscussionLine): string {
  return t(`discussion.${line.event}`, { by: line.byMe ? t("discussion.you") : line.by, what: line.what });
}
