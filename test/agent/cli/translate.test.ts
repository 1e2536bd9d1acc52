import fc from "fast-check";
import { expect, test } from "vitest";
import { translate } from "../../../src/agent/cli/translate.ts";
import { parserSentences } from "../../../src/agent/cli/words/parser-sentences.ts";
import { sentences } from "../../../src/agent/cli/words/sentence-words.ts";
import { languages } from "../../../src/agent/leaf/language.ts";

test.each([
  ["/a.json: there is no such file", "/a.json: такого файлу немає"],
  ["/a.json: cannot be read: it is a folder (EISDIR)", "/a.json: не читається: це тека (EISDIR)"],
  [
    "error: unknown option '--foo'\n(Did you mean --for?)\n",
    "помилка: невідомий параметр '--foo'\n(Можливо, --for?)\n",
  ],
  ["error: unknown command 'x'; there is show, quarantine", "помилка: невідома команда 'x'; є show, quarantine"],
  ["a.json:2:1: is not JSON: a colon is missing", "a.json:2:1: це не JSON: бракує: двокрапка"],
  [
    "central did not take the first upload: Central is out of order. (503)",
    "сервіс не прийняв першого надсилання: Сервіс не працює. (503)",
  ],
  ["mibs/a.yaml:3: extends: a extends itself", "mibs/a.yaml:3: extends: a розширює сам себе"],
  ["mibs/a.yaml:1: the file: is missing", "mibs/a.yaml:1: файл: немає значення"],
  ["nobody has foreseen this", "nobody has foreseen this"],
])("%j is said as %j", (english, ukrainian) => {
  expect(translate(english, "uk")).toBe(ukrainian);
  expect(translate(english, "en")).toBe(english);
});

test("every sentence has the same places in every language", () => {
  const placesIn = (text: string) => [...text.matchAll(/\{([a-zA-Z]+)\}/g)].map(([, name]) => name);
  for (const words of [...parserSentences, ...sentences]) {
    // Counts that only the English sentence needs may be left out.
    for (const language of languages)
      expect(placesIn(words.en)).toEqual(expect.arrayContaining(placesIn(words[language])));
  }
});

test("what a hostile text holds stays in it, quickly", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200, unit: "grapheme" }), (text) => {
      const name = text.replaceAll(/[\n"]/g, "");
      if (name !== "")
        expect(
          translate(
            `"${name}" is no IPv4 address; right would be four numbers from 0 to 255, as in 192.168.1.20, or a host name`,
            "uk",
          ),
        ).toContain(name);
    }),
  );
  const nested = ": ".repeat(100_000);
  expect(translate(nested, "uk")).toBe(nested);
});
