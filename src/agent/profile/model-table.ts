import type { z } from "zod";
import type { ModelFile } from "./mib-schema.ts";

/** Models by the number in their sysObjectID, and the series they belong to. */
export interface ModelTable {
  /** `1.3.6.1.4.1.18334.1.1.1.2.1.104` → `bizhub C454e`. */
  readonly models: ReadonlyMap<string, string>;
  /** Last word of a model (`c454e`) or its first one or two (`accurioprint`, `bizhub pro`), in lower case → family. */
  readonly families: ReadonlyMap<string, string>;
  /** Families that take no paper larger than A4. */
  readonly smallFamilies: ReadonlySet<string>;
}

export function buildModelTable(files: readonly z.infer<typeof ModelFile>[]): ModelTable {
  const models = new Map<string, string>();
  const families = new Map<string, string>();
  const smallFamilies = new Set<string>();
  for (const file of files) {
    for (const [branch, numbers] of Object.entries(file.models)) {
      for (const [number, model] of Object.entries(numbers)) models.set(`${branch}.${number}`, model);
    }
    for (const [family, members] of Object.entries(file.families)) {
      for (const model of members.models ?? []) families.set(model.toLowerCase(), family);
      if (members.series) families.set(members.series.toLowerCase(), family);
      if (members.paper) smallFamilies.add(family);
    }
  }
  return { models, families, smallFamilies };
}

/**
 * The model that a sysObjectID names. The id ends in `MODEL.x.y`, where x and y (controller, market, build) vary on one
 * model: 1.3.6.1.4.1.18334.1.1.1.2.1.104.2.5 is looked up as …1.2.1.104, unless the table lists it with x and y.
 */
export function modelOfObjectId(table: ModelTable, sysObjectId: string): string | undefined {
  const arcs = sysObjectId.split(".");
  for (let length = arcs.length; length > arcs.length - 3 && length > 0; length--) {
    const model = table.models.get(arcs.slice(0, length).join("."));
    if (model) return model;
  }
  return undefined;
}

/** Of a rebadged machine the maker's own model that bears the same number: …18334.1.2.1.2.1.131 → bizhub C258. */
export function twinOfObjectId(table: ModelTable, sysObjectId: string): string | undefined {
  return sysObjectId.startsWith(rebadgedBranch)
    ? modelOfObjectId(table, ownBranch + sysObjectId.slice(rebadgedBranch.length))
    : undefined;
}

/**
 * The series of a model, as in `bizhub C454e` → `x54e`; undefined for one that is not listed. A rebadged machine has the
 * series of its twin, whatever digits its own name holds: an `ADC 367` is built as a C308, not as a 367.
 */
export function familyOfModel(table: ModelTable, model: string | null, sysObjectId: string | null): string | undefined {
  const twin = sysObjectId === null ? undefined : twinOfObjectId(table, sysObjectId);
  const family = twin === undefined ? undefined : familyOfName(table, twin);
  return family ?? (model === null ? undefined : familyOfName(table, model));
}

/** Where the maker's own machines stand, and where the same machines under another badge do. */
const ownBranch = "1.3.6.1.4.1.18334.1.1.";
const rebadgedBranch = "1.3.6.1.4.1.18334.1.2.";

/** `ineo+ 258` is the badge of a C258, `ineo 458e` that of a 458e. */
const colorBadge = /^ineo ?\+ ?/;

/** Where one number serves two models, "bizhub C754 / C754e", only what holds of both is told. */
function familyOfName({ families }: ModelTable, model: string): string | undefined {
  const names = model.toLowerCase().replace(colorBadge, "ineo c").split(" / ");
  const found = new Set(
    names.map((name) => {
      const words = name.split(" ");
      const series = words.slice(0, 2).join(" ");
      return families.get(words.at(-1) ?? "") ?? families.get(series) ?? families.get(words[0] ?? "");
    }),
  );
  return found.size === 1 ? [...found][0] : undefined;
}
