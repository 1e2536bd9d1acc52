import type { z } from "zod";
import type { ModelFile } from "./mib-schema.ts";

/** Models by the number in their sysObjectID, and the series they belong to. */
export interface ModelTable {
  /** `1.3.6.1.4.1.18334.1.1.1.2.1.104` → `bizhub C454e`. */
  readonly models: ReadonlyMap<string, string>;
  /** Last word of a model (`C454e`) or first word (`AccurioPrint`) → family. */
  readonly families: ReadonlyMap<string, string>;
}

export function buildModelTable(files: readonly z.infer<typeof ModelFile>[]): ModelTable {
  const models = new Map<string, string>();
  const families = new Map<string, string>();
  for (const file of files) {
    for (const [branch, numbers] of Object.entries(file.models)) {
      for (const [number, model] of Object.entries(numbers)) models.set(`${branch}.${number}`, model);
    }
    for (const [family, members] of Object.entries(file.families)) {
      for (const model of members.models ?? []) families.set(model, family);
      if (members.series) families.set(members.series, family);
    }
  }
  return { models, families };
}

/**
 * The model that a sysObjectID names. The id ends in `MODEL.x.y`, where x and y (controller, market, build) vary on one
 * model: 1.3.6.1.4.1.18334.1.1.1.2.1.104.2.5 is looked up as …1.2.1.104.
 */
export function modelOfObjectId(table: ModelTable, sysObjectId: string): string | undefined {
  const arcs = sysObjectId.split(".");
  for (let length = arcs.length; length > arcs.length - 3 && length > 0; length--) {
    const model = table.models.get(arcs.slice(0, length).join("."));
    if (model) return model;
  }
  return undefined;
}

/**
 * The series of a model, as in `bizhub C454e` → `x54e`; undefined for one that is not listed. Of a rebadged machine the
 * series of its twin, which bears the same number: `…18334.1.2.1.2.1.131` is built as `…18334.1.1.1.2.1.131`, a C258.
 */
export function familyOfModel(table: ModelTable, model: string, sysObjectId: string | null): string | undefined {
  const twin = sysObjectId?.startsWith(rebadgedBranch)
    ? modelOfObjectId(table, ownBranch + sysObjectId.slice(rebadgedBranch.length))
    : undefined;
  return familyOfName(table, model) ?? (twin === undefined ? undefined : familyOfName(table, twin));
}

/** Where the maker's own machines stand, and where the same machines under another badge do. */
const ownBranch = "1.3.6.1.4.1.18334.1.1.";
const rebadgedBranch = "1.3.6.1.4.1.18334.1.2.";

function familyOfName(table: ModelTable, model: string): string | undefined {
  const words = model.split(" ");
  return table.families.get(words.at(-1) ?? "") ?? table.families.get(words[0] ?? "");
}
