import type { Language } from "../leaf/language.ts";
import { type Html, html } from "./html.ts";
import { type MessageKey, messages } from "./message-table.ts";

const locales: Readonly<Record<Language, string>> = { en: "en-GB", uk: "uk-UA" };

const spans = [
  { unit: "day", ms: 86_400_000 },
  { unit: "hour", ms: 3_600_000 },
  { unit: "minute", ms: 60_000 },
  { unit: "second", ms: 1000 },
] as const;
const lastSpan = spans[3];

/** How a page speaks: words, numbers and times of one language, in the site's time zone. */
export interface Voice {
  readonly language: Language;
  word(key: MessageKey): string;
  /** A name from an open set: its word in the group, or the name itself when it is not known. */
  name(group: string, name: string): string;
  number(value: number): string;
  percent(value: number): string;
  megabytes(bytes: number): string;
  /** A moment in the site's time to the second, as markup; null and what is no time is "never". */
  clock(at: string | null): Html;
  /** A moment to the minute, and how long ago it was. */
  moment(at: string | null): Html;
  /** A moment to the minute and its age, as plain text for a terminal. */
  momentText(at: string | null): string;
  /** A day of the site, as in `22 Nov 2026`; a plain date (`2026-11-22`) is the day itself. */
  date(at: string): string;
  /** How long ago, as in `3 hours ago`; null and what is no time is "never". */
  age(at: string | null): string;
  /** A span in its greatest unit, as in `3 hours`. */
  span(ms: number): string;
  /** `in 30 seconds`, `3 hours ago`, `now`. */
  fromNow(ms: number): string;
}

/** @param now ISO 8601; what ages are counted from */
export function voiceFor(language: Language, timeZone: string, now: string): Voice {
  const locale = locales[language];
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const percents = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const megabytes = new Intl.NumberFormat(locale, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 });
  const seconds = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium", timeZone });
  const minutes = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone });
  const days = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone });
  const plainDays = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
  const ages = new Intl.RelativeTimeFormat(locale);
  const justNow = new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(0, "second");
  const known: Readonly<Record<string, Readonly<Record<Language, string>>>> = messages;
  const word = (key: MessageKey) => messages[key][language];
  const fromNow = (ms: number) => {
    const span = spans.find((candidate) => Math.abs(ms) >= candidate.ms);
    return span ? ages.format(Math.trunc(ms / span.ms), span.unit) : justNow;
  };
  const write = (at: string | null, format: Intl.DateTimeFormat) => {
    const ms = Date.parse(at ?? "");
    if (at === null || Number.isNaN(ms)) return html`${word("never")}`;
    return html`<time datetime="${at}">${format.format(ms)}</time>`;
  };
  const span = (ms: number) => {
    const { unit, ms: unitMs } = spans.find((candidate) => ms >= candidate.ms) ?? lastSpan;
    const format = new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" });
    return format.format(Math.max(0, Math.trunc(ms / unitMs)));
  };
  return {
    language,
    word,
    name: (group, name) => {
      const key = `${group}.${name}`;
      return (Object.hasOwn(known, key) ? known[key]?.[language] : undefined) ?? name;
    },
    number: (value) => numbers.format(value),
    percent: (value) => percents.format(value / 100),
    megabytes: (bytes) => megabytes.format(bytes / 1_000_000),
    fromNow,
    span,
    date: (at) => {
      const ms = Date.parse(at);
      if (Number.isNaN(ms)) return word("unknown");
      return (at.length === "2026-11-22".length ? plainDays : days).format(ms);
    },
    age: (at) => {
      const ageMs = Date.parse(at ?? "") - Date.parse(now);
      return Number.isNaN(ageMs) ? word("never") : fromNow(ageMs);
    },
    clock: (at) => write(at, seconds),
    momentText: (at) => {
      const ms = Date.parse(at ?? "");
      return Number.isNaN(ms) ? word("never") : `${minutes.format(ms)}, ${fromNow(ms - Date.parse(now))}`;
    },
    moment: (at) => {
      const ageMs = Date.parse(at ?? "") - Date.parse(now);
      const age = Number.isNaN(ageMs) ? null : html` <span class="soft age">${fromNow(ageMs)}</span>`;
      return html`${write(at, minutes)}${age}`;
    },
  };
}
