import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compareArcs, parseOid } from "./oid.ts";
import { fileError, SimulatorError } from "./trouble.ts";
import type { Value, VarBind } from "./value.ts";

/** One line of a recording; the arcs are kept for searching. */
export interface RecordedValue extends VarBind {
  readonly arcs: readonly number[];
}

/** All values of one device, in the order of a walk, each OID once. */
export type Recording = readonly RecordedValue[];

/** A recording that can't be played; the message names the file and the line. */
export class RecordingError extends SimulatorError {
  override readonly name = "RecordingError";

  constructor(message: string) {
    super("data", message);
  }
}

const EXTENSION = ".snmprec";

const INT32 = { min: -(2n ** 31n), max: 2n ** 31n - 1n };
const UINT32 = { min: 0n, max: 2n ** 32n - 1n };
const UINT64 = { min: 0n, max: 2n ** 64n - 1n };
const WHOLE_NUMBER = /^-?[0-9]{1,20}$/;
const HEX = /^[0-9a-fA-F]*$/;

const ownFolder = fileURLToPath(new URL("recordings/", import.meta.url));

/** Where a recording of the project's own lies: recordingPath("bizhub-c360i"). */
export function recordingPath(name: string): string {
  return `${ownFolder}${name}${EXTENSION}`;
}

/** Names of the project's own recordings, as in `bizhub-c360i`. */
export function builtInNames(): readonly string[] {
  return readdirSync(ownFolder)
    .filter(isRecordingFile)
    .map((file) => file.slice(0, -EXTENSION.length))
    .sort();
}

/** Whether a file is meant, not the name of a built-in recording. */
export function isRecordingFile(recording: string): boolean {
  return recording.endsWith(EXTENSION);
}

/** What is wrong with a name that is neither a file nor a built-in recording; undefined when nothing is. */
export function faultOfRecordingName(recording: string): string | undefined {
  if (isRecordingFile(recording)) return undefined;
  const known = builtInNames();
  if (known.includes(recording)) return undefined;
  return `"${recording}" is no built-in recording (${known.join(", ")}); a file ends in ${EXTENSION}`;
}

/**
 * Reads and checks a file. Bytes above 127 are taken as they stand, whatever their character set. Throws a
 * SimulatorError when the file cannot be read, a RecordingError when it is wrong.
 */
export function readRecording(path: string): Recording {
  let content: string;
  try {
    content = readFileSync(path, "latin1");
  } catch (error) {
    throw fileError(path, error);
  }
  return parseRecording(content, path);
}

/**
 * Parses `OID|tag|value` lines, the format of snmpsim. A tag is the BER tag in decimal; an `x` behind it says that the
 * value is in hexadecimal: `1.3.6.1.2.1.2.2.1.6.1|4x|00206b010203`. Blank lines and lines with a leading `#` are
 * skipped. Throws a RecordingError on the first wrong line.
 */
export function parseRecording(content: string, fileName: string): Recording {
  const lineOf = new Map<string, number>();
  const recording = content.split("\n").flatMap((line, index): RecordedValue[] => {
    const number = index + 1;
    const row = line.endsWith("\r") ? line.slice(0, -1) : line;
    if (row.trim() === "" || row.startsWith("#")) {
      return [];
    }
    const parsed = parseRow(row, `${fileName}:${number}`);
    const earlier = lineOf.get(parsed.oid);
    if (earlier !== undefined) {
      throw new RecordingError(`${fileName}:${number}: ${parsed.oid} stands in line ${earlier} already`);
    }
    lineOf.set(parsed.oid, number);
    return [parsed];
  });
  if (recording.length === 0) {
    throw new RecordingError(`${fileName}: no values; expected lines such as 1.3.6.1.2.1.1.1.0|4|text`);
  }
  return recording.sort((left, right) => compareArcs(left.arcs, right.arcs));
}

function parseRow(row: string, where: string): RecordedValue {
  const [oid = "", tag, ...rest] = row.split("|");
  const arcs = parseOid(oid);
  if (arcs === undefined) {
    throw new RecordingError(`${where}: "${oid.slice(0, 60)}" is not an OID; a line reads OID|tag|value`);
  }
  if (tag === undefined || rest.length === 0) {
    throw new RecordingError(`${where}: a field is missing; a line reads OID|tag|value`);
  }
  return { oid, arcs, value: parseValue(tag, rest.join("|"), where) };
}

function parseValue(tag: string, written: string, where: string): Value {
  switch (tag) {
    case "2":
      return { type: "integer", value: Number(parseWhole(written, INT32, where)) };
    case "4":
      return { type: "octets", value: Buffer.from(written, "latin1") };
    case "4x":
      return { type: "octets", value: parseHex(written, where) };
    case "5":
      return { type: "null" };
    case "6":
      return { type: "oid", value: parseOidValue(written, where) };
    case "64":
      return { type: "ipAddress", value: parseAddress(written, where) };
    case "64x":
      return { type: "ipAddress", value: parseHex(written, where) };
    case "65":
      return { type: "counter32", value: Number(parseWhole(written, UINT32, where)) };
    case "66":
      return { type: "gauge32", value: Number(parseWhole(written, UINT32, where)) };
    case "67":
      return { type: "timeTicks", value: Number(parseWhole(written, UINT32, where)) };
    case "68x":
      return { type: "opaque", value: parseHex(written, where) };
    case "70":
      return { type: "counter64", value: parseWhole(written, UINT64, where) };
    default:
      throw new RecordingError(`${where}: tag "${tag.slice(0, 10)}" is not one of 2 4 4x 5 6 64 64x 65 66 67 68x 70`);
  }
}

function parseWhole(written: string, { min, max }: { min: bigint; max: bigint }, where: string): bigint {
  const value = WHOLE_NUMBER.test(written) ? BigInt(written) : undefined;
  if (value === undefined || value < min || value > max) {
    throw new RecordingError(`${where}: "${written.slice(0, 30)}" is not a whole number from ${min} to ${max}`);
  }
  return value;
}

function parseHex(written: string, where: string): Buffer {
  if (!HEX.test(written) || written.length % 2 === 1) {
    throw new RecordingError(`${where}: "${written.slice(0, 30)}" is not pairs of hexadecimal digits`);
  }
  return Buffer.from(written, "hex");
}

function parseOidValue(written: string, where: string): string {
  if (parseOid(written) === undefined) {
    throw new RecordingError(`${where}: the value "${written.slice(0, 60)}" is not an OID`);
  }
  return written;
}

function parseAddress(written: string, where: string): Buffer {
  const parts = written.split(".").map(Number);
  if (parts.length !== 4 || !parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255)) {
    throw new RecordingError(`${where}: "${written.slice(0, 30)}" is not an IPv4 address`);
  }
  return Buffer.from(parts);
}
