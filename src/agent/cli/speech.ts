import { fill, isLanguage, type Language, languageOfLocale, type Values } from "../leaf/language.ts";
import { type Voice, voiceFor } from "../status/voice.ts";
import { commandWords } from "./words/command-words.ts";
import { dailyWords } from "./words/daily-words.ts";
import { reportWords } from "./words/report-words.ts";

const words = { ...commandWords, ...dailyWords, ...reportWords };
export type CommandKey = keyof typeof words;

/** How the command line speaks: its own words, and the voice of the pages for states, numbers and times. */
export interface Speech {
  readonly language: Language;
  say(key: CommandKey, values?: Values): string;
  /** @param now ISO 8601; what ages are counted from */
  voice(timeZone: string, now: string): Voice;
}

export function speechIn(language: Language): Speech {
  return {
    language,
    say: (key, values = {}) => fill(words[key][language], values),
    voice: (timeZone, now) => voiceFor(language, timeZone, now),
  };
}

/**
 * The language of this run: `--lang uk` or `--lang=uk` anywhere, else the locale as POSIX orders its variables. Read by
 * hand, because the help of the parser that would read it is to be in this language already.
 */
export function chooseLanguage(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Language {
  const place = argv.findIndex((word) => word === "--lang" || word.startsWith("--lang="));
  const asked = argv[place] === "--lang" ? argv[place + 1] : argv[place]?.slice("--lang=".length);
  if (place >= 0 && asked !== undefined && isLanguage(asked)) return asked;
  const locale = ["LC_ALL", "LC_MESSAGES", "LANG"].map((name) => environment[name]).find((value) => value);
  return languageOfLocale(locale);
}
