import { z } from "zod";

/** Colorants that the service knows; another colorant keeps its own lower-case name. */
export const SupplyColor = z
  .string()
  .regex(/^[a-z][a-zA-Z0-9]{0,31}$/)
  .meta({ id: "SupplyColor" });
export type SupplyColor = z.infer<typeof SupplyColor>;

/**
 * How full, as honestly as the device tells. `percent` is what is left of a consumable, or how much room is left in a
 * receptacle; `some` is "not empty (a receptacle: not full), no number"; `low` and `empty` come from alerts; `full` is a
 * receptacle without room; `unknown` is no answer, never zero.
 */
export const Level = z
  .discriminatedUnion("state", [
    z.object({
      state: z.literal("percent"),
      percent: z.number().min(0).max(100),
      stepPercent: z
        .number()
        .min(0)
        .max(100)
        .optional()
        .describe("Step in which the device tells this level, learned from how it fell; absent: not known yet"),
    }),
    z.object({ state: z.literal("some") }),
    z.object({ state: z.literal("low") }),
    z.object({ state: z.literal("empty") }),
    z.object({ state: z.literal("full") }),
    z.object({ state: z.literal("unknown") }),
  ])
  .meta({ id: "Level" });
export type Level = z.infer<typeof Level>;

/** The numbers as the device gave them (RFC 3805 prtMarkerSuppliesSupplyUnit, MaxCapacity, Level); null: not answered. */
export const RawLevel = z
  .object({ unit: z.int().nullable(), max: z.int().nullable(), level: z.int().nullable() })
  .meta({ id: "RawLevel" });
export type RawLevel = z.infer<typeof RawLevel>;

const item = {
  key: z.string().min(1).max(64).describe("Stable name within the device: kind and color, as in toner.cyan"),
  color: SupplyColor.nullable().describe("Colorant; null when not tied to one color"),
  description: z.string().max(255).describe("The device's own text"),
  level: Level,
  raw: RawLevel,
};

export const supplyKinds = ["toner", "ink", "waste", "staples", "bindingSupply", "otherSupply"] as const;
export type SupplyKind = (typeof supplyKinds)[number];

/** What users replace. */
export const Supply = z.object({ ...item, kind: z.enum(supplyKinds) }).meta({ id: "Supply" });
export type Supply = z.infer<typeof Supply>;

export const partKinds = [
  "drum",
  "developer",
  "imagingUnit",
  "fuser",
  "belt",
  "roller",
  "transferUnit",
  "filter",
  "cleaner",
  "coronaWire",
  "otherPart",
] as const;
export type PartKind = (typeof partKinds)[number];

/** What engineers replace. */
export const Part = z.object({ ...item, kind: z.enum(partKinds) }).meta({ id: "Part" });
export type Part = z.infer<typeof Part>;
