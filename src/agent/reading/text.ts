import type { SnmpValue } from "../leaf/varbind.ts";
import { type Answers, column, scalar } from "../profile/answers.ts";
import { enumerationName, type MibLibrary } from "../profile/mib-library.ts";
import { asBytes, asInteger } from "./values.ts";

/** Longest text that is taken from a device, in characters. */
const longestText = 255;

/** Turns a device's bytes into text that is safe to store and show; undefined when there is none. */
export type TextReader = (value: SnmpValue | undefined) => string | undefined;

/** Which row of prtLocalizationTable a text follows: descriptions and alerts the one, the panel's lines the other. */
export type Localization = "prtGeneralCurrentLocalization" | "prtConsoleLocalization";

/**
 * A reader for the device's texts: pure ASCII as it is, then UTF-8, then the character set that the device names for its
 * current localization (RFC 3805 section 2.2.1.1), then Shift_JIS where the bytes look like it, then Latin-1, each only if
 * the bytes are valid in it. UTF-8 goes before the named set because text in another set is hardly ever valid UTF-8, while
 * UTF-8 often passes for Shift_JIS; and the localization may be garbage (1842348104 was seen), so it never decides alone.
 * A panel whose own localization says nothing speaks as the rest of the device does.
 */
export function textReader(
  library: MibLibrary,
  answers: Answers,
  localization: Localization = "prtGeneralCurrentLocalization",
): TextReader {
  const own = charsetNamedBy(library, answers, localization);
  const charset = own === undefined ? charsetNamedBy(library, answers, "prtGeneralCurrentLocalization") : own;
  const known = knownTexts(charset ?? undefined);
  return (value) => {
    const bytes = asBytes(value);
    if (bytes === undefined) return undefined;
    const octets = bytes.toString("latin1");
    if (known.has(octets)) return known.get(octets);
    const text = cleanText(decodeBytes(bytes, charset ?? undefined));
    if (known.size >= mostKnownTexts) known.clear();
    if (octets.length <= longestDisplayString) known.set(octets, text);
    return text;
  };
}

type KnownTexts = Map<string, string | undefined>;

/**
 * A site's devices say the same few hundred things in every poll. By character set, then by the octets as Latin-1. The
 * device chooses the set, of which a dozen are known, and what it makes up must not fill the memory.
 */
const knownTextsOf = new Map<string | undefined, KnownTexts>();
const mostKnownTexts = 2000;

function knownTexts(charset: string | undefined): KnownTexts {
  const known = knownTextsOf.get(charset) ?? new Map<string, string | undefined>();
  knownTextsOf.set(charset, known);
  return known;
}

/** Example: bytes of "Тонер" in windows-1251 with charset `windows-1251` → "Тонер"; the same bytes without it → Latin-1. */
export function decodeBytes(bytes: Uint8Array, charset: string | undefined): string {
  if (isAscii(bytes)) return String.fromCharCode(...bytes.subarray(0, longestText * 4));
  return (
    decodeAs("utf-8", bytes) ??
    decodeCutUtf8(bytes) ??
    (charset === undefined || (multiByteSets.has(charset) && isAccentedLatin(bytes))
      ? undefined
      : (decodeAs(charset, bytes) ?? decodeCutPair(charset, bytes))) ??
    (hasKana(bytes) ? (decodeAs("shift_jis", bytes) ?? decodeCutPair("shift_jis", bytes)) : undefined) ??
    Buffer.from(bytes).toString("latin1")
  );
}

function isAscii(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte < 0x80);
}

/** Undefined where the bytes are not valid in the character set. */
function decodeAs(charset: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** DisplayString holds this many octets (RFC 2579); devices cut what is longer, also within a character. */
const longestDisplayString = 255;

/**
 * UTF-8 whose last character was cut by the device's limit loses that character alone. What is left must hold another
 * character beyond ASCII or have the full length: "Qualité" in Latin-1 ends like a cut character too.
 */
function decodeCutUtf8(bytes: Uint8Array): string | undefined {
  let lead = bytes.length - 1;
  while (lead > bytes.length - 4 && lead > 0 && ((bytes[lead] ?? 0) & 0xc0) === 0x80) lead--;
  if ((bytes[lead] ?? 0) < 0xc2) return undefined;
  const whole = bytes.subarray(0, lead);
  if (isAscii(whole) && bytes.length < longestDisplayString) return undefined;
  return decodeAs("utf-8", whole);
}

/** Character sets of two bytes a character. */
const multiByteSets: ReadonlySet<string> = new Set(["shift_jis", "euc-jp", "euc-kr", "gb2312", "big5"]);

function decodeCutPair(charset: string, bytes: Uint8Array): string | undefined {
  return multiByteSets.has(charset) && (bytes.at(-1) ?? 0) >= 0x80
    ? decodeAs(charset, bytes.subarray(0, -1))
    : undefined;
}

/**
 * Latin-1 under the label of an Asian character set: "Größe" and "Tóner" are valid Shift_JIS too. Letters beyond ASCII
 * stand there alone or in pairs beside plain ones, and no byte is one of those 32 that Latin-1 has no letter for.
 */
function isAccentedLatin(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes).toString("latin1");
  return (
    !/[\x80-\x9f]/.test(text) &&
    !/[\xa0-\xff]{3}/.test(text) &&
    !/(?<![a-z])[\xa1-\xff]{1,2}(?![a-z\xa1-\xff])/i.test(text)
  );
}

/** Shift_JIS writes kana with lead bytes 0x82 and 0x83, which are control characters in Latin-1. */
function hasKana(bytes: Uint8Array): boolean {
  return bytes.some((byte) => byte === 0x82 || byte === 0x83);
}

/** Control, format and line-separating characters out, white space folded, bounded; undefined when nothing is left. */
export function cleanText(text: string): string | undefined {
  const cleaned = text
    .slice(0, longestText * 4)
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, " ")
    .replace(/ {2,}/g, " ")
    .trim()
    .slice(0, longestText)
    // The cut may have left half of a pair.
    .replace(/[\uD800-\uDBFF]$/, "")
    .trim();
  return cleaned === "" ? undefined : cleaned;
}

/** Null: a set that decides nothing, for Latin-1 accepts any bytes; undefined: none, or none that is known. */
function charsetNamedBy(library: MibLibrary, answers: Answers, localization: Localization): string | null | undefined {
  const row = asInteger(scalar(answers, localization));
  if (row === undefined) return undefined;
  for (const [instance, value] of column(answers, "prtLocalizationCharacterSet")) {
    if (!instance.endsWith(`.${row}`)) continue;
    const name = enumerationName(library, "prtLocalizationCharacterSet", asInteger(value));
    // A Latin-1 label would accept any bytes and so hide UTF-8: it is what is left when nothing else fits.
    if (name === "ascii" || name === "iso-8859-1") return null;
    return /^[0-9]+$|^unknown$/.test(name) ? undefined : name;
  }
  return undefined;
}
