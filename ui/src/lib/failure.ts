import type { ErrorCode } from "../bindings";
import { t } from "../i18n/index.svelte";
import { isApiError } from "../platform";

/** Why a message was not sent, in words. */
export function failureText(code: number): string {
  if (code === 405) return t("message.failed.405");
  if (code === 22406) return t("message.failed.22406");
  if (code === 22407 || code === 21407) return t("message.failed.mention");
  if (code === 24366) return t("message.failed.24366");
  return t("message.failed");
}

/** Some files stay where they are; what is said of them is the message. */
export class NotSent extends Error {}

/** Why something that was asked for came to nothing, in words. */
export function problemText(error: unknown): string {
  if (error instanceof NotSent) return error.message;
  return codeText(isApiError(error) ? error.code : null);
}

/** What an error's code means for a person. */
export function codeText(code: ErrorCode | null): string {
  switch (code) {
    case "offline":
      return t("problem.offline");
    case "refused":
      return t("problem.refused");
    case "notFound":
      return t("problem.notFound");
    case "storeUnavailable":
      return t("problem.storeUnavailable");
    case "fileUnavailable":
      return t("media.gone");
    case "fileTooLarge":
      return t("problem.fileTooLarge");
    case "badText":
      return t("problem.badText");
    case "noMicrophone":
      return t("problem.noMicrophone");
    case "microphoneRefused":
      return t("problem.microphoneRefused");
    case "recordingTooShort":
      return t("problem.recordingTooShort");
    case "recordingWaits":
      return t("problem.recordingWaits");
    default:
      return t("problem.other");
  }
}
