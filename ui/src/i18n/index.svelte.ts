// Words come from message files; the language may change while the page runs.

import type { Language } from "../bindings";
import { hasMirrored, isolated } from "../lib/bidi";
import ar from "./ar.json";
import en from "./en.json";
import zhHans from "./zh-Hans.json";
import zhHant from "./zh-Hant.json";

export type Locale = Exclude<Language, "system">;
export type Key = keyof typeof en;
type Message = string | Partial<Record<Intl.LDMLPluralRule, string>>;

const files: Record<Locale, Record<Key, Message>> = { en, "zh-Hans": zhHans, "zh-Hant": zhHant, ar };

/** What each is called where fonts and dates are chosen. */
const tags: Record<Locale, string> = { en: "en-GB", "zh-Hans": "zh-CN", "zh-Hant": "zh-TW", ar: "ar" };

let locale = $state<Locale>("en");

/** The language that the page speaks now. */
export function currentLocale(): Locale {
  return locale;
}

/** How dates are written, which a language alone does not say. */
export function dateLocale(): string {
  return tags[locale];
}

/** True where lines, and so the whole page, run from right to left. */
export function rightToLeft(): boolean {
  return locale === "ar";
}

/** Speaks another language from now on. */
export function setLanguage(language: Language, system: readonly string[] = navigator.languages): void {
  locale = spoken(language === "system" ? (system[0] ?? "en") : language);
  document.documentElement.lang = tags[locale];
  document.documentElement.dir = rightToLeft() ? "rtl" : "ltr";
}

/** The language that is closest to what a system calls its own. */
function spoken(tag: string): Locale {
  if (/^zh\b.*\b(Hant|TW|HK|MO)\b/i.test(tag)) return "zh-Hant";
  if (/^zh\b/i.test(tag)) return "zh-Hans";
  return /^ar\b/i.test(tag) ? "ar" : "en";
}

/** The words for a key. `{name}` is replaced by the parameter of that name; `count` decides a plural. */
export function t(key: Key, params: Record<string, string | number> = {}): string {
  const message = files[locale][key];
  const pattern = typeof message === "string" ? message : plural(message, Number(params.count ?? 0));
  return pattern.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    if (typeof value === "number") return name === "count" ? number(value) : String(value);
    // In a line from right to left, what runs from left to right stays together.
    return rightToLeft() && !hasMirrored(value) ? isolated(value) : value;
  });
}

function plural(forms: Exclude<Message, string>, count: number): string {
  return forms[new Intl.PluralRules(locale).select(count)] ?? forms.other ?? "";
}

function number(value: number): string {
  return new Intl.NumberFormat(locale).format(value);
}
