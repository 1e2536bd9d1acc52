import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { diagnoses, doctorWords, stepWords } from "../../../src/agent/cli/doctor/doctor-words.ts";
import { commandWords, headingWords, helpWords } from "../../../src/agent/cli/words/command-words.ts";
import { dailyWords } from "../../../src/agent/cli/words/daily-words.ts";
import { reportWords } from "../../../src/agent/cli/words/report-words.ts";
import { setupWords } from "../../../src/agent/cli/words/setup-words.ts";
import { troubleRemedies } from "../../../src/agent/cli/words/trouble-words.ts";
import { languages } from "../../../src/agent/leaf/language.ts";
import { readSourceTree } from "../../architecture/source-tree.ts";

const project = fileURLToPath(new URL("../../..", import.meta.url));
const placesIn = (text: string) => [...text.matchAll(/\{([a-zA-Z]+)\}/g)].map(([, name]) => name).sort();

/** Spelled alike in both languages. */
const withoutCyrillic = ["node", "kind.konicaMinolta", "configSet"];

const tables = {
  commandWords,
  dailyWords,
  headingWords,
  helpWords,
  reportWords,
  setupWords,
  troubleRemedies,
  stepWords,
  doctorWords,
};
const messages = Object.entries(tables).flatMap(([table, words]) =>
  Object.entries(words).map(([key, message]) => [`${table} ${key}`, message] as const),
);

test.each(messages)("%s is there in every language, with the same places", (name, message) => {
  expect(Object.keys(message).sort()).toEqual([...languages].sort());
  for (const language of languages) expect(message[language].trim()).not.toBe("");
  if (withoutCyrillic.includes(name.split(" ")[1] ?? "")) return;
  expect(message.uk).toMatch(/\p{Script=Cyrillic}/u);
  expect(message.en).not.toMatch(/\p{Script=Cyrillic}/u);
});

describe("the doctor's codes", () => {
  test.each(Object.entries(diagnoses))("%s names cause and remedy in every language, with known places", (_, told) => {
    const texts = languages.map((language) => told[language]);
    for (const { cause, remedy } of texts) {
      expect(cause).toMatch(/[.:}]$/);
      expect(remedy.length).toBeGreaterThan(10);
    }
    const [en, uk] = languages.map((language) => placesIn(told[language].cause));
    expect(uk).toEqual(en);
    expect("firewall" in told.uk).toBe("firewall" in told.en);
  });
});

test("every error that the agent can end with has a remedy in every language", () => {
  const raised = readSourceTree(project, "src/agent").flatMap(({ path, text }) =>
    [...text.matchAll(/new AgentError\(\{[^}]*?code: "([a-z-]+)"/gs)].map(([, code = ""]) => ({ path, code })),
  );
  expect(raised.length).toBeGreaterThan(15);
  expect(raised.filter(({ code }) => !Object.hasOwn(troubleRemedies, code))).toEqual([]);
});
