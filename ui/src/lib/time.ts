import { dateLocale, t } from "../i18n/index.svelte";

const DAY = 86_400_000;

function midnight(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}

/** When the day after this time's begins. */
export function nextMidnight(time: number): number {
  return new Date(time).setHours(24, 0, 0, 0);
}

/** How many calendar days lie between two times. */
export function daysAgo(time: number, now: number): number {
  return Math.round((midnight(now) - midnight(time)) / DAY);
}

/** Making one takes a third of a millisecond, and a chat shows many times. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** The machine is in another time zone: what was made knows only the one before. */
export function forgetFormats(): void {
  formats.clear();
}

function format(time: number, options: Intl.DateTimeFormatOptions): string {
  const name = dateLocale() + JSON.stringify(options);
  const known = formats.get(name) ?? new Intl.DateTimeFormat(dateLocale(), options);
  formats.set(name, known);
  return known.format(time);
}

/** The clock's time, such as 09:41. What shows it for long says in which zone, so that it is told anew in another. */
export function clock(time: number, timeZone?: string): string {
  return format(time, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone });
}

/** The time of day that somebody wrote, as `HH:MM`: `7`, `730`, `7.30` and `٧:٣٠` are times too. Nothing when it is none. */
export function timeOfDay(words: string): string | null {
  // Arabic, Persian and full-width digits end in the four bits of their value.
  const latin = words.replace(/[٠-٩۰-۹０-９]/gu, (digit) => String((digit.codePointAt(0) ?? 0) & 0xf));
  const [, hours, minutes = "00"] = /^\s*(\d{1,2})(?:\s*[:.：٫]?\s*(\d{2}))?\s*$/u.exec(latin) ?? [];
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59) return null;
  return `${hours.padStart(2, "0")}:${minutes}`;
}

/** A day and its time, such as 3 May 2026, 09:41. */
export function dateTime(time: number): string {
  return format(time, { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" });
}

/** When exactly: today's time; what is longer ago has its day too. */
export function exactTime(time: number, now: number, timeZone?: string): string {
  return daysAgo(time, now) === 0 ? clock(time, timeZone) : dateTime(time);
}

/** When, for a row of the list: today's time, yesterday, the weekday, or the date. */
export function listTime(time: number, now = Date.now()): string {
  const days = daysAgo(time, now);
  if (days <= 0) return clock(time);
  if (days === 1) return t("time.yesterday");
  if (days < 7) return format(time, { weekday: "short" });
  const sameYear = new Date(time).getFullYear() === new Date(now).getFullYear();
  return format(
    time,
    sameYear ? { day: "numeric", month: "short" } : { day: "numeric", month: "short", year: "numeric" },
  );
}

/** A day, for the line between days. */
export function dayName(time: number, now = Date.now()): string {
  const days = daysAgo(time, now);
  if (days === 0) return t("time.today");
  if (days === 1) return t("time.yesterday");
  const sameYear = new Date(time).getFullYear() === new Date(now).getFullYear();
  const day: Intl.DateTimeFormatOptions = { weekday: "long", day: "numeric", month: "long" };
  return format(time, sameYear ? day : { ...day, year: "numeric" });
}
