import { currentLocale, dateLocale } from "../i18n/index.svelte";

/** A number, as the language writes it. */
export function count(value: number): string {
  return value.toLocaleString(currentLocale());
}

/** A day and a time, as short as the language has it. */
export function moment(time: number): string {
  return new Intl.DateTimeFormat(dateLocale(), { dateStyle: "medium", timeStyle: "short" }).format(time);
}
