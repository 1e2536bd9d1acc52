import { ok, type Result } from "../leaf/result.ts";
import { hasValue, type SnmpValue, type Varbind } from "../leaf/varbind.ts";
import { getAll } from "../snmp/chunked-get.ts";
import type { RequestOptions, SnmpFailure, SnmpTarget } from "../snmp/snmp-client.ts";
import { isRefusal, type SnmpEngine } from "../snmp/snmp-engine.ts";
import { asItAnswers, inVersion1 } from "../snmp/version-one.ts";

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
  if (!isRefusal(answer.failure) && answer.failure.kind !== "tooBig") return answer;
  const singly = await getAll(engine, target, probeOids, options);
  if (!singly.ok) return singly;
  const isBarred = answer.failure.kind === "denied" && !singly.value.some(({ value }) => hasValue(value));
  return isBarred ? answer : ok(probeAnswer(singly.value));
}

/**
 * As `probe`, of a device that may answer the community in SNMPv1 only: where SNMPv2c finds silence, one packet of the
 * other version is tried, and remembered if it is answered.
 */
export async function probeEitherVersion(
  engine: SnmpEngine,
  target: SnmpTarget,
  options: RequestOptions,
): Promise<Result<ProbeAnswer, SnmpFailure>> {
  const answer = await probe(engine, asItAnswers(engine, target), options);
  const isSilent = !answer.ok && answer.failure.kind === "timeout";
  if (!isSilent || target.credential.version !== "2c") return answer;
  const isVersion1 = !engine.limits.of(target).isVersion1;
  const other = await probe(engine, isVersion1 ? inVersion1(target) : target, { ...options, retryAtMs: [] });
  if (!other.ok) return answer;
  engine.limits.setVersion1(target, isVersion1);
  return other;
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
