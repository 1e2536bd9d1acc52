import { fill, type Language } from "../leaf/language.ts";
import { networkSentences } from "./words/network-sentences.ts";
import { parserSentences } from "./words/parser-sentences.ts";
import { sentences } from "./words/sentence-words.ts";

interface Sentence {
  /** The English text between the places. */
  readonly parts: readonly string[];
  readonly places: readonly string[];
  readonly words: Readonly<Record<Language, string>>;
}

const place = /\{([a-zA-Z]+)\}/;
const known: readonly Sentence[] = [...parserSentences, ...sentences, ...networkSentences].map((words) => {
  // A split by a pattern with a group gives texts and groups in turn.
  const pieces = words.en.split(place);
  const at = (rest: number) => pieces.filter((_, index) => index % 2 === rest);
  return { parts: at(0), places: at(1), words };
});
/** A message holds a sentence in a sentence, as in `setup: ranges.0: "x" is no …`; no message of ours is deeper. */
const deepest = 6;
const longestLine = 4096;

/**
 * Says an English message of another room in the language of the terminal, line by line. What has no words there stays as
 * it is: better English than nothing.
 */
export function translate(message: string, language: Language): string {
  if (language === "en") return message;
  return message
    .split("\n")
    .map((line) => sayAnew(line, language, deepest) ?? line)
    .join("\n");
}

/** The whole line as a sentence, or what stands before a colon as it is and a sentence after it. */
function sayAnew(line: string, language: Language, depth: number): string | undefined {
  if (depth === 0 || line.length > longestLine) return undefined;
  for (const { parts, places, words } of known) {
    const texts = textsBetween(parts, line);
    if (texts === undefined) continue;
    const values = places.map((name, index) => {
      const text = texts[index] ?? "";
      return [name, sayAnew(text, language, depth - 1) ?? text];
    });
    return fill(words[language], Object.fromEntries(values));
  }
  const colon = line.indexOf(": ");
  if (colon < 0) return undefined;
  const [head, rest] = [line.slice(0, colon), line.slice(colon + 2)];
  const said = sayAnew(rest, language, depth - 1);
  return said === undefined ? undefined : `${sayAnew(head, language, depth - 1) ?? head}: ${said}`;
}

/** What stands between the parts, each taken at its first place; undefined: they are not all there, or nothing is between. */
function textsBetween(parts: readonly string[], line: string): readonly string[] | undefined {
  const [first = "", ...rest] = parts;
  const last = rest.at(-1);
  if (last === undefined) return line === first ? [] : undefined;
  if (!line.startsWith(first) || !line.endsWith(last)) return undefined;
  const texts: string[] = [];
  let from = first.length;
  for (const [index, part] of rest.entries()) {
    const isLast = index === rest.length - 1;
    const to = isLast ? line.length - last.length : line.indexOf(part, from);
    if (to <= from) return undefined;
    texts.push(line.slice(from, to));
    from = to + part.length;
  }
  // A sentence that begins with a place would swallow the file's name before it, as in `a.json: "x" is missing`.
  return first === "" && /:(?: |$)/.test(texts[0] ?? "") ? undefined : texts;
}
