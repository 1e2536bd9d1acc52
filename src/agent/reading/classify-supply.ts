import type { ItemKind, SupplyRules } from "../profile/mib-schema.ts";
import { namedColors } from "./color-words.ts";
import { remember } from "./remember.ts";

/** What the device says of one row of prtMarkerSuppliesTable. */
export interface SupplyTraits {
  /** prtMarkerSuppliesType; undefined when the column is not there. */
  readonly type: number | undefined;
  readonly isReceptacle: boolean;
  readonly description: string;
  readonly color: string | null;
}

export interface SupplyClass {
  readonly kind: ItemKind;
  /** Stem of the key: the kind, or a finer name such as `filter.ozone`. */
  readonly key: string;
}

/**
 * Decides what a row is from type, class, text and colorant together. Known words come first, because staples typed as
 * toner exist; then the type. A receptacle is never toner. A row that only its type calls toner, without word or color, is
 * none where another row is surely toner.
 */
export function classifySupply(rules: SupplyRules, traits: SupplyTraits, hasSurerToner: boolean): SupplyClass {
  const rule = wordRule(rules, traits);
  const kind = rule?.is ?? (traits.type === undefined ? undefined : rules.types[String(traits.type)]) ?? "otherSupply";
  if (kind === "toner" && traits.isReceptacle) return { kind: "waste", key: "waste" };
  if (kind === "toner" && !rule && hasSurerToner && traits.color === null) {
    return { kind: "otherSupply", key: "otherSupply" };
  }
  return { kind, key: rule?.key ?? kind };
}

/** Whether a row is toner by more than its type, which staples may bear too. */
export function isSurelyToner(rules: SupplyRules, traits: SupplyTraits): boolean {
  const rule = wordRule(rules, traits);
  const isTyped = traits.type !== undefined && rules.types[String(traits.type)] === "toner";
  return !traits.isReceptacle && (rule?.is === "toner" || (!rule && isTyped && traits.color !== null));
}

function wordRule(rules: SupplyRules, { description, type }: SupplyTraits): SupplyRules["words"][number] | undefined {
  return rulesOfText(rules, description).find(
    ({ types }) => types === undefined || type === undefined || types.includes(type),
  );
}

/** The rules whose words a description holds, whatever its type. */
const rulesOfText = remember(({ words }: SupplyRules, description) => {
  const text = description.toLowerCase();
  return words.filter(
    ({ any, all = [] }) => any.some((word) => text.includes(word)) && all.every((word) => text.includes(word)),
  );
});

/** The color that a description names, in any of the known languages; null when none or more than one is named. */
export const colorOfText = remember(({ colors, colorLetters }: SupplyRules, description): string | null => {
  const named = namedColors(colors, description);
  if (named.length > 0) return named.length === 1 ? (named[0] ?? null) : null;
  const lettered = Object.entries(colorLetters).filter(([, letter]) => description.includes(`(${letter})`));
  return lettered.length === 1 ? (lettered[0]?.[0] ?? null) : null;
});
