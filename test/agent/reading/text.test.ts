import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cleanText, decodeBytes } from "../../../src/agent/reading/text.ts";

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
