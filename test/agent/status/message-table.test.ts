import { expect, test } from "vitest";
import { languages } from "../../../src/agent/leaf/language.ts";
import { messages } from "../../../src/agent/status/message-table.ts";

/** Spelled alike in both languages; or named in the other language on purpose. */
const withoutCyrillic = ["si", "oid", "otherLanguage"];

test.each(Object.entries(messages))("%s has a word in every language", (key, words) => {
  expect(Object.keys(words).sort()).toEqual([...languages].sort());
  for (const language of languages) expect(words[language].trim()).not.toBe("");
  if (withoutCyrillic.includes(key)) return;
  expect(words.uk).toMatch(/\p{Script=Cyrillic}/u);
  expect(words.en).not.toMatch(/\p{Script=Cyrillic}/u);
});
