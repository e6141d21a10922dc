import { currentLocale } from "../i18n/index.svelte";

const units = ["B", "KB", "MB", "GB"];

/** A file's size, as people say it. */
export function bytes(count: number): string {
  let unit = 0;
  while (count >= 1024 && unit < units.length - 1) {
    count /= 1024;
    unit += 1;
  }
  const digits = unit > 0 && count < 10 ? 1 : 0;
  return `${count.toLocaleString(currentLocale(), { maximumFractionDigits: digits })} ${units[unit]}`;
}

/** A length in seconds, as players show it. */
export function duration(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds) % 60).padStart(2, "0")}`;
}
