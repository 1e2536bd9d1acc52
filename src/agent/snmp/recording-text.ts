import type { SnmpValue, Varbind } from "../leaf/varbind.ts";
import { compareOids } from "./oid-order.ts";
import type { DeviceRecording } from "./record-device.ts";

export interface RecordingOptions {
  /** Puts an invented serial number and MAC address in the place of the device's own. */
  readonly hidesIdentity: boolean;
}

const serialColumn = "1.3.6.1.2.1.43.5.1.1.17.";
const macColumn = "1.3.6.1.2.1.2.2.1.6.";
const ipAddress = /\b(?:(?:[0-9]{1,3}\.){3}[0-9]{1,3}|f[cde][0-9a-f]{2}:[0-9a-f:]+)\b/gi;
const mailAddress = /[\w.+-]{1,64}@[\w.-]+/g;
const inventedMailbox = "somebody@example";
/** Of the block that is kept for documentation (RFC 5737). */
const inventedAddress = "192.0.2.1";
const inventedMac = Buffer.from("020000000001", "hex");
const shortestHostName = 3;

/** Tags of the recording format: BER tags in decimal, `x` for hexadecimal. */
const tags: Readonly<Partial<Record<SnmpValue["type"], string>>> = {
  integer: "2",
  octets: "4",
  oid: "6",
  ipAddress: "64",
  counter32: "65",
  gauge32: "66",
  timeTicks: "67",
  opaque: "68x",
  counter64: "70",
};

/**
 * Lines `OID|tag|value` as simulators play them, without host names, mail and IP addresses. A text is written as it is
 * when it is plain ASCII: `1.3.6.1.2.1.1.1.0|4|KONICA MINOLTA bizhub C360i`, otherwise in hexadecimal.
 */
export function recordingText({ varbinds, hostNames }: DeviceRecording, options: RecordingOptions): string {
  const hide = replacer(varbinds, hostNames, options);
  const once = new Map(varbinds.map(({ oid, value }) => [oid, value]));
  const sorted = [...once].sort(([one], [other]) => compareOids(one, other));
  return `${sorted.flatMap(([oid, value]) => lineOf(oid, value, hide) ?? []).join("\n")}\n`;
}

type Hide = (octets: Buffer) => Buffer;

/** What is replaced stays as long as it was where length may matter to a decoder: serial and MAC. */
function replacer(
  varbinds: readonly Varbind[],
  hostNames: readonly string[],
  { hidesIdentity }: RecordingOptions,
): Hide {
  const octetsBelow = (column: string) =>
    varbinds.flatMap(({ oid, value }) => (oid.startsWith(column) && value.type === "octets" ? [value.value] : []));
  const serials = hidesIdentity ? octetsBelow(serialColumn).map((octets) => octets.toString("latin1")) : [];
  const macs = hidesIdentity ? octetsBelow(macColumn).filter(({ length }) => length === inventedMac.length) : [];
  const words = [
    ...serials.filter((serial) => serial !== "").map((serial) => [serial, inventedSerial(serial)] as const),
    ...macs.flatMap((mac) => macTexts(mac).map((word, form) => [word, macTexts(inventedMac)[form] ?? ""] as const)),
    ...hostNames.filter(({ length }) => length >= shortestHostName).map((name) => [name, "device"] as const),
  ].map(([word, other]) => [new RegExp(RegExp.escape(word), "gi"), other] as const);
  return (octets) => {
    if (macs.some((mac) => mac.equals(octets))) return inventedMac;
    const text = words.reduce((text, [word, other]) => text.replaceAll(word, other), octets.toString("latin1"));
    const anonymous = text.replaceAll(mailAddress, inventedMailbox).replaceAll(ipAddress, inventedAddress);
    return Buffer.from(anonymous, "latin1");
  };
}

/** 00:20:6b:00:00:01, 00-20-6b-00-00-01 and 00206b000001. */
function macTexts(mac: Buffer): readonly string[] {
  const plain = mac.toString("hex");
  return [":", "-", ""].map((separator) => plain.replaceAll(/..(?=.)/g, (octet) => octet + separator));
}

/** A5C1011000123 → A5C1000000000: the first four characters tell the model. */
function inventedSerial(serial: string): string {
  return serial.slice(0, 4) + "0".repeat(Math.max(0, serial.length - 4));
}

function lineOf(oid: string, value: SnmpValue, hide: Hide): string | undefined {
  const tag = tags[value.type];
  if (tag === undefined) return undefined;
  if (value.type === "ipAddress") return `${oid}|${tag}|${inventedAddress}`;
  if (value.type === "opaque") return `${oid}|${tag}|${value.value.toString("hex")}`;
  if (value.type !== "octets") return `${oid}|${tag}|${value.value}`;
  const octets = hide(value.value);
  const isPlain = octets.every((octet) => octet >= 0x20 && octet < 0x7f);
  return isPlain ? `${oid}|${tag}|${octets.toString("latin1")}` : `${oid}|${tag}x|${octets.toString("hex")}`;
}
