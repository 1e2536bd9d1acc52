import { ok, type Result } from "../leaf/result.ts";
import type { SnmpValue, Varbind } from "../leaf/varbind.ts";
import { getAll } from "../snmp/chunked-get.ts";
import type { RequestOptions, SnmpFailure, SnmpTarget } from "../snmp/snmp-client.ts";
import type { SnmpEngine } from "../snmp/snmp-engine.ts";

/** What tells a printer from other devices; a field that the device does not have is undefined. */
export interface ProbeAnswer {
  /** sysObjectID (RFC 3418): the maker's number for the model. */
  readonly sysObjectId: string | undefined;
  readonly sysDescr: string | undefined;
  /** hrDeviceDescr of the first device (RFC 2790): maker and model in words. */
  readonly deviceDescr: string | undefined;
  /** prtGeneralSerialNumber (RFC 3805); only printers have it. */
  readonly serial: string | undefined;
}

const probeOids = [
  "1.3.6.1.2.1.1.2.0",
  "1.3.6.1.2.1.1.1.0",
  "1.3.6.1.2.1.25.3.2.1.3.1",
  "1.3.6.1.2.1.43.5.1.1.17.1",
] as const;

/** DisplayString (RFC 2579) has at most 255 octets. */
const longestText = 255;

/** Asks what answers there, in one packet. SNMPv1 refuses the whole packet when one object is missing; then singly. */
export async function probe(
  engine: SnmpEngine,
  target: SnmpTarget,
  options: RequestOptions,
): Promise<Result<ProbeAnswer, SnmpFailure>> {
  const answer = await engine.client.get(target, probeOids, options);
  if (answer.ok) return ok(probeAnswer(answer.value));
  if (!["noSuchName", "genErr", "tooBig"].includes(answer.failure.kind)) return answer;
  const singly = await getAll(engine, target, probeOids, options);
  return singly.ok ? ok(probeAnswer(singly.value)) : singly;
}

function probeAnswer(varbinds: readonly Varbind[]): ProbeAnswer {
  const [sysObjectId, sysDescr, deviceDescr, serial] = varbinds;
  return {
    sysObjectId: sysObjectId?.value.type === "oid" ? sysObjectId.value.value : undefined,
    sysDescr: textOf(sysDescr?.value),
    deviceDescr: textOf(deviceDescr?.value),
    serial: textOf(serial?.value),
  };
}

/** A device's text is foreign: bounded, without control characters; nothing left counts as no text. */
function textOf(value: SnmpValue | undefined): string | undefined {
  if (value?.type !== "octets") return undefined;
  const text = value.value
    .subarray(0, longestText)
    .toString("utf8")
    .replaceAll(/\p{C}+/gu, " ")
    .trim();
  return text === "" ? undefined : text;
}
