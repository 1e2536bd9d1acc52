import { expect, test } from "vitest";
import { fill, languageOfLocale } from "../../../src/agent/leaf/language.ts";

test.each([
  ["uk_UA.UTF-8", "uk"],
  ["uk", "uk"],
  ["en_GB.UTF-8", "en"],
  ["de_DE.UTF-8", "en"],
  ["C", "en"],
  [undefined, "en"],
])("the locale %s is %s", (locale, language) => {
  expect(languageOfLocale(locale)).toBe(language);
});

test("a message takes its values, keeps places it has none for, and fills nothing twice", () => {
  expect(fill("{a} and {b} and {c}", { a: 1, b: "{a}" })).toBe("1 and {a} and {c}");
  expect(fill("{toString}", {})).toBe("{toString}");
});
