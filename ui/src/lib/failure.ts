import { t } from "../i18n/index.svelte";

/** Why a message was not sent, in words. */
export function failureText(code: number): string {
  if (code === 405) return t("message.failed.405");
  if (code === 22406) return t("message.failed.22406");
  if (code === 24366) return t("message.failed.24366");
  return t("message.failed");
}
