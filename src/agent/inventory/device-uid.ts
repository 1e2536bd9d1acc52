import { createHash } from "node:crypto";
import type { DeviceIdentity } from "../../contract/reading.ts";

/** What a uid was made from; a weak one may name another machine tomorrow. */
export type UidBasis = "serial" | "mac" | "address";

export interface DeviceUid {
  /** `d-` and 16 hexadecimal digits. */
  readonly uid: string;
  readonly basis: UidBasis;
}

export type UidSource = Pick<DeviceIdentity, "isKonicaMinolta" | "manufacturer" | "serial" | "mac" | "address">;

/** The shortest serial number believed: maker's numbers have eleven to fifteen characters, placeholders few. */
const minSerialLength = 5;
const placeholders: ReadonlySet<string> = new Set([
  "UNKNOWN",
  "NOTSET",
  "NOSERIAL",
  "SERIAL",
  "SERIALNUMBER",
  "DEFAULT",
]);

/** The serial number in the form that is compared; null for placeholders such as `0000000000`, `N/A`, `-` or `XXXXXXX`. */
export function normalizeSerial(serial: string | null): string | null {
  const bare = (serial ?? "").trim().toUpperCase();
  const letters = bare.replaceAll(/[^0-9A-Z]/g, "");
  const isOneCharacter = new Set(letters).size <= 1;
  return letters.length < minSerialLength || isOneCharacter || placeholders.has(letters) ? null : bare;
}

/** A MAC of zeros or of a group of stations names nobody. */
export function isStationMac(mac: string | null): mac is string {
  if (mac === null || mac === "00:00:00:00:00:00") return false;
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 0;
}

/**
 * The uid of a machine at first sight, its own for ever: from maker and serial, so that neither a new address nor a new
 * network card makes a new device. The maker is one word for all machines of Konica Minolta, whose badge and text differ.
 */
export function deviceUid(source: UidSource): DeviceUid {
  const known = knownUids.get(source);
  if (known) return known;
  const made = makeUid(source);
  knownUids.set(source, made);
  return made;
}

/** A uid for the next one at an address whose own belongs to a device that stands elsewhere now. */
export function anotherUid({ uid, basis }: DeviceUid): DeviceUid {
  return { uid: digest("another", uid), basis };
}

/** The identity that a device showed at first contact comes along with each of its polls. */
const knownUids = new WeakMap<UidSource, DeviceUid>();

function makeUid(source: UidSource): DeviceUid {
  const serial = normalizeSerial(source.serial);
  if (serial !== null) {
    const maker = source.isKonicaMinolta ? "konica minolta" : (source.manufacturer ?? "").trim().toLowerCase();
    return { uid: digest("serial", maker, serial), basis: "serial" };
  }
  if (isStationMac(source.mac)) return { uid: digest("mac", source.mac), basis: "mac" };
  return { uid: digest("address", source.address), basis: "address" };
}

function digest(...parts: readonly string[]): string {
  const octets = createHash("sha256").update(parts.join("\n")).digest();
  // Joined into one text: each device keeps its own, and a slice would keep the whole digest.
  return ["d-", octets.toString("hex", 0, 8)].join("");
}
