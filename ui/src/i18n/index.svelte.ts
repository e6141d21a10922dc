// Words come from message files; the language may change while the page runs.

import type { Language } from "../bindings";
import en from "./en.json";
import zhHans from "./zh-Hans.json";

export type Locale = "en" | "zh-Hans";
export type Key = keyof typeof en;
type Message = string | Partial<Record<Intl.LDMLPluralRule, string>>;

const files: Record<Locale, Record<Key, Message>> = { en, "zh-Hans": zhHans };

let locale = $state<Locale>("en");

/** The language that the page speaks now. */
export function currentLocale(): Locale {
  return locale;
}

/** How dates are written, which a language alone does not say. */
export function dateLocale(): string {
  return { en: "en-GB", "zh-Hans": "zh-CN" }[locale];
}

/** Speaks another language from now on. */
export function setLanguage(language: Language, system: readonly string[] = navigator.languages): void {
  const wanted = language === "system" ? (system[0] ?? "en") : language;
  locale = wanted.startsWith("zh") ? "zh-Hans" : "en";
  document.documentElement.lang = locale === "en" ? "en" : "zh-CN";
}

/** The words for a key. `{name}` is replaced by the parameter of that name; `count` decides a plural. */
export function t(key: Key, params: Record<string, string | number> = {}): string {
  const message = files[locale][key];
  const pattern = typeof message === "string" ? message : plural(message, Number(params.count ?? 0));
  return pattern.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    return value === undefined
      ? whole
      : typeof value === "number" && name === "count"
        ? number(value)
        : String(value);
  });
}

function plural(forms: Exclude<Message, string>, count: number): string {
  return forms[new Intl.PluralRules(locale).select(count)] ?? forms.other ?? "";
}

function number(value: number): string {
  return new Intl.NumberFormat(locale).format(value);
}
