export interface ModelName {
  readonly maker: string | null;
  /** Without the maker: `bizhub C454e`; null when the text names no model. */
  readonly model: string | null;
}

/** Makers whose names lead the device's own text, longest first. */
const makers = [
  "KONICA MINOLTA",
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

/**
 * Splits a device's text into maker and model: "KONICA MINOLTA bizhub C454e" → KONICA MINOLTA, bizhub C454e. Firmware and
 * serial numbers that some makers append are cut at the first comma, semicolon or slash, or where a version begins.
 */
export function modelName(text: string): ModelName {
  return splitMaker((text.split(/[,;/]| version /i, 1)[0] ?? "").replace(/\s+/g, " ").trim());
}

/** Splits a name that is nothing but maker and model: "bizhub C754 / C754e" stays whole. */
export function splitMaker(head: string): ModelName {
  const maker = makers.find((name) => `${head.toLowerCase()} `.startsWith(`${name.toLowerCase()} `));
  const rest = maker === undefined ? head : head.slice(maker.length + 1).trim();
  const isKonicaMinolta = /^(?:bizhub|accurio|magicolor|pagepro)/i.test(rest);
  return { maker: maker ?? (isKonicaMinolta ? "KONICA MINOLTA" : null), model: rest === "" ? null : rest };
}
