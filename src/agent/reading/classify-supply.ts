import type { ItemKind, SupplyRules } from "../profile/mib-schema.ts";

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
 * toner exist; then the type. A receptacle is never toner, and toner without a color on a machine of several colors is none.
 */
export function classifySupply(rules: SupplyRules, traits: SupplyTraits, hasColors: boolean): SupplyClass {
  const text = traits.description.toLowerCase();
  const rule = rules.words.find(
    (candidate) =>
      candidate.any.some((word) => text.includes(word)) && (candidate.all ?? []).every((word) => text.includes(word)),
  );
  const kind = rule?.is ?? (traits.type === undefined ? undefined : rules.types[String(traits.type)]) ?? "otherSupply";
  if (kind === "toner" && traits.isReceptacle) return { kind: "waste", key: "waste" };
  if (kind === "toner" && !rule && hasColors && traits.color === null) {
    return { kind: "otherSupply", key: "otherSupply" };
  }
  return { kind, key: rule?.key ?? kind };
}

/** The color that a description names, in any of the known languages; null when none or more than one is named. */
export function colorOfText(rules: SupplyRules, description: string): string | null {
  const text = description.toLowerCase();
  const named = Object.entries(rules.colors).filter(([, words]) => words.some((word) => text.includes(word)));
  return named.length === 1 ? (named[0]?.[0] ?? null) : null;
}
