import { ok, type Result } from "../leaf/result.ts";
import { hasValue, type Varbind } from "../leaf/varbind.ts";
import { getAll } from "./chunked-get.ts";
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
const branches = [
  // ifType and ifPhysAddress (RFC 2863), hrDeviceTable and hrPrinterTable (RFC 2790).
  "1.3.6.1.2.1.2.2.1.3",
  "1.3.6.1.2.1.2.2.1.6",
  "1.3.6.1.2.1.25.3.2.1",
  "1.3.6.1.2.1.25.3.5.1",
  // Printer-MIB (RFC 3805). Of prtGeneralTable not the operator, the service person and the printer's name; not the
  // console, which may show who prints; not the channels, which name hosts.
  ...[1, 2, 6, 7, 8, 9, 10, 11, 12, 13, 17, 18, 19].map((column) => `1.3.6.1.2.1.43.5.1.1.${column}`),
  ...[6, 7, 8, 9, 10, 11, 12, 13, 18].map((group) => `1.3.6.1.2.1.43.${group}`),
  // Konica Minolta: firmware, options and trays, counters. The rest of its tree holds passwords and job owners.
  "1.3.6.1.4.1.18334.1.1.1.5.5.1",
  "1.3.6.1.4.1.18334.1.1.1.5.6.2",
  "1.3.6.1.4.1.18334.1.1.1.5.6.5",
  "1.3.6.1.4.1.18334.1.1.1.5.7",
] as const;

/** sysName and the private host name: asked only to find them in other texts. */
const hostNameOids = ["1.3.6.1.2.1.1.5.0", "1.3.6.1.4.1.18334.1.1.2.1.5.7.1.1.1.12.1"] as const;

export interface DeviceRecording {
  /** In the order of a walk. */
  readonly varbinds: readonly Varbind[];
  readonly hostNames: readonly string[];
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
  const names = await getAll(engine, target, hostNameOids, options);
  if (!names.ok) return names;
  const varbinds = single.value.filter(({ value }) => hasValue(value));
  let isComplete = true;
  for (const branch of branches) {
    const walk = await walkColumns(engine, target, [branch], options);
    if (!walk.ok) return walk;
    isComplete &&= walk.value.isComplete;
    varbinds.push(...walk.value.varbinds);
  }
  const hostNames = names.value.flatMap(({ value }) =>
    value.type === "octets" ? [value.value.toString("latin1")] : [],
  );
  return ok({ varbinds, hostNames: hostNames.filter((name) => name.length > 0), isComplete });
}
