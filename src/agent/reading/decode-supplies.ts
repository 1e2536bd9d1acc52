import { type Part, partKinds, type Supply, supplyKinds } from "../../contract/supply.ts";
import { type Answers, column } from "../profile/answers.ts";
import type { MibLibrary } from "../profile/mib-library.ts";
import type { ItemKind, SupplyRules } from "../profile/mib-schema.ts";
import { classifySupply, colorOfText, isSurelyToner, type SupplyTraits } from "./classify-supply.ts";
import { decodeLevel } from "./level.ts";
import { printerRows, type Row } from "./printer-rows.ts";
import type { TextReader } from "./text.ts";
import { asInteger } from "./values.ts";

const receptacleThatIsFilled = 4;
/** Colors that only a color machine has; a mono machine that answers rows for them has no such cartridges. */
const chromaticColors = new Set(["cyan", "magenta", "yellow", "lightCyan", "lightMagenta", "red", "green", "blue"]);
/** Colorant names that name none. */
const noColorants = new Set([
  "other",
  "unknown",
  "none",
  "color",
  "colour",
  "cmyk",
  "process",
  "composite",
  "all",
  "toner",
]);

/** As long as a color of the contract. */
const longestColorant = 32;

const supplyColumns = ["prtMarkerSuppliesLevel", "prtMarkerSuppliesDescription", "prtMarkerSuppliesType"];

export interface SupplySections {
  readonly supplies: readonly Supply[];
  readonly parts: readonly Part[];
  /** Where each item stands, by `supplies.` or `parts.` and the key. */
  readonly rows: ReadonlyMap<string, ItemRows>;
}

/** The rows of one item: a bottle that is listed twice has its name in one and its level in another. */
export interface ItemRows {
  readonly named: Row;
  readonly measured: Row;
}

interface Item extends Omit<Supply, "kind">, ItemRows {
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
  const traits = rows.map((row) => traitsOf(rules, answers, device, row, text));
  const hasSureToner = traits.some((row) => isSurelyToner(rules, row));
  const items = rows
    .flatMap((row, position) => {
      const known = traits[position];
      return known ? [decodeRow(rules, answers, row, known, hasSureToner, isColor === false)] : [];
    })
    .filter((item) => isColor !== false || item.color === null || !chromaticColors.has(item.color));
  const named = withUniqueKeys(joinDoubledRows(rules, items));
  const nameOf = (item: Item) => `${isSupply(item) ? "supplies" : "parts"}.${item.key}`;
  return {
    supplies: named.filter(isSupply).map(withoutRows),
    parts: named.filter(isPart).map(withoutRows),
    rows: new Map(named.map((item) => [nameOf(item), item])),
  };
}

function traitsOf(rules: SupplyRules, answers: Answers, device: number, row: Row, text: TextReader): SupplyTraits {
  const value = (object: string) => asInteger(column(answers, object).get(row.instance));
  return {
    type: value("prtMarkerSuppliesType"),
    isReceptacle: value("prtMarkerSuppliesClass") === receptacleThatIsFilled,
    description: text(column(answers, "prtMarkerSuppliesDescription").get(row.instance)) ?? "",
    color: colorOfRow(rules, answers, device, row, text),
  };
}

/** @param isMono the device has no colors: its toner is black, whether it says so or not */
function decodeRow(
  rules: SupplyRules,
  answers: Answers,
  row: Row,
  traits: SupplyTraits,
  hasSureToner: boolean,
  isMono: boolean,
): Item {
  const value = (object: string) => asInteger(column(answers, object).get(row.instance));
  const { description } = traits;
  const declaredClass = value("prtMarkerSuppliesClass");
  const { kind, key } = classifySupply(rules, traits, hasSureToner);
  const color = traits.color ?? (kind === "toner" && isMono ? "black" : null);
  const raw = {
    unit: value("prtMarkerSuppliesSupplyUnit") ?? null,
    max: value("prtMarkerSuppliesMaxCapacity") ?? null,
    level: value("prtMarkerSuppliesLevel") ?? null,
  };
  // Some devices call the waste box a thing that is consumed; its level is the room left all the same.
  const isReceptacle = kind === "waste" || declaredClass === receptacleThatIsFilled;
  const level = decodeLevel(raw, isReceptacle);
  return { key: keyOf(key, color, description), kind, color, description, level, raw, named: row, measured: row };
}

/** `toner.cyan`, `filter.ozone`, `staples.saddle2`: stem, color, and the number that ends the description. */
function keyOf(stem: string, color: string | null, description: string): string {
  if (color !== null) return `${stem}.${color}`;
  const number = /[0-9]{1,2}$/.exec(description)?.[0];
  return number === undefined ? stem : `${stem}${stem.includes(".") ? "" : "."}${number}`;
}

/**
 * The colorant table joined on prtMarkerSuppliesColorantIndex, otherwise the color that the text names. A colorant that no
 * list knows keeps its own name: "Clear" → clear, "Gloss Coat" → glossCoat.
 */
function colorOfRow(rules: SupplyRules, answers: Answers, device: number, row: Row, text: TextReader): string | null {
  const index = asInteger(column(answers, "prtMarkerSuppliesColorantIndex").get(row.instance));
  const colorant = index ? text(column(answers, "prtMarkerColorantValue").get(`${device}.${index}`)) : undefined;
  const known = colorant === undefined ? null : colorOfText(rules, colorant);
  if (known) return known;
  const named = colorOfText(rules, text(column(answers, "prtMarkerSuppliesDescription").get(row.instance)) ?? "");
  return named ?? (colorant === undefined ? null : ownColorName(colorant));
}

function ownColorName(colorant: string): string | null {
  const words = colorant.toLowerCase().split(/[ _-]/);
  const isName = colorant.length <= longestColorant && words.every((word) => /^[a-z]+$/.test(word));
  if (!isName || words.some((word) => noColorants.has(word))) return null;
  return words.map((word, at) => (at === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join("");
}

/**
 * AccurioPrint lists one bottle twice: "Toner bottle(Cyan)" says only "some", "Toner bottle detail(Cyan)" holds the
 * percentage. One supply is made of the two: named after the plain row, measured by the one that knows.
 */
function joinDoubledRows(rules: SupplyRules, items: readonly Item[]): readonly Item[] {
  const joined: Item[] = [];
  for (const item of items) {
    const at = joined.findIndex((other) => other.key === item.key && isDoubled(rules, other, item));
    const twin = joined[at];
    if (!twin) joined.push(item);
    else joined[at] = joinRows(isDetail(rules, twin) ? item : twin, measuringRow(rules, twin, item));
  }
  return joined;
}

/** Two bottles of one color, as presses have, both bear a percentage or neither; then only the word "detail" joins them. */
function isDoubled(rules: SupplyRules, first: Item, second: Item): boolean {
  const measured = [first, second].filter((item) => item.level.state === "percent").length;
  if (first.kind !== "toner") return false;
  return isDetail(rules, first) !== isDetail(rules, second) || (measured === 1 && first.color !== null);
}

/** The row that knows the percentage; of two that do, the one made for it. */
function measuringRow(rules: SupplyRules, first: Item, second: Item): Item {
  if (second.level.state !== "percent") return first;
  return first.level.state === "percent" && isDetail(rules, first) ? first : second;
}

function isDetail(rules: SupplyRules, { description }: Item): boolean {
  const text = description.toLowerCase();
  return rules.detail.some((word) => text.includes(word));
}

function joinRows(named: Item, measured: Item): Item {
  const { level, raw } = measured;
  return level.state === "percent" ? { ...named, level, raw, measured: measured.measured } : named;
}

/** `staples` and `staples.2`, or `staples.3` where another item is the second by its own words. */
function withUniqueKeys(items: readonly Item[]): readonly Item[] {
  const taken = new Set(items.map(({ key }) => key));
  const given = new Set<string>();
  return items.map((item) => {
    let { key } = item;
    for (let count = 2; given.has(key) || (key !== item.key && taken.has(key)); count += 1)
      key = `${item.key}.${count}`;
    given.add(key);
    return key === item.key ? item : { ...item, key };
  });
}

function withoutRows<Kept extends Item>({ named: _, measured: __, ...item }: Kept): Omit<Kept, keyof ItemRows> {
  return item;
}

function isSupply(item: Item): item is Item & Supply {
  return supplyKinds.some((kind) => kind === item.kind);
}

function isPart(item: Item): item is Item & Part {
  return partKinds.some((kind) => kind === item.kind);
}
