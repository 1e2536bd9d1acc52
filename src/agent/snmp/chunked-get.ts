import { ok, type Result } from "../leaf/result.ts";
import { absentInstance, absentObject, type Varbind } from "../leaf/varbind.ts";
import type { RequestOptions, SnmpFailure, SnmpTarget } from "./snmp-client.ts";
import { isRefusal, type SnmpEngine, wasTooMuch } from "./snmp-engine.ts";

/** Keeps an answer within one Ethernet frame; many devices cannot put together fragments. */
const mostAnswerBytes = 1400;
const messageHeadBytes = 60;
/** Tags and lengths of a variable binding, of its name and its value. */
const varbindHeadBytes = 6;
/** The value of an object of which nothing is known. */
const usualValueBytes = 22;
/** At least: a small arc is a dot and a digit, and takes one octet. */
const charactersPerOctet = 2;

type Answer = Result<readonly Varbind[], SnmpFailure>;

/**
 * The values of any number of OIDs, in their order, by GETs of a size that the device manages. An OID that it refuses
 * (noSuchName, denied, genErr, or no answer for it alone) has the value noSuchObject or noSuchInstance. Fails when the device is
 * away; then nothing is told, since half a poll is no reading.
 * @param valueBytes room that the value of each takes in an answer; always the same for the same list
 */
export async function getAll(
  engine: SnmpEngine,
  target: SnmpTarget,
  oids: readonly string[],
  options: RequestOptions,
  valueBytes = usualValueBytes,
): Promise<Answer> {
  const varbinds: Varbind[] = [];
  while (varbinds.length < oids.length) {
    const chunk = chunkAt(oids, varbinds.length, engine.limits.of(target).pduOids, valueBytes);
    const answer = await getChunk(engine, target, chunk, options);
    if (!answer.ok) return answer;
    varbinds.push(...answer.value);
  }
  return ok(varbinds);
}

/** The list of a plan is cut in the same places in every poll, and what is written for a chunk lives as long as it. */
const chunksOf = new WeakMap<readonly string[], Map<string, readonly string[]>>();

function chunkAt(oids: readonly string[], from: number, most: number, valueBytes: number): readonly string[] {
  const chunks = chunksOf.get(oids) ?? new Map<string, readonly string[]>();
  const place = `${from}/${most}`;
  const chunk = chunks.get(place) ?? takeChunk(oids, from, most, valueBytes);
  chunksOf.set(oids, chunks.set(place, chunk));
  return chunk;
}

function takeChunk(oids: readonly string[], from: number, most: number, valueBytes: number): readonly string[] {
  let bytes = messageHeadBytes;
  let end = from;
  for (; end < oids.length && end - from < most; end += 1) {
    bytes += varbindHeadBytes + valueBytes + Math.ceil((oids[end] ?? "").length / charactersPerOctet);
    if (bytes > mostAnswerBytes && end > from) break;
  }
  return oids.slice(from, end);
}

async function getChunk(
  engine: SnmpEngine,
  target: SnmpTarget,
  oids: readonly string[],
  options: RequestOptions,
): Promise<Answer> {
  const answer = await engine.client.get(target, oids, options);
  if (answer.ok) return answer;
  if (isRefusal(answer.failure)) return getOthers(engine, target, oids, answer.failure, options);
  if (!(await wasTooMuch(engine, target, answer.failure, options))) return answer;
  if (oids.length === 1) return ok(oids.map((oid) => ({ oid, value: unanswered })));
  const halves = await getHalves(engine, target, oids, options);
  // An OID that is silent alone was to blame, and not the size.
  const isSize = halves.ok && halves.value.every(({ value }) => value !== unanswered);
  if (isSize) engine.limits.halvePduOids(target, oids.length);
  return halves;
}

/** Of an OID on which the device hangs; known by being this very object. */
const unanswered = { ...absentInstance };

/** Without the one to blame (RFC 3416 section 4.2.1: error-index counts from 1); a device that does not say is split. */
async function getOthers(
  engine: SnmpEngine,
  target: SnmpTarget,
  oids: readonly string[],
  { kind, errorIndex = 0 }: SnmpFailure,
  options: RequestOptions,
): Promise<Answer> {
  const at = oids.length === 1 ? 0 : errorIndex - 1;
  const blamed = oids[at];
  if (blamed === undefined) return getHalves(engine, target, oids, options);
  const absent = { oid: blamed, value: kind === "noSuchName" ? absentObject : absentInstance };
  if (oids.length === 1) return ok([absent]);
  const others = await getChunk(engine, target, oids.toSpliced(at, 1), options);
  return others.ok ? ok(others.value.toSpliced(at, 0, absent)) : others;
}

async function getHalves(
  engine: SnmpEngine,
  target: SnmpTarget,
  oids: readonly string[],
  options: RequestOptions,
): Promise<Answer> {
  const middle = Math.ceil(oids.length / 2);
  const first = await getChunk(engine, target, oids.slice(0, middle), options);
  if (!first.ok) return first;
  const second = await getChunk(engine, target, oids.slice(middle), options);
  return second.ok ? ok([...first.value, ...second.value]) : second;
}
