import { z } from "zod";
import type { Event, EventType } from "../contract/event.ts";
import type { OutboxRecord } from "../contract/record.ts";
import { stampOf } from "./clock.ts";

/**
 * What an event says about a condition of a device, reduced to what decisions need. Signs may arrive in any order and
 * any number of times; everything decided from them depends on the set alone.
 */
export const Sign = z.object({
  agent: z.string(),
  epoch: z.string(),
  seq: z.int(),
  uid: z.string().describe("Device; `site:<agent>` where the whole site is meant"),
  cause: z.string().describe("What it is about, over all lives: the key without its life, as in toner.cyan"),
  key: z.string(),
  type: z.string(),
  action: z.enum(["raise", "clear", "remind"]),
  at: z.string().describe("ISO 8601 with milliseconds"),
  arrivedMs: z.number().describe("Wall clock of central"),
  state: z.enum(["pending", "settled"]).describe("pending: nothing was decided about it yet"),
  order: z.string().nullable().describe("Number of the work order that it opened or joined"),
  closedAt: z.string().nullable().describe("When the cause was gone; null: still there"),
});
export type Sign = z.infer<typeof Sign>;

/** Where a record came from, and when. */
export interface Arrival {
  readonly agent: string;
  readonly epoch: string;
  readonly atMs: number;
}

/** Begins the keys of what a person asks for. */
const requestMark = "request#";

/** Stands in keys of what is replaced, before the number of its life: toner.cyan#life-3, part.drum#life-2.nearEnd. */
const lifeMark = "#life-";

const needTypes: readonly EventType[] = ["tonerNeed", "partNeed", "fault"];

export function isRequestKey(key: string): boolean {
  return key.startsWith(requestMark);
}

/** Conditions of a whole site are kept under this name, since no device carries them. */
export function siteUid(agent: string): string {
  return `site:${agent}`;
}

/** The sign in a record, or undefined when it only tells something. */
export function signOf(record: OutboxRecord, arrival: Arrival): Sign | undefined {
  if (record.kind === "event") return signOfEvent(record.seq, record.body, arrival);
  if (record.kind !== "request") return undefined;
  const { id, device, what, color, requestedAt } = record.body;
  const key = `${requestMark}${arrival.agent}/${id ?? `${arrival.epoch}/${record.seq}`}`;
  const cause = what === "toner" && color !== null ? `toner.${color}` : key;
  return signFrom({ key, cause, uid: device, type: "request", action: "raise", at: requestedAt }, record.seq, arrival);
}

function signOfEvent(seq: number, event: Event, arrival: Arrival): Sign | undefined {
  const uid = event.device?.uid ?? siteUid(arrival.agent);
  const { key, type, at } = event;
  const isReminder = type === "tonerReminder";
  if (event.action === (isReminder ? "clear" : "note")) return undefined;
  const action = isReminder || event.action === "note" ? "remind" : event.action;
  const cause = key.split(lifeMark, 1)[0] ?? key;
  return signFrom({ key, cause, uid, type, action, at }, seq, arrival);
}

function signFrom(
  what: Pick<Sign, "uid" | "cause" | "key" | "type" | "action" | "at">,
  seq: number,
  { agent, epoch, atMs }: Arrival,
): Sign {
  const isNeed = what.action === "remind" || what.type === "request" || needTypes.some((type) => type === what.type);
  const state = isNeed && what.action !== "clear" ? "pending" : "settled";
  const at = stampOf(Date.parse(what.at));
  return { ...what, at, agent, epoch, seq, arrivedMs: atMs, state, order: null, closedAt: null };
}

/** Whether both are the same request of a person, handed over twice by an agent that lost its store in between. */
export function isSameRequest(one: Sign, other: Sign): boolean {
  return one.type === "request" && other.type === "request" && one.key === other.key;
}

/**
 * Whether `later` tells that the cause of `raise` is gone. Within one stream a need of a later life (toner.cyan#life-4
 * after #life-3) closes the former too, even when its clear was lost.
 */
export function closes(later: Sign, raise: Sign): boolean {
  if (raise.action !== "raise" || later.uid !== raise.uid || later.cause !== raise.cause) return false;
  if (!follows(later, raise)) return false;
  const isOfOneLife = isSameStream(later, raise) && later.type !== "request" && raise.type !== "request";
  if (later.action === "clear") return !isOfOneLife || later.key === raise.key;
  return isOfOneLife && later.action === "raise" && lifeOf(later.key) > lifeOf(raise.key);
}

/**
 * Whether `later` was told after `raise`. What one agent says of its devices is in order by its epochs and sequence
 * numbers, whatever its clock said; a person's request and the word of another agent can be compared by stamps only.
 */
function follows(later: Sign, raise: Sign): boolean {
  if (later.agent !== raise.agent || later.type === "request" || raise.type === "request") return later.at >= raise.at;
  return later.epoch === raise.epoch ? later.seq > raise.seq : later.epoch > raise.epoch;
}

/** Number of the life that a key speaks of; 0 when it speaks of none. */
function lifeOf(key: string): number {
  return Number.parseInt(key.split(lifeMark)[1] ?? "0", 10) || 0;
}

/** Whether a reminder speaks of this raise and not of a later cartridge. */
export function remindsOf(reminder: Sign, raise: Sign): boolean {
  return follows(reminder, raise);
}

function isSameStream(one: Sign, other: Sign): boolean {
  return one.agent === other.agent && one.epoch === other.epoch;
}

/** The order in which signs are settled: by stamp, then by origin, so that it never depends on the order of arrival. */
export function compareSigns(one: Sign, other: Sign): number {
  const keyOf = (sign: Sign) => `${sign.at} ${sign.agent} ${sign.epoch}`;
  return keyOf(one) < keyOf(other) ? -1 : keyOf(one) > keyOf(other) ? 1 : one.seq - other.seq;
}
