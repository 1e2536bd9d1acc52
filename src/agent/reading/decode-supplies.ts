import { type Part, partKinds, type Supply, supplyKinds } from "../../contract/supply.ts";
import { type Answers, column } from "../profile/answers.ts";
import type { MibLibrary } from "../profile/mib-library.ts";
import type { ItemKind, SupplyRules } from "../profile/mib-schema.ts";
import { classifySupply, colorOfText } from "./classify-supply.ts";
import { decodeLevel } from "./level.ts";
import { printerRows, type Row } from "./printer-rows.ts";
import type { TextReader } from "./text.ts";
import { asInteger } from "./values.ts";

const receptacleThatIsFilled = 4;
/** Colors that only a color machine has; a mono machine that answers rows for them has no such cartridges. */
const chromaticColors = new Set(["cyan", "magenta", "yellow", "lightCyan", "lightMagenta", "red", "green", "blue"]);

const supplyColumns = ["prtMarkerSuppliesLevel", "prtMarkerSuppliesDescription", "prtMarkerSuppliesType"];

export interface SupplySections {
  readonly supplies: readonly Supply[];
  readonly parts: readonly Part[];
}

interface Item extends Omit<Supply, "kind"> {
  readonly kind: ItemKind;
}

/**
 * Supplies and parts of prtMarkerSuppliesTable (RFC 3805 section 2.2.6), joined strictly by row index: row numbers have
 * gaps and move between generations.
 */
export function decodeSupplies(
  library: MibLibrary,
  answers: Answers,
  device: number,
  text: TextReader,
  isColor: boolean | null,
): SupplySections {
  const rules = library.supplyRules;
  const rows = printerRows(answers, device, supplyColumns);
  const colors = rows.map((row) => colorOfRow(rules, answers, device, row, text));
  const hasColors = colors.some((color) => color !== null && chromaticColors.has(color));
  const items = rows
    .map((row, position) => decodeRow(rules, answers, row, colors[position] ?? null, hasColors, text))
    .filter((item) => isColor !== false || item.color === null || !chromaticColors.has(item.color));
  const named = withUniqueKeys(joinDoubledRows(items));
  return {
    supplies: named.filter(isSupply),
    parts: named.filter(isPart),
  };
}

function decodeRow(
  rules: SupplyRules,
  answers: Answers,
  row: Row,
  color: string | null,
  hasColors: boolean,
  text: TextReader,
): Item {
  const value = (object: string) => asInteger(column(answers, object).get(row.instance));
  const description = text(column(answers, "prtMarkerSuppliesDescription").get(row.instance)) ?? "";
  const declaredClass = value("prtMarkerSuppliesClass");
  const type = value("prtMarkerSuppliesType");
  const { kind, key } = classifySupply(
    rules,
    { type, isReceptacle: declaredClass === receptacleThatIsFilled, description, color },
    hasColors,
  );
  const raw = {
    unit: value("prtMarkerSuppliesSupplyUnit") ?? null,
    max: value("prtMarkerSuppliesMaxCapacity") ?? null,
    level: value("prtMarkerSuppliesLevel") ?? null,
  };
  const isReceptacle = declaredClass === undefined ? kind === "waste" : declaredClass === receptacleThatIsFilled;
  return { key: keyOf(key, color, description), kind, color, description, level: decodeLevel(raw, isReceptacle), raw };
}

/** `toner.cyan`, `filter.ozone`, `staples.saddle2`: stem, color, and the number that ends the description. */
function keyOf(stem: string, color: string | null, description: string): string {
  if (color !== null) return `${stem}.${color}`;
  const number = /[0-9]{1,2}$/.exec(description)?.[0];
  return number === undefined ? stem : `${stem}${stem.includes(".") ? "" : "."}${number}`;
}

/** The colorant table joined on prtMarkerSuppliesColorantIndex, otherwise the color that the text names. */
function colorOfRow(rules: SupplyRules, answers: Answers, device: number, row: Row, text: TextReader): string | null {
  const index = asInteger(column(answers, "prtMarkerSuppliesColorantIndex").get(row.instance));
  const colorant = index ? text(column(answers, "prtMarkerColorantValue").get(`${device}.${index}`)) : undefined;
  const known = colorant === undefined ? null : colorOfText(rules, colorant);
  if (known) return known;
  return colorOfText(rules, text(column(answers, "prtMarkerSuppliesDescription").get(row.instance)) ?? "");
}

/**
 * AccurioPrint lists one bottle twice: "Toner bottle(Cyan)" says only "some", "Toner bottle detail(Cyan)" holds the
 * percentage. Of two rows of one kind and color, of which just one has a percentage, one supply is made: named after the
 * first, measured by the one that knows.
 */
function joinDoubledRows(items: readonly Item[]): readonly Item[] {
  const joined: Item[] = [];
  for (const item of items) {
    const twin = joined.findIndex(
      (other) => other.kind === item.kind && other.key === item.key && isDoubled(other, item),
    );
    const first = joined[twin];
    if (!first) joined.push(item);
    else if (item.level.state === "percent") joined[twin] = { ...first, level: item.level, raw: item.raw };
  }
  return joined;
}

function isDoubled(first: Item, second: Item): boolean {
  const measured = [first, second].filter((item) => item.level.state === "percent").length;
  return first.color !== null && measured === 1;
}

function withUniqueKeys(items: readonly Item[]): readonly Item[] {
  const seen = new Map<string, number>();
  return items.map((item) => {
    const count = (seen.get(item.key) ?? 0) + 1;
    seen.set(item.key, count);
    return count === 1 ? item : { ...item, key: `${item.key}.${count}` };
  });
}

function isSupply(item: Item): item is Supply {
  return supplyKinds.some((kind) => kind === item.kind);
}

function isPart(item: Item): item is Item & Part {
  return partKinds.some((kind) => kind === item.kind);
}
