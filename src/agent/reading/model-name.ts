export interface ModelName {
  readonly maker: string | null;
  /** Without the maker: `bizhub C454e`; null when the text names no model. */
  readonly model: string | null;
}

export const konicaMinolta = "KONICA MINOLTA";

/** Badges under which only machines of Konica Minolta are sold. */
export const ownBadges: ReadonlySet<string> = new Set([konicaMinolta, "Develop"]);

/** Makers whose names lead the device's own text, longest first. */
const makers = [
  konicaMinolta,
  "Develop",
  "Olivetti",
  "SINDOH",
  "Muratec",
  "HP",
  "Hewlett-Packard",
  "Kyocera",
  "RICOH",
  "Canon",
  "Brother",
  "Lexmark",
  "SHARP",
  "EPSON",
  "Xerox",
  "Samsung",
  "OKI",
  "Toshiba",
];

/** Series that one maker sells, whether the text names the maker or not. */
const makersOfSeries: readonly (readonly [series: RegExp, maker: string])[] = [
  [/^(?:bizhub|accurio|magicolor|pagepro)/i, konicaMinolta],
  [/^ineo(?![a-z])/i, "Develop"],
  [/^d-(?:color|copia)/i, "Olivetti"],
  [/^MFX-/, "Muratec"],
];

/**
 * Splits a device's text into maker and model: "KONICA MINOLTA bizhub C454e" → KONICA MINOLTA, bizhub C454e. Firmware and
 * serial numbers that some makers append are cut at the first comma, semicolon, slash or bracket, or where a version
 * begins; trade marks are no part of a name.
 */
export function modelName(text: string): ModelName {
  const head = text.replace(/[®™©]|\((?:r|tm|c)\)/gi, "").split(/[,;/([]| version /i, 1)[0] ?? "";
  return splitMaker(head.replace(/[\s_]+/g, " ").trim());
}

/** Splits a name that is nothing but maker and model: "bizhub C754 / C754e" stays whole. */
export function splitMaker(head: string): ModelName {
  const maker = makers.find((name) => `${head.toLowerCase()} `.startsWith(`${name.toLowerCase()} `));
  const rest = maker === undefined ? head : head.slice(maker.length + 1).trim();
  const seriesMaker = makersOfSeries.find(([series]) => series.test(rest))?.[1];
  return { maker: maker ?? seriesMaker ?? null, model: rest === "" ? null : rest };
}

const controllerWord = /\bfiery\b|^efi\b|^IC-[0-9]{3}/i;

/** A text that speaks of the controller in front of an engine: `Fiery IC-419`. */
export function namesController(text: string): boolean {
  return controllerWord.test(text);
}
