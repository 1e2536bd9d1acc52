import type { SnmpValue } from "../leaf/varbind.ts";
import { type Answers, column } from "./answers.ts";
import { type AskSection, type MibLibrary, objectNamed, type Profile } from "./mib-library.ts";

/** How much one poll asks. Each scope includes the one before it. */
export const pollScopes = ["status", "supplies", "full"] as const;
export type PollScope = (typeof pollScopes)[number];

/** One object instance that the device is known to have. */
export interface PlannedInstance {
  readonly object: string;
  readonly instance: string;
  readonly oid: string;
}

export interface PlannedColumn {
  readonly object: string;
  readonly oid: string;
}

/** The first PDU of every poll: the status of the device and what its alerts are, in one GETBULK. */
export interface FirstLook {
  readonly instances: readonly PlannedInstance[];
  /** The columns that tell one alert from another. */
  readonly alertColumns: readonly PlannedColumn[];
  /** For each instance an OID whose successor it is; then the columns. */
  readonly oids: readonly string[];
}

/** Columns of one table that have the same rows: asked by one GETBULK, whose request is a quarter of a GET's. */
export interface PlannedBlock {
  /** Row by row, as the answer comes. */
  readonly instances: readonly PlannedInstance[];
  readonly columns: readonly string[];
  readonly rows: number;
}

/** What a poll of some scope asks after the first look. */
export interface PlannedRest {
  readonly instances: readonly PlannedInstance[];
  readonly oids: readonly string[];
  /** Room that the longest of their values takes in an answer, as far as it is known. */
  readonly valueBytes: number;
  readonly blocks: readonly PlannedBlock[];
}

/** What to ask one device, compiled from its profile and from what it showed at first contact. */
export interface PollPlan {
  readonly profile: Profile;
  /** All instances that are asked, by scope. */
  readonly gets: Readonly<Record<PollScope, readonly PlannedInstance[]>>;
  readonly first: FirstLook;
  readonly rest: Readonly<Record<PollScope, PlannedRest>>;
  /** Columns of prtAlertTable: its rows come and go. */
  readonly alertColumns: readonly PlannedColumn[];
}

const sectionsOfScope: Readonly<Record<PollScope, readonly AskSection[]>> = {
  status: ["status"],
  supplies: ["status", "supplies"],
  full: ["status", "supplies", "counters"],
};

/** RFC 3805 section 2.2.13: what an alert is. The other columns of a row stay as they are. */
const tellingAlertColumns: ReadonlySet<string> = new Set([
  "prtAlertSeverityLevel",
  "prtAlertCode",
  "prtAlertDescription",
]);

/** A panel of many lines would make the first answer longer than a frame; the lines above this are asked by GET. */
const mostInFirstLook = 16;
/** Smaller blocks go along in a GET: a PDU of their own would cost more than they save. */
const leastInBlock = 16;
const mostInBlock = 40;
const numberBytes = 9;
const spareTextBytes = 16;
/** No device is asked for more repetitions than this. */
const mostRepetitions = 10;
/** Rows of one object that are asked again in each poll: several times what the largest device has. */
const mostRows = 200;

/** @param known the answers of first contact; objects that did not answer there are not asked again */
export function compilePlan(library: MibLibrary, profile: Profile, known: Answers): PollPlan {
  const instancesOf = (scope: PollScope) =>
    sectionsOfScope[scope].flatMap((section) =>
      profile.ask[section].flatMap((name) =>
        instancesToAsk(known, name).map((instance) => ({
          object: name,
          instance,
          oid: `${objectNamed(library, name).oid}.${instance}`,
        })),
      ),
    );
  const gets = { status: instancesOf("status"), supplies: instancesOf("supplies"), full: instancesOf("full") };
  const alertColumns = columnsOf(library, profile.ask.alerts);
  const first = firstLook(gets.status.slice(0, mostInFirstLook), alertColumns);
  const restOf = (instances: readonly PlannedInstance[]) =>
    planRest(library, instances.slice(first.instances.length), known);
  const rest = { status: restOf(gets.status), supplies: restOf(gets.supplies), full: restOf(gets.full) };
  return { profile, gets, first, rest, alertColumns };
}

export function columnsOf(library: MibLibrary, names: readonly string[]): readonly PlannedColumn[] {
  return names.map((name) => ({ object: name, oid: objectNamed(library, name).oid }));
}

/** hrDeviceTable lists disks and network cards too; of these only the printer's row is watched (RFC 2790 hrPrinterTable). */
function instancesToAsk(known: Answers, name: string): readonly string[] {
  const instances = [...column(known, name).keys()];
  const printers = column(known, "hrPrinterStatus");
  const ofPrinter = name === "hrDeviceStatus" && printers.size > 0 ? printers : column(known, name);
  return instances.filter((instance) => ofPrinter.has(instance)).slice(0, mostRows);
}

function firstLook(instances: readonly PlannedInstance[], columns: readonly PlannedColumn[]): FirstLook {
  const alertColumns = columns.filter(({ object }) => tellingAlertColumns.has(object));
  const oids = [...instances.map(({ oid }) => beforeOid(oid)), ...alertColumns.map(({ oid }) => oid)];
  return { instances, alertColumns, oids };
}

/** Whose successor a known instance is: 1.3.6.1.2.1.1.3 before 1.3.6.1.2.1.1.3.0, and ….5.1 before ….5.2. */
function beforeOid(oid: string): string {
  const at = oid.lastIndexOf(".");
  const last = Number(oid.slice(at + 1));
  return last === 0 ? oid.slice(0, at) : `${oid.slice(0, at)}.${last - 1}`;
}

function planRest(library: MibLibrary, asked: readonly PlannedInstance[], known: Answers): PlannedRest {
  const byTable = Map.groupBy(asked, ({ object }) => parentOf(objectNamed(library, object).oid));
  const blocks = [...byTable.values()].flatMap((instances) => blockOf(library, instances) ?? []);
  const inBlocks = new Set(blocks.flatMap((block) => block.instances));
  const instances = asked.filter((instance) => !inBlocks.has(instance));
  const valueBytes = Math.max(
    0,
    ...instances.map(({ object, instance }) => roomFor(column(known, object).get(instance))),
  );
  return { instances, oids: instances.map(({ oid }) => oid), valueBytes, blocks };
}

/** A number grows, up to the nine octets of a Counter64; a text may be another tomorrow. */
function roomFor(value: SnmpValue | undefined): number {
  return Buffer.isBuffer(value?.value) ? value.value.length + spareTextBytes : numberBytes;
}

function blockOf(library: MibLibrary, instances: readonly PlannedInstance[]): PlannedBlock | undefined {
  const columns = [...Map.groupBy(instances, ({ object }) => object).values()];
  const rows = columns[0]?.map(({ instance }) => instance) ?? [];
  const isEven = columns.every(
    (column) => column.length === rows.length && column.every(({ instance }, row) => instance === rows[row]),
  );
  const isWorthIt = instances.length >= leastInBlock && instances.length <= mostInBlock;
  if (!isEven || !isWorthIt || rows.length > mostRepetitions) return undefined;
  return {
    instances: rows.flatMap((_, row) => columns.flatMap((column) => column[row] ?? [])),
    columns: columns.flatMap(([first]) => (first ? [objectNamed(library, first.object).oid] : [])),
    rows: rows.length,
  };
}

function parentOf(oid: string): string {
  return oid.slice(0, oid.lastIndexOf("."));
}
