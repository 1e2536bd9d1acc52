import type { SnmpValue } from "../leaf/varbind.ts";
import { hideContacts, hideMacs, inventedAddress, inventedMac } from "./hidden-text.ts";
import { compareOids } from "./oid-order.ts";
import { isMakersTrayName, wholeWord, wordsToHide } from "./personal-words.ts";
import type { DeviceRecording } from "./record-device.ts";

export interface RecordingOptions {
  /** Puts an invented serial number and MAC address in the place of the device's own. */
  readonly hidesIdentity: boolean;
}

const serialColumn = "1.3.6.1.2.1.43.5.1.1.17.";
const macColumn = "1.3.6.1.2.1.2.2.1.6.";
/** hrDeviceDescr (RFC 2790). */
const modelColumn = "1.3.6.1.2.1.25.3.2.1.3.";
const trayNameColumn = "1.3.6.1.2.1.43.8.2.1.13.";
const trayDescriptionColumn = "1.3.6.1.2.1.43.8.2.1.18.";
/** prtMarkerSuppliesDescription (RFC 3805) cannot be written, so that it is the maker's: "Resttonerbehälter". */
const makersColumn = "1.3.6.1.2.1.43.11.1.1.6.";
/** Octets that are no text: hrPrinterDetectedErrorState (RFC 2790) and ifPhysAddress (RFC 2863). */
const binaryColumns = ["1.3.6.1.2.1.25.3.5.1.2.", macColumn] as const;
const macOctets = Buffer.from(inventedMac, "hex");
/** The first characters of a serial number tell the model; one without any more tells but itself. */
const modelLength = 4;
/** A shorter one is looked for in no other text: there it is most often something else. */
const shortestSerial = 3;
const lastAscii = 0x7f;

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
 * Lines `OID|tag|value` as simulators play them, without names of hosts and persons, mail and IP addresses. A text with
 * anything but ASCII is left empty, unless it is the maker's: nobody can tell there which word is a person's name. What is
 * left is written as it is, `1.3.6.1.2.1.1.1.0|4|KONICA MINOLTA bizhub C360i`, and with control characters in hexadecimal.
 */
export function recordingText(recording: DeviceRecording, options: RecordingOptions): string {
  const hide = replacer(recording, options);
  const { varbinds } = recording;
  const once = new Map(varbinds.map(({ oid, value }) => [oid, value]));
  const sorted = [...once].sort(([one], [other]) => compareOids(one, other));
  return `${sorted.flatMap(([oid, value]) => lineOf(oid, value, hide) ?? []).join("\n")}\n`;
}

type Hide = (oid: string, octets: Buffer) => Buffer;

/** What is replaced stays as long as it was where length may matter to a decoder: serial and MAC. */
function replacer(recording: DeviceRecording, { hidesIdentity }: RecordingOptions): Hide {
  const octetsBelow = (column: string) =>
    recording.varbinds.flatMap(({ oid, value }) =>
      oid.startsWith(column) && value.type === "octets" ? [value.value] : [],
    );
  const textsBelow = (column: string) => octetsBelow(column).map((octets) => octets.toString("latin1"));
  const serials = hidesIdentity ? textsBelow(serialColumn).flatMap((serial) => serialPattern(serial) ?? []) : [];
  const macs = hidesIdentity ? octetsBelow(macColumn).filter(isMac) : [];
  const words = [
    ...macs.map((mac) => [new RegExp(mac.toString("hex"), "gi"), inventedMac] as const),
    ...wordsToHide(recording, textsBelow(modelColumn)),
  ];
  const trayDescriptions = textsBelow(trayDescriptionColumn);
  const hideText = (text: string) => {
    const unserial = serials.reduce((text, serial) => text.replaceAll(serial, inventedSerial), text);
    const unnamed = words.reduce((text, [word, other]) => text.replaceAll(word, other), unserial);
    return hideContacts(hidesIdentity ? hideMacs(unnamed) : unnamed);
  };
  return (oid, octets) => {
    if (hidesIdentity && oid.startsWith(macColumn)) return octets.some((octet) => octet !== 0) ? macOctets : octets;
    if (macs.some((mac) => mac.equals(octets))) return macOctets;
    if (binaryColumns.some((column) => oid.startsWith(column))) return octets;
    const isForeign = octets.some((octet) => octet > lastAscii);
    if (isForeign && !oid.startsWith(makersColumn)) return Buffer.alloc(0);
    const text = octets.toString("latin1");
    if (oid.startsWith(trayNameColumn) && !isMakersTrayName(text, trayDescriptions)) return Buffer.alloc(0);
    if (hidesIdentity && oid.startsWith(serialColumn)) return Buffer.from(inventedSerial(text), "latin1");
    return Buffer.from(hideText(text), "latin1");
  };
}

/** The loopback interface has one of zeros, which is nobody's. */
function isMac(octets: Buffer): boolean {
  return octets.length === macOctets.length && octets.some((octet) => octet !== 0);
}

/** The serial number however it is written: A5C1011000123 is A5C1-011-000123 too. undefined: it is not looked for. */
function serialPattern(serial: string): RegExp | undefined {
  const signs = signsOf(serial);
  if (signs.length > modelLength) return new RegExp(signs.join("[ -]?"), "gi");
  return signs.length >= shortestSerial ? wholeWord(RegExp.escape(serial.trim())) : undefined;
}

/** a5c1-011000123 → A5C1-000000000. */
function inventedSerial(serial: string): string {
  const shown = signsOf(serial).length > modelLength ? modelLength : 0;
  const upper = serial.toUpperCase();
  return upper.slice(0, shown) + upper.slice(shown).replaceAll(/[^ -]/g, "0");
}

function signsOf(serial: string): readonly string[] {
  return serial.match(/[0-9a-z]/gi) ?? [];
}

function lineOf(oid: string, value: SnmpValue, hide: Hide): string | undefined {
  const tag = tags[value.type];
  if (tag === undefined) return undefined;
  if (value.type === "ipAddress") return `${oid}|${tag}|${inventedAddress}`;
  // Of a type that nobody knows, it may say anything.
  if (value.type === "opaque") return `${oid}|${tag}|`;
  if (value.type !== "octets") return `${oid}|${tag}|${value.value}`;
  const octets = hide(oid, value.value);
  const isPlain = octets.every((octet) => octet >= 0x20 && octet < 0x7f);
  return isPlain ? `${oid}|${tag}|${octets.toString("latin1")}` : `${oid}|${tag}x|${octets.toString("hex")}`;
}
