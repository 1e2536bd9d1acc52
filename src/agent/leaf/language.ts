/** Languages in which the program speaks to people. Log lines and records stay English, with stable codes. */
export const languages = ["en", "uk"] as const;
export type Language = (typeof languages)[number];

/** One message in every language; `{name}` marks a place for a value. */
export type Words = Readonly<Record<Language, string>>;

/** What a message is filled with. */
export type Values = Readonly<Record<string, string | number>>;

/** Whether a text names a language of ours, as in `uk`. */
export function isLanguage(text: string): text is Language {
  return languages.some((language) => language === text);
}

/** The language of a POSIX locale: `uk_UA.UTF-8` is Ukrainian; what we do not speak, `C` and none at all are English. */
export function languageOfLocale(locale: string | undefined): Language {
  const tag = (locale ?? "").slice(0, 2).toLowerCase();
  return isLanguage(tag) ? tag : "en";
}

/** Puts values into a message: `{count} devices` with `{ count: 3 }` gives `3 devices`. An unknown place stays as it is. */
export function fill(text: string, values: Values): string {
  return text.replaceAll(/\{([a-zA-Z]+)\}/g, (place, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : place,
  );
}
