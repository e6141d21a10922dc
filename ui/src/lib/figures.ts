import { currentLocale } from "../i18n/index.svelte";

/** A number, as the language writes it. */
export function count(value: number): string {
  return value.toLocaleString(currentLocale());
}
