import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cleanText, decodeBytes, textReader } from "../../../src/agent/reading/text.ts";
import { library } from "../../recorded-answers.ts";
import { answersOf } from "./read-answers.ts";

describe("the panel has a localization of its own", () => {
  const cyrillic = Buffer.from([0xc3, 0xee, 0xf2, 0xee, 0xe2, 0xee]);
  const readConsole = (console: number, general: number) => {
    const answers = answersOf({
      prtGeneralCurrentLocalization: { "1": general },
      prtConsoleLocalization: { "1": console },
      prtLocalizationCharacterSet: { "1.1": 17, "1.2": 2251, "1.3": 4 },
    });
    return textReader(library, answers, "prtConsoleLocalization")({ type: "octets", value: cyrillic });
  };
  test.each([
    ["its own set", 2, 1, "Готово"],
    ["the device's where its own is garbage", 1_842_348_104, 2, "Готово"],
    ["Latin-1 where it says so", 3, 2, "Ãîòîâî"],
  ])("%s decodes its lines", (_, console, general, expected) => {
    expect(readConsole(console, general)).toBe(expected);
  });
});

describe("a device's bytes become text", () => {
  const latin1 = Buffer.from("Kühler", "latin1");
  test.each([
    ["ASCII stays", Buffer.from("Toner (Cyan)"), undefined, "Toner (Cyan)"],
    ["ASCII stays whatever the localization says", Buffer.from("Toner"), "shift_jis", "Toner"],
    ["the named character set is used", Buffer.from([0xd2, 0xee, 0xed, 0xe5, 0xf0]), "windows-1251", "Тонер"],
    ["Shift_JIS", Buffer.from([0x83, 0x67, 0x83, 0x69, 0x81, 0x5b]), "shift_jis", "トナー"],
    ["UTF-8 needs no name", Buffer.from("Тонер (чорний)", "utf8"), undefined, "Тонер (чорний)"],
    ["Latin-1 is what is left", latin1, undefined, "Kühler"],
    ["an unknown character set is passed over", latin1, "no-such-charset", "Kühler"],
    ["bytes that are wrong in the named set are not forced into it", latin1, "utf-8", "Kühler"],
    [
      "Latin-1 under the label of Shift_JIS",
      Buffer.from("Tóner: Größe ändern", "latin1"),
      "shift_jis",
      "Tóner: Größe ändern",
    ],
    [
      "Latin-1 under the label of Big5",
      Buffer.from("Unité de développement", "latin1"),
      "big5",
      "Unité de développement",
    ],
    ["half-width kana are no Latin-1", Buffer.from([0xc4, 0xc5, 0xb0]), "shift_jis", "ﾄﾅｰ"],
    ["kanji are no Latin-1", Buffer.from([0x92, 0xe8, 0x92, 0x85]), "shift_jis", "定着"],
    ["UTF-8 cut within a character loses that one", Buffer.from("Тонер").subarray(0, -1), undefined, "Тоне"],
    ["UTF-8 cut within three octets", Buffer.from("トナー").subarray(0, -2), "shift_jis", "トナ"],
    ["UTF-8 cut at the limit", Buffer.from(`${"x".repeat(254)}ж`).subarray(0, 255), undefined, "x".repeat(254)],
    ["Latin-1 that ends like cut UTF-8", Buffer.from("Qualité", "latin1"), undefined, "Qualité"],
    ["Shift_JIS cut within a character", Buffer.from([0x83, 0x67, 0x83, 0x69, 0x83]), "shift_jis", "トナ"],
  ])("%s", (_, bytes, charset, expected) => {
    expect(decodeBytes(bytes, charset)).toBe(expected);
  });

  test("control, format and line-separating characters go, white space is folded", () => {
    expect(cleanText("  Tray\u0000 2\r\n\u202eevil\u2028end  ")).toBe("Tray 2 evil end");
  });

  test("nothing but space is no text", () => {
    expect(cleanText(" \u0000 ")).toBeUndefined();
  });

  test("any bytes in any set give bounded text without control characters", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 5000 }),
        fc.constantFrom(undefined, "shift_jis", "euc-kr", "utf-8"),
        (bytes, charset) => {
          const text = cleanText(decodeBytes(bytes, charset)) ?? "";
          expect(text.length).toBeLessThanOrEqual(255);
          expect(text).not.toMatch(/\p{Cc}/u);
        },
      ),
    );
  });
});
