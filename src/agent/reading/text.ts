import type { SnmpValue } from "../leaf/varbind.ts";
import { type Answers, column, scalar } from "../profile/answers.ts";
import { enumerationName, type MibLibrary } from "../profile/mib-library.ts";
import { asBytes, asInteger } from "./values.ts";

/** Longest text that is taken from a device, in characters. */
const longestText = 255;

/** Turns a device's bytes into text that is safe to store and show; undefined when there is none. */
export type TextReader = (value: SnmpValue | undefined) => string | undefined;

/**
 * A reader for the device's texts: pure ASCII as it is, then UTF-8, then the character set that the device names for its
 * current localization (RFC 3805 section 2.2.1.1), then Shift_JIS where the bytes look like it, then Latin-1, each only if
 * the bytes are valid in it. UTF-8 goes before the named set because text in another set is hardly ever valid UTF-8, while
 * UTF-8 often passes for Shift_JIS; and the localization may be garbage (1842348104 was seen), so it never decides alone.
 */
export function textReader(library: MibLibrary, answers: Answers): TextReader {
  const charset = deviceCharset(library, answers);
  const known = knownTexts(charset);
  return (value) => {
    const bytes = asBytes(value);
    if (bytes === undefined) return undefined;
    const octets = bytes.toString("latin1");
    if (known.has(octets)) return known.get(octets);
    const text = cleanText(decodeBytes(bytes, charset));
    if (known.size >= mostKnownTexts) known.clear();
    known.set(octets, text);
    return text;
  };
}

type KnownTexts = Map<string, string | undefined>;

/** A site's devices say the same few hundred things in every poll. By character set, then by the octets as Latin-1. */
const knownTextsOf = new Map<string | undefined, KnownTexts>();
const mostKnownTexts = 5000;

function knownTexts(charset: string | undefined): KnownTexts {
  const known = knownTextsOf.get(charset) ?? new Map<string, string | undefined>();
  knownTextsOf.set(charset, known);
  return known;
}

/** Example: bytes of "Тонер" in windows-1251 with charset `windows-1251` → "Тонер"; the same bytes without it → Latin-1. */
export function decodeBytes(bytes: Uint8Array, charset: string | undefined): string {
  if (bytes.every((byte) => byte < 0x80)) return String.fromCharCode(...bytes.subarray(0, longestText * 4));
  const candidates = ["utf-8", charset, hasKana(bytes) ? "shift_jis" : undefined];
  for (const name of candidates.filter((candidate) => candidate !== undefined)) {
    try {
      return new TextDecoder(name, { fatal: true }).decode(bytes);
    } catch {
      // Not valid in this character set: the next one is tried.
    }
  }
  return Buffer.from(bytes).toString("latin1");
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

function deviceCharset(library: MibLibrary, answers: Answers): string | undefined {
  const row = asInteger(scalar(answers, "prtGeneralCurrentLocalization"));
  if (row === undefined) return undefined;
  for (const [instance, value] of column(answers, "prtLocalizationCharacterSet")) {
    if (!instance.endsWith(`.${row}`)) continue;
    const name = enumerationName(library, "prtLocalizationCharacterSet", asInteger(value));
    // A Latin-1 label would accept any bytes and so hide UTF-8: it is what is left when nothing else fits.
    return name === "ascii" || name === "iso-8859-1" || /^[0-9]+$|^unknown$/.test(name) ? undefined : name;
  }
  return undefined;
}
