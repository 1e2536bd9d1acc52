import { Event } from "../contract/event.ts";
import { ServiceRequest } from "../contract/record.ts";
import { stampOf } from "./clock.ts";
import { type Notification, notificationOf } from "./notification.ts";
import {
  closeOrder,
  type DeskTime,
  escalateOrder,
  type Need,
  needOfEvent,
  needOfRequest,
  openOrder,
  reconsider,
  seriesOf,
} from "./service-desk.ts";
import { closes, compareSigns, isSameRequest, remindsOf, type Sign } from "./sign.ts";
import { readShelves, shelfLine } from "./stock.ts";
import type { StoreTransaction } from "./store.ts";
import type { WorkOrder } from "./work-order.ts";

/** A need waits this long for the rest of its history, in case the agent falls silent in the middle of it. */
export const longestWaitMs = 15 * 60_000;

/** Keeps a new sign and closes what it ends: the raise itself when its end came first, or earlier raises. */
export async function takeSign(tables: StoreTransaction, sign: Sign, time: DeskTime): Promise<void> {
  if (sign.action === "remind") return tables.addSign(sign);
  if (sign.action === "raise") {
    const after = await tables.signsAfter(sign);
    if (after.some((known) => isSameRequest(known, sign))) return;
    const ends = after.filter((later) => closes(later, sign)).map(({ at }) => at);
    await tables.addSign({ ...sign, closedAt: ends.toSorted()[0] ?? null });
  } else {
    await tables.addSign(sign);
  }
  for (const raise of await tables.openRaises(sign.uid, sign.cause)) {
    if (closes(sign, raise)) await endRaise(tables, { ...raise, closedAt: sign.at }, time);
  }
}

/** An order ends with the last raise that it stands for. */
async function endRaise(tables: StoreTransaction, raise: Sign, time: DeskTime): Promise<void> {
  await tables.saveSign(raise);
  const order = raise.order === null ? undefined : await tables.order(raise.order);
  if (order === undefined || order.state === "closed") return;
  const signs = await tables.signsOfOrder(order.number);
  if (signs.some(({ action, closedAt }) => action === "raise" && closedAt === null)) return;
  await keep(tables, closeOrder(order, raise.closedAt ?? raise.at), "closed", time);
}

/** A person closes an order: what no device shows, or what will never be done. False: there is none that is open. */
export async function closeByHand(tables: StoreTransaction, number: string, time: DeskTime): Promise<boolean> {
  const order = await tables.order(number);
  if (order === undefined || order.state === "closed") return false;
  const closedAt = stampOf(time.nowMs);
  for (const sign of await tables.signsOfOrder(number)) {
    if (sign.closedAt === null) await tables.saveSign({ ...sign, closedAt });
  }
  await keep(tables, { ...closeOrder(order, closedAt), isClosedByHand: true }, "closed", time);
  return true;
}

/**
 * Decides about needs whose history is complete. One still open orders or dispatches once, however old; one already
 * closed is recorded, never ordered; one whose cause has an order joins it.
 */
export async function settle(tables: StoreTransaction, pending: readonly Sign[], time: DeskTime): Promise<void> {
  const sorted = pending.toSorted(compareSigns);
  for (const sign of sorted) if (sign.action === "raise") await settleRaise(tables, sign, time);
  for (const sign of sorted) if (sign.action === "remind") await settleReminder(tables, sign, time);
}

async function settleRaise(tables: StoreTransaction, sign: Sign, time: DeskTime): Promise<void> {
  const settled: Sign = { ...sign, state: "settled" };
  const need = sign.closedAt === null ? await needOf(tables, sign) : undefined;
  if (need === undefined) return tables.saveSign(settled);
  const known = await tables.unclosedOrder(sign.uid, sign.cause);
  if (known !== undefined) return tables.saveSign({ ...settled, order: known.number });
  const ended = await endedByHand(tables, sign);
  if (ended !== undefined) return tables.saveSign({ ...settled, order: ended.number, closedAt: ended.closedAt });
  const entry = need.serial === null ? undefined : await tables.entryOfSerial(need.serial);
  const line = need.kind === "toner" ? shelfLine(await readShelves(tables, sign.uid), sign.cause) : undefined;
  const full = line === undefined ? need : { ...need, detail: [...need.detail, line] };
  const order = openOrder(await tables.nextNumber(seriesOf(need.kind, time.nowMs)), full, entry, time);
  await tables.saveSign({ ...settled, order: order.number });
  await keep(tables, order, order.state === "held" ? "held" : "opened", time);
}

/**
 * The order of the same condition that a person closed, whose word stands. What an agent tells again it saw first at the
 * same moment as before; what comes anew under the same key it did not.
 */
async function endedByHand(tables: StoreTransaction, sign: Sign): Promise<WorkOrder | undefined> {
  const seenAt = await firstSeenAt(tables, sign);
  for (const earlier of await tables.orderedRaises(sign)) {
    const order = earlier.order === null ? undefined : await tables.order(earlier.order);
    if (order?.isClosedByHand && seenAt !== undefined && (await firstSeenAt(tables, earlier)) === seenAt) return order;
  }
  return undefined;
}

/** By the agent's own clock; undefined: a person asks, and no device showed it. */
async function firstSeenAt(tables: StoreTransaction, sign: Sign): Promise<string | undefined> {
  if (sign.type === "request") return undefined;
  const body: unknown = JSON.parse((await tables.recordBody(sign, sign.seq)) ?? "null");
  return Event.safeParse(body).data?.evidence.observedAt[0];
}

async function settleReminder(tables: StoreTransaction, sign: Sign, time: DeskTime): Promise<void> {
  const order = await tables.unclosedOrder(sign.uid, sign.cause);
  await tables.saveSign({ ...sign, state: "settled", order: order?.number ?? null });
  if (order === undefined) return;
  const raises = await tables.openRaises(sign.uid, sign.cause);
  if (!raises.some((raise) => raise.order === order.number && remindsOf(sign, raise))) return;
  const escalated = escalateOrder(order, sign.at);
  if (escalated !== undefined) await keep(tables, escalated, "escalated", time);
}

async function needOf(tables: StoreTransaction, sign: Sign): Promise<Need | undefined> {
  const body: unknown = JSON.parse((await tables.recordBody(sign, sign.seq)) ?? "null");
  if (sign.type !== "request") return needOfEvent(sign, Event.parse(body));
  const identity = (await tables.device(sign.uid))?.identity.value;
  return needOfRequest(sign, ServiceRequest.parse(body), identity);
}

/**
 * An agent that lost its store forgot what it had told, so it will never tell the end of it. What it does not tell again
 * within this time, though it reads the device, is over: a need that still stands is told by the second reading. The same
 * holds for what it told before it said that something was lost.
 */
const forsakenAfterHours = 6;
const forsakenAfterMs = forsakenAfterHours * 3_600_000;

async function closeForsaken(tables: StoreTransaction, time: DeskTime): Promise<void> {
  const sinceMs = time.nowMs - forsakenAfterMs;
  const ofOtherLife = await tables.forsakenRaises(sinceMs, time.nowMs - forsakenAfterMs / 2);
  const ofOwnLife = await tables.notToldAgain(forsakenAfterHours);
  const forsaken = new Map([...ofOtherLife, ...ofOwnLife].map((raise) => [`${raise.epoch} ${raise.seq}`, raise]));
  for (const raise of forsaken.values()) {
    await endRaise(tables, { ...raise, closedAt: stampOf(time.nowMs) }, time);
  }
}

/** Takes up what was held when the registry changed, and settles what waited too long. */
export async function sweepDesk(tables: StoreTransaction, time: DeskTime): Promise<void> {
  await settle(tables, await tables.pendingSigns({ arrivedUntilMs: time.nowMs - longestWaitMs }), time);
  await closeForsaken(tables, time);
  for (const order of await tables.heldOrders()) {
    // A person may name a device before any reading of it came.
    const identity = (await tables.device(order.uid))?.identity.value;
    const serial = order.serial ?? identity?.serial ?? null;
    const model = order.model ?? identity?.model ?? null;
    const entry = serial === null ? undefined : await tables.entryOfSerial(serial);
    const changed = reconsider({ ...order, serial, model }, entry, time);
    if (changed !== undefined) await keep(tables, changed, changed.state === "held" ? "held" : "released", time);
  }
}

async function keep(
  tables: StoreTransaction,
  order: WorkOrder,
  occasion: Notification["occasion"],
  { nowMs }: DeskTime,
): Promise<void> {
  await tables.saveOrder(order);
  const notification = notificationOf(order, occasion, stampOf(nowMs));
  if (notification !== undefined) await tables.addNotification(notification);
}
