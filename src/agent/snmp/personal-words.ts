import { inventedHost, inventedPerson } from "./hidden-text.ts";

/** What a device tells of those who use it; never written, only looked for in its other texts. */
export interface PersonalTexts {
  /** Names of the device in the network. */
  readonly hostNames: readonly string[];
  /** Contact, place, operator, service person: whatever somebody wrote there. */
  readonly personalTexts: readonly string[];
}

const shortestWord = 3;
/** A device that names more persons than that wants to keep us busy. */
const mostWords = 100;
/** `Ivan Petrenko, ext. 1234 (2nd floor)` has three pieces. */
const betweenPieces = /[,;|/()<>[\]\r\n\t]/;
/** Words in names of trays; in other languages a name is the maker's where the device describes a tray so. */
const trayWord =
  /^(?:[a-z]?[0-9]{1,2}|auto|automatic|bin|bypass|capacity|cassette|drawer|envelope|feed|feeder|front|large|lct|lower|main|manual|mp|multi|multipurpose|option|optional|paper|purpose|rear|select|sheet|tray[0-9]{0,2}|unit|upper)$/i;

/**
 * What to look for, and what takes its place: the names of the device anywhere, what somebody wrote as whole words only
 * (`Ann` is no part of `scanner`), and each only if the maker's texts do not begin or end with it: a device without a name
 * of its own often tells its model, and `Konica Minolta` as the contact names nobody.
 * @param makers texts that nobody on site can write: hrDeviceDescr (RFC 2790)
 */
export function wordsToHide(
  { hostNames, personalTexts }: PersonalTexts,
  makers: readonly string[],
): readonly (readonly [RegExp, string])[] {
  const isHidden = (word: string) =>
    word.length >= shortestWord && !makers.some((text) => standsAtAnEnd(word.toLowerCase(), text.toLowerCase()));
  const pieces = personalTexts.flatMap((text) => [text, ...text.split(betweenPieces)]).map((piece) => piece.trim());
  const names = longestFirst(hostNames.filter(isHidden));
  const persons = longestFirst(pieces.filter(isHidden));
  return [
    ...names.map((name) => [anyCase(RegExp.escape(name)), inventedHost] as const),
    ...persons.map((person) => [wholeWord(RegExp.escape(person)), inventedPerson] as const),
  ];
}

/** A pattern that finds no part of a longer word or number. */
export function wholeWord(pattern: string): RegExp {
  return anyCase(`(?<![0-9a-z])${pattern}(?![0-9a-z])`);
}

/**
 * Whether the name of a tray, which can be written (prtInputName, RFC 3805), is the maker's.
 * @param descriptions prtInputDescription of all trays, which cannot be written
 */
export function isMakersTrayName(name: string, descriptions: readonly string[]): boolean {
  return descriptions.includes(name) || name.split(/[ -]/).every((word) => trayWord.test(word));
}

function anyCase(pattern: string): RegExp {
  return new RegExp(pattern, "gi");
}

/** Otherwise `Petrenko` would be gone before `Petrenko, room 214` is looked for, and the room would stay. */
function longestFirst(words: readonly string[]): readonly string[] {
  return [...new Set(words)].slice(0, mostWords).sort((one, other) => other.length - one.length);
}

function standsAtAnEnd(word: string, text: string): boolean {
  return text.startsWith(word) || text.endsWith(word);
}
