import type { ProbeAnswer } from "./probe.ts";

export interface Identification {
  readonly kind: "konicaMinolta" | "otherPrinter" | "other";
  /** A Konica Minolta machine under another badge: Develop, Olivetti, Sindoh, Muratec. */
  readonly isRebadged: boolean;
}

/** Konica Minolta's branches of sysObjectID: 18334.1.1.… under its own name, 18334.1.2.… under another badge. */
const ownBranch = "1.3.6.1.4.1.18334.1.1.";
const rebadgedBranch = "1.3.6.1.4.1.18334.1.2.";
const makersBranch = "1.3.6.1.4.1.18334.";

/** Names of the maker and of its machines, in lower case; all start a word. */
const makerWords: readonly string[] = ["konica minolta", "bizhub", "accuriopress", "accurioprint", "accuriojet"];
/** Develop's machines, `ineo+ 308` and `ineo308`; INEOS is somebody else. */
const rebadgedName = /(?<![\p{L}\p{N}])ineo(?!\p{L})/iu;
const printerWords: readonly string[] = [
  "printer",
  "laserjet",
  "officejet",
  "mfp",
  "copier",
  "multifunction",
  "imagerunner",
];

/** What kind of device gave this answer. Its own words decide when the number is of no known maker. */
export function identify({ sysObjectId = "", sysDescr = "", deviceDescr = "", serial }: ProbeAnswer): Identification {
  const words = `${deviceDescr} ${sysDescr}`;
  const isRebadged = sysObjectId.startsWith(rebadgedBranch) || rebadgedName.test(words);
  const isMakers = sysObjectId.startsWith(makersBranch) || hasWord(words, makerWords);
  if (isMakers || isRebadged)
    return { kind: "konicaMinolta", isRebadged: isRebadged && !sysObjectId.startsWith(ownBranch) };
  // The serial number stands in the Printer-MIB, so whoever has one there is a printer.
  const isPrinter = serial !== undefined || hasWord(words, printerWords);
  return { kind: isPrinter ? "otherPrinter" : "other", isRebadged: false };
}

/** Whether one of the words starts somewhere in the text: "bizhub" in "KONICA MINOLTA bizhub C360i", not in "xbizhub". */
function hasWord(text: string, words: readonly string[]): boolean {
  const spaced = ` ${text.toLowerCase().replaceAll(/[^a-z0-9]+/g, " ")}`;
  return words.some((word) => spaced.includes(` ${word}`));
}
