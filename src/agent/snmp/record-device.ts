import { ok, type Result } from "../leaf/result.ts";
import { hasValue, type Varbind } from "../leaf/varbind.ts";
import { getAll } from "./chunked-get.ts";
import { isBelow } from "./oid-order.ts";
import type { PersonalTexts } from "./personal-words.ts";
import type { RequestOptions, SnmpFailure, SnmpTarget } from "./snmp-client.ts";
import type { SnmpEngine } from "./snmp-engine.ts";
import { asItAnswers } from "./version-one.ts";
import { walkColumns } from "./walk.ts";

/** Everything that may be recorded; what is not named here is not even asked. */
const scalars = [
  "1.3.6.1.2.1.1.1.0",
  "1.3.6.1.2.1.1.2.0",
  "1.3.6.1.2.1.1.3.0",
  "1.3.6.1.4.1.18334.1.1.1.1.6.2.1.0",
] as const;
/** Branches that are walked as a whole, and tables of which only some columns are: those are walked side by side. */
const branches: readonly (readonly string[])[] = [
  // ifType and ifPhysAddress (RFC 2863), hrDeviceTable and hrPrinterTable (RFC 2790).
  columns("1.3.6.1.2.1.2.2.1", [3, 6]),
  ["1.3.6.1.2.1.25.3.2.1"],
  ["1.3.6.1.2.1.25.3.5.1"],
  // Printer-MIB (RFC 3805). Of prtGeneralTable not the operator, the service person and the printer's name; not the
  // console, which may show who prints; not the channels, which name hosts.
  columns("1.3.6.1.2.1.43.5.1.1", [1, 2, 6, 7, 8, 9, 10, 11, 12, 13, 17, 18, 19]),
  ...[6, 7].map((group) => [`1.3.6.1.2.1.43.${group}`]),
  // Of prtInputTable and prtOutputTable not what a person may write about the paper and the bin (media name, type and
  // color, prtOutputName), and not the serial numbers of these units.
  columns("1.3.6.1.2.1.43.8.2.1", [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16, 18, 19, 20, 23, 24, 25]),
  columns("1.3.6.1.2.1.43.9.2.1", [2, 3, 4, 5, 6, 8, 9, 10, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24]),
  ...[10, 11, 12, 13, 18].map((group) => [`1.3.6.1.2.1.43.${group}`]),
  // Konica Minolta: firmware, options and trays, counters. The rest of its tree holds passwords and job owners.
  ["1.3.6.1.4.1.18334.1.1.1.5.5.1"],
  ["1.3.6.1.4.1.18334.1.1.1.5.6.2"],
  ["1.3.6.1.4.1.18334.1.1.1.5.6.5"],
  ["1.3.6.1.4.1.18334.1.1.1.5.7"],
];

/** sysName and the private host name: asked, as all that follows, only to find them in other texts. */
const hostNameOids = ["1.3.6.1.2.1.1.5.0", "1.3.6.1.4.1.18334.1.1.2.1.5.7.1.1.1.12.1"] as const;
/** sysContact and sysLocation. */
const personalOids = ["1.3.6.1.2.1.1.4.0", "1.3.6.1.2.1.1.6.0"] as const;
const printerNameColumn = "1.3.6.1.2.1.43.5.1.1.16";
/** prtGeneralCurrentOperator and prtGeneralServicePerson. */
const personalColumns = columns("1.3.6.1.2.1.43.5.1.1", [4, 5]);

function columns(entry: string, numbers: readonly number[]): readonly string[] {
  return numbers.map((number) => `${entry}.${number}`);
}

export interface DeviceRecording extends PersonalTexts {
  readonly varbinds: readonly Varbind[];
  /** Whether every branch was read to its end. */
  readonly isComplete: boolean;
}

/** Reads the allowed branches of a device, for a recording that shows how it answers. Bounded as every walk is. */
export async function recordDevice(
  engine: SnmpEngine,
  known: SnmpTarget,
  options: RequestOptions,
): Promise<Result<DeviceRecording, SnmpFailure>> {
  const target = asItAnswers(engine, known);
  const single = await getAll(engine, target, scalars, options);
  if (!single.ok) return single;
  const personal = await askPersonalTexts(engine, target, options);
  if (!personal.ok) return personal;
  const varbinds = single.value.filter(({ value }) => hasValue(value));
  let isComplete = true;
  for (const branch of branches) {
    const walk = await walkColumns(engine, target, branch, options);
    if (!walk.ok) return walk;
    isComplete &&= walk.value.isComplete;
    varbinds.push(...walk.value.varbinds);
  }
  return ok({ ...personal.value, varbinds, isComplete });
}

async function askPersonalTexts(
  engine: SnmpEngine,
  target: SnmpTarget,
  options: RequestOptions,
): Promise<Result<PersonalTexts, SnmpFailure>> {
  const scalar = await getAll(engine, target, [...hostNameOids, ...personalOids], options);
  if (!scalar.ok) return scalar;
  const general = await walkColumns(engine, target, [printerNameColumn, ...personalColumns], options);
  if (!general.ok) return general;
  const printerNames = general.value.varbinds.filter(({ oid }) => isBelow(oid, printerNameColumn));
  const persons = general.value.varbinds.filter(({ oid }) => !isBelow(oid, printerNameColumn));
  return ok({
    hostNames: textsOf([...scalar.value.slice(0, hostNameOids.length), ...printerNames]),
    personalTexts: textsOf([...scalar.value.slice(hostNameOids.length), ...persons]),
  });
}

function textsOf(varbinds: readonly Varbind[]): readonly string[] {
  return varbinds.flatMap(({ value }) => (value.type === "octets" ? [value.value.toString("latin1")] : []));
}
