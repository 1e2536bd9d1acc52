import type { CounterId } from "../../contract/counter.ts";
import type { AlertRules, EventRules, SupplyRules } from "./mib-schema.ts";
import type { ModelTable } from "./model-table.ts";

/** What the poll asks when: `describe` at first contact, `alerts` as a whole table in every poll, the others by schedule. */
export const askSections = ["describe", "status", "alerts", "supplies", "counters"] as const;
export type AskSection = (typeof askSections)[number];

export interface MibObject {
  readonly name: string;
  /** Without instance: a scalar's instance is `0`. */
  readonly oid: string;
  readonly isScalar: boolean;
}

/** Rows of page counters that are labelled by two columns. */
export interface CounterMatrix {
  readonly color: string;
  readonly function: string;
  /** Names by row number for a device without label columns. */
  readonly fallback: {
    readonly color: ReadonlyMap<number, string>;
    /** Further rows, named only where the table has the form in which all known devices agree on them. */
    readonly colorOfFour: ReadonlyMap<number, string>;
    readonly function: ReadonlyMap<number, string>;
  };
  readonly columns: Readonly<Record<"total" | "duplex" | "large" | "largeDuplex", string>>;
}

/** A device profile with everything inherited from its base filled in. Objects are named as in `mibs/objects`. */
export interface Profile {
  readonly name: string;
  readonly revision: number;
  readonly match: { readonly enterprises: readonly number[]; readonly texts: readonly string[] };
  readonly ask: Readonly<Record<AskSection, readonly string[]>>;
  readonly identity: {
    readonly model: readonly string[];
    readonly hostName: readonly string[];
    readonly mac: readonly string[];
    readonly firmware?: { readonly name: string; readonly version: string } | undefined;
    readonly options?:
      | { readonly name: string; readonly status: string; readonly fitted: readonly number[] }
      | undefined;
    readonly trayNames?: { readonly row: string; readonly name: string } | undefined;
  };
  readonly counters: {
    readonly scalars: ReadonlyMap<CounterId, readonly string[]>;
    readonly matrix?: CounterMatrix | undefined;
    /** Life counts by marker, each in its unit. */
    readonly markers?: { readonly count: string; readonly unit: string } | undefined;
    readonly sizes?:
      | { readonly function: string; readonly allFunctions: number; readonly code: string; readonly count: string }
      | undefined;
    readonly counting?:
      | { readonly duplexWeight: string; readonly largeWeight: string; readonly largeMeans: string }
      | undefined;
    readonly colorClasses?: { readonly object: string; readonly black: number; readonly color: number } | undefined;
  };
}

/** The whole of `mibs/`, checked. */
export interface MibLibrary {
  readonly objects: ReadonlyMap<string, MibObject>;
  /** Names of enumerated values by object. */
  readonly enumerations: ReadonlyMap<string, ReadonlyMap<number, string>>;
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly models: ModelTable;
  readonly alertRules: AlertRules;
  readonly supplyRules: SupplyRules;
  readonly eventRules: EventRules;
}

/** The name of an enumerated value, as in (`prtAlertCode`, 808) → `inputMediaSupplyEmpty`; unknown numbers stay numbers. */
export function enumerationName(library: MibLibrary, object: string, value: number | undefined): string {
  if (value === undefined) return "unknown";
  return library.enumerations.get(object)?.get(value) ?? String(value);
}

/** @throws Error for a name that `mibs/` does not define: the loader checks all names that profiles use. */
export function objectNamed(library: MibLibrary, name: string): MibObject {
  const object = library.objects.get(name);
  if (!object) throw new Error(`no object named ${name} in mibs/objects`);
  return object;
}
