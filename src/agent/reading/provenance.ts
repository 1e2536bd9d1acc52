import type { Provenance } from "../../contract/reading.ts";
import type { SnmpValue } from "../leaf/varbind.ts";
import { type Answers, column } from "../profile/answers.ts";
import { type MibLibrary, objectNamed, type Profile } from "../profile/mib-library.ts";
import { decodeCounters } from "./decode-counters.ts";
import { decodeIdentity } from "./decode-identity.ts";
import { decodeSupplies } from "./decode-supplies.ts";
import { firstOfPrinter, printerIndex, printerRows, type Source } from "./printer-rows.ts";
import { textReader } from "./text.ts";
import { asBytes } from "./values.ts";

/** As much of a raw value as the contract takes. */
const longestRaw = 1024;
const assumedIndex = 1;

/**
 * Where each value of a full reading stands on the device, and what stands there: `counters.copy.black` → its OID and
 * `270`. Counters that the device lacks are told with their −1. Of a supply the level's row is told.
 */
export function traceReading(library: MibLibrary, profile: Profile, answers: Answers): Record<string, Provenance> {
  const device = printerIndex(answers) ?? assumedIndex;
  const text = textReader(library, answers);
  const { color } = decodeIdentity(library, profile, answers).capabilities;
  const { sources } = decodeCounters(library, profile, answers, device);
  const supplies = decodeSupplies(library, answers, device, text, color);
  const firstOf = (object: string): Source | undefined => {
    const instance = firstOfPrinter(answers, device, object)?.[0];
    return instance === undefined ? undefined : { object, instance };
  };
  const hasText = (object: string) => text(firstOfPrinter(answers, device, object)?.[1]) !== undefined;
  const named: readonly (readonly [string, Source | undefined])[] = [
    ["device.serial", firstOf("prtGeneralSerialNumber")],
    ["device.model", firstOf(profile.identity.model.find(hasText) ?? "sysObjectID")],
    ["device.sysObjectId", firstOf("sysObjectID")],
    ["device.mac", firstOf(profile.identity.mac.find((object) => firstOf(object) !== undefined) ?? "ifPhysAddress")],
    ["device.hostName", firstOf(profile.identity.hostName.find(hasText) ?? "sysName")],
    ["device.location", firstOf("sysLocation")],
    ["device.contact", firstOf("sysContact")],
    ["uptimeMs", firstOf("sysUpTime")],
    ["status.device", firstOf("hrDeviceStatus")],
    ["status.printer", firstOf("hrPrinterStatus")],
    ["status.errors", firstOf("hrPrinterDetectedErrorState")],
    ...[...sources].map(([id, source]) => [`counters.${id}`, source] as const),
    ...[...supplies.sources].map(([key, source]) => [key, source] as const),
    ...alertSources(answers, device),
  ];
  return Object.fromEntries(
    named.flatMap(([key, source]) => {
      const value = source && column(answers, source.object).get(source.instance);
      return source && value ? [[key, provenanceOf(library, source, value)]] : [];
    }),
  );
}

/** Codes and texts of the alerts, by the row's number. */
function alertSources(answers: Answers, device: number): readonly (readonly [string, Source])[] {
  const columns = { code: "prtAlertCode", text: "prtAlertDescription", location: "prtAlertLocation" };
  return printerRows(answers, device, Object.values(columns)).flatMap(({ instance, index }) =>
    Object.entries(columns).map(([name, object]) => [`alerts.${index}.${name}`, { object, instance }] as const),
  );
}

function provenanceOf(library: MibLibrary, { object, instance }: Source, value: SnmpValue): Provenance {
  return { oid: `${objectNamed(library, object).oid}.${instance}`, raw: rawText(value).slice(0, longestRaw) };
}

/** Printable ASCII as it is, other bytes in hexadecimal: what a person can compare with a walk. */
function rawText(value: SnmpValue): string {
  const bytes = asBytes(value);
  if (bytes === undefined) return String(value.value);
  return bytes.every((byte) => byte >= 0x20 && byte < 0x7f) ? bytes.toString("latin1") : `0x${bytes.toString("hex")}`;
}
