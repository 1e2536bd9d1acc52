import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { translate } from "../../../src/agent/cli/translate.ts";
import { readSourceTree } from "../../architecture/source-tree.ts";

const project = fileURLToPath(new URL("../../..", import.meta.url));
const agent = readSourceTree(project, "src/agent");

/** Where words for people stand in every language. */
const catalogues = [
  "src/agent/cli/words/",
  "src/agent/cli/doctor/",
  "src/agent/status/message-table.ts",
  "src/agent/status/event-words.ts",
  "src/agent/status/unread-words.ts",
];

/** Files whose texts no person reads on a page or a terminal. */
const forPrograms: Readonly<Record<string, string>> = {
  "src/agent/cli/completion/scripts.ts": "shells read it",
  "src/agent/status/live-script.ts": "browsers run it",
  "src/agent/status/style.ts": "a style sheet",
  "src/agent/status/counter-page.ts": "holds a style sheet",
  "src/agent/status/day-chart.ts": "draws",
  "src/agent/status/metrics.ts": "Prometheus reads it, in English",
  "src/agent/status/health.ts": "monitors read it, in English",
  "src/agent/status/door/form-wish.ts": "central gets it",
  "src/agent/status/history/history-store.ts": "queries",
  "src/agent/status/history/site-history.ts": "queries",
};
/** Remedies of one error each; another language says the one of trouble-words.ts. */
const remedies = [
  "private network",
  "--public says that they are.",
  "mfp-agent discover --help shows the forms.",
  "Set statusPage.port to a free port (0 takes any), or statusPage.enabled to false.",
  "Set statusPage.network.host to an address of this machine and port to a free one.",
];

const literal = /"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g;
/** A sentence has two words with a space between them; a key or a selector does not. */
const twoWords = /\p{L}{2,} \p{L}{2,}/u;
const cyrillic = /\p{Script=Cyrillic}/u;

/** The text without comments, remedies, schemas, queries, bugs, worked examples and markup. */
function sentencesIn(text: string): readonly string[] {
  const bare = text
    .replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, "")
    .replaceAll(/\bremedy:\s*(?:"[^"\n]*"|`[^`]*`)/g, "")
    .replaceAll(/\b(?:describe|new Error|exec|all|first|number)\([\s\S]*?\)/g, "")
    .replaceAll(/withExample\([\s\S]*?\);/g, "")
    .replaceAll(/const example = .*/g, "")
    .replaceAll(/<[^<>]*>/g, "");
  return [...bare.matchAll(literal)].map(([quoted]) => spoken(quoted));
}

/** A literal as it will read, with something in its places. */
function spoken(quoted: string): string {
  return quoted
    .slice(1, -1)
    .replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, "Q")
    .replaceAll("\\\\", "\\")
    .replaceAll('\\"', '"');
}

const hasWords = (sentence: string) => cyrillic.test(translate(sentence, "uk"));

describe("a text for people", () => {
  const files = agent.filter(
    ({ path }) =>
      /^src\/agent\/(?:cli|status)\//.test(path) &&
      !catalogues.some((one) => path.startsWith(one)) &&
      !Object.hasOwn(forPrograms, path),
  );

  test.each(files.map(({ path, text }) => [path, text] as const))("stands in a catalogue, not in %s", (_, text) => {
    const told = sentencesIn(text).filter((one) => (twoWords.test(one) && !hasWords(one)) || cyrillic.test(one));
    expect(told.filter((one) => !remedies.includes(one))).toEqual([]);
  });
});

/** Elsewhere a `text` is a line of a record or of the log, which are English. */
const saysText = /^src\/agent\/(?:profile|upload)\//;
const raised = agent
  .filter(({ path }) => !Object.hasOwn(forPrograms, path))
  .flatMap(({ path, text }) => {
    const said = text.matchAll(
      /(?:\b(message:|text:|failed\(|usage\(|wrong(?:Base)?\(|failure\("[a-zA-Z]+",|reason:)|\/,)\s*("[^"\n]*"|`[^`]*`)/g,
    );
    return [...said].flatMap(([, where, quoted = ""]) =>
      where === "text:" && !saysText.test(path) ? [] : [[path, spoken(quoted)] as const],
    );
  })
  .filter(([, sentence]) => twoWords.test(sentence) && !sentence.includes("${"));

test("there are errors to look at", () => {
  expect(raised.length).toBeGreaterThan(50);
});

test.each(raised)("%s: what is told as an error is said in every language: %s", (_, sentence) => {
  expect(translate(sentence, "uk")).toMatch(cyrillic);
});

const uploadTroubles = agent
  .filter(({ path }) => path === "src/agent/upload/failure.ts")
  .flatMap(({ text }) => sentencesIn(text))
  .filter((sentence) => /^[A-Z].* .*\.$/.test(sentence));

test.each(uploadTroubles)("why an upload failed is said in every language: %s", (sentence) => {
  expect(translate(`${sentence} (413)`, "uk")).toMatch(cyrillic);
});
