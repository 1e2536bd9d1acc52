import type { Certainty, Event } from "../../contract/event.ts";
import type { Level, Supply } from "../../contract/supply.ts";
import { keepList, keepObject } from "../leaf/unchanged.ts";
import { matchTonerAlerts, type TonerAlert } from "./alert-color.ts";
import { type ClosedLife, followLevel, fullness, keepClosed, type Life, openLife } from "./cartridge-life.ts";
import { type Confirmation, confirm } from "./confirmation.ts";
import { clear, note, raise, type Step } from "./event-head.ts";
import { forecast } from "./forecast.ts";
import { pagesOf } from "./meters.ts";
import type { Poll } from "./poll.ts";
import { spanMs } from "./span.ts";

/** A place for one cartridge. */
export interface TonerSlot {
  /** The supply's key, as in `toner.cyan`. */
  readonly key: string;
  readonly color: string;
  readonly life: Life;
  /** The need of this life on its way up; it ends only with the life: one life, one order. */
  readonly need: Confirmation | null;
  readonly emptySince: string | null;
  readonly isReminded: boolean;
  readonly closed: readonly ClosedLife[];
}

/** A device whose slots change their names with every poll must not fill the store. */
const maxSlots = 32;
/** prtAlertCode markerTonerCartridgeMissing of IANA-PRINTER-MIB. */
const cartridgeMissing = 1115;

/** What a poll says about one slot. */
interface Sign {
  /** undefined: the poll said nothing that counts. */
  readonly isLow: boolean | undefined;
  readonly isEmpty: boolean | undefined;
  readonly certainty: Certainty;
  readonly alerts: readonly TonerAlert[];
}

/** Raises one need per cartridge life, closes it by the observed replacement, reminds when nobody replaced. */
export function reduceToners(slots: readonly TonerSlot[], poll: Poll): Step<readonly TonerSlot[]> {
  const toners = (poll.reading.supplies ?? []).filter(isCartridge);
  const known = new Set(slots.map(({ key }) => key));
  const added = toners.filter(({ key }) => !known.has(key)).map((supply) => openSlot(supply, poll));
  const all = [...slots, ...added].slice(0, maxSlots);
  const seen = all.map((slot) => ({
    slot,
    level: believedLevel(slot, toners.find(({ key }) => key === slot.key)?.level, poll),
  }));
  const alerts = matchTonerAlerts(
    poll.reading.alerts ?? [],
    seen.map(({ slot, level }) => ({ key: slot.key, color: slot.color, level: level ?? slot.life.level })),
    poll.settings,
  );
  const steps = seen.map(({ slot, level }) => {
    const told = alerts.filter((alert) => alert.slot === slot.key);
    return reduceSlot(slot, level, readSign(slot, level, told, all.length === 1, poll), poll);
  });
  return {
    state: keepList(
      slots,
      steps.map(({ state }) => state),
    ),
    events: steps.flatMap(({ events }) => events),
  };
}

function isCartridge(supply: Supply): supply is Supply & { readonly color: string } {
  return (supply.kind === "toner" || supply.kind === "ink") && supply.color !== null;
}

function openSlot(supply: Supply & { readonly color: string }, poll: Poll): TonerSlot {
  const pages = pagesOf(poll.meter, supply.color);
  const level: Level = isHeldInHands(supply.level, poll) ? { state: "unknown" } : supply.level;
  const life = openLife(1, null, level, { at: poll.at, pages }, poll);
  return { key: supply.key, color: supply.color, life, need: null, emptySince: null, isReminded: false, closed: [] };
}

/** A cartridge that was empty before it was taken out still is. */
function believedLevel(slot: TonerSlot, level: Level | undefined, poll: Poll): Level | undefined {
  return level !== undefined && slot.emptySince === null && isHeldInHands(level, poll) ? undefined : level;
}

/** A cartridge held in somebody's hands is no empty one, though devices say zero for it. */
function isHeldInHands(level: Level, poll: Poll): boolean {
  return isCartridgeOut(poll) && fullness(level, poll.settings.tonerLowPercent) === 0;
}

function isCartridgeOut({ reading: { status, alerts } }: Poll): boolean {
  const hasBit = status?.errors.includes("markerSupplyMissing") ?? false;
  return hasBit || (alerts ?? []).some(({ code }) => code === cartridgeMissing);
}

/** Brings level, alerts and error bits of one poll together; a level that was told outweighs a missing alert. */
function readSign(
  slot: TonerSlot,
  level: Level | undefined,
  told: readonly TonerAlert[],
  isOnlySlot: boolean,
  poll: Poll,
): Sign {
  const { tonerLowPercent, replacedToPercent } = poll.settings;
  const left = level === undefined ? null : fullness(level, tonerLowPercent);
  const hasLeft = left !== null && level?.state !== "some";
  // An alert may outlive the cartridge that it spoke of by a poll or two.
  const alerts = level?.state === "percent" && level.percent >= replacedToPercent ? [] : told;
  const errors = poll.reading.status?.errors ?? [];
  const isBitTold = errors.includes("lowToner") || errors.includes("noToner");
  const hasBit = isOnlySlot && !hasLeft && isBitTold && !isCartridgeOut(poll);

  const isLevelLow = hasLeft ? left <= tonerLowPercent : undefined;
  const wasLow = (fullness(slot.life.level, tonerLowPercent) ?? 100) <= tonerLowPercent;
  const areAlertsOver = poll.reading.alerts !== undefined && poll.reading.complete && !(left === null && wasLow);
  const isLow = isLevelLow || alerts.length > 0 || hasBit || (isLevelLow ?? (areAlertsOver ? false : undefined));

  const isTold = alerts.some(({ isEmpty }) => isEmpty);
  const isEmpty = isTold || (hasLeft ? left === 0 : areAlertsOver ? false : undefined);
  const isCertain = alerts.some(({ isNamed }) => isNamed);
  const certainty = isCertain ? "certain" : isLevelLow || alerts.length > 0 ? "likely" : "possible";
  return { isLow, isEmpty, certainty, alerts };
}

function reduceSlot(slot: TonerSlot, level: Level | undefined, sign: Sign, poll: Poll): Step<TonerSlot> {
  const pages = pagesOf(poll.meter, slot.color);
  const { life, closed } =
    level === undefined
      ? { life: slot.life, closed: null }
      : followLevel(slot.life, level, { at: poll.at, pages }, poll);
  if (closed !== null) {
    const fresh = { ...slot, life, need: null, emptySince: null, isReminded: false };
    const state = { ...fresh, closed: keepClosed(slot.closed, closed) };
    return { state, events: tellReplacement(slot, closed, life.level, poll) };
  }
  // While a replacement waits for its second reading, what is low belongs to neither life.
  if (life.rise !== null) return { state: { ...slot, life }, events: [] };

  const isOpen = slot.need?.raisedAt != null;
  const { next: need, edge } = isOpen
    ? { next: slot.need, edge: null }
    : confirm(slot.need, sign.isLow, poll.at, poll.settings.confirmAfterMs);
  const emptySince =
    sign.isEmpty === undefined ? slot.emptySince : sign.isEmpty ? earlierOf(slot.emptySince, poll.at) : null;
  const isReminderDue =
    sign.isEmpty === true &&
    emptySince !== null &&
    !slot.isReminded &&
    need?.raisedAt != null &&
    spanMs(emptySince, poll.at) >= poll.settings.reminderAfterMs;
  const state = { ...slot, life, need, emptySince, isReminded: slot.isReminded || isReminderDue };
  const events: Event[] = [];
  if (edge === "raise") events.push(tellNeed(state, level ?? life.level, sign, poll));
  if (isReminderDue) events.push(tellReminder(state, emptySince, poll));
  return { state: keepObject(slot, state), events };
}

/** Since when it is empty; a stamp ahead of now was made before the wall clock was set right. */
function earlierOf(since: string | null, at: string): string {
  return since !== null && spanMs(since, at) >= 0 ? since : at;
}

/** The key of a slot's need, as in `toner.cyan#life-3`. */
export function tonerNeedKey(slot: TonerSlot): string {
  return `${slot.key}#life-${slot.life.number}`;
}

function tellNeed(slot: TonerSlot, level: Level, sign: Sign, poll: Poll): Event {
  const { color, life } = slot;
  const isEmpty = sign.isEmpty ?? false;
  const present = { at: poll.at, pages: pagesOf(poll.meter, color) };
  const left = forecast(life.curve, level, present, poll.settings.forecastMinDays);
  const errors = (poll.reading.status?.errors ?? []).filter((bit) => bit === "lowToner" || bit === "noToner");
  return {
    ...raise(poll, {
      key: tonerNeedKey(slot),
      certainty: sign.certainty,
      text: `Toner ${color} ${isEmpty ? "is empty" : "runs out"}${level.state === "percent" ? `, ${level.percent} % left` : ""}`,
      evidence: {
        level,
        alerts: sign.alerts.map(({ alert }) => alert).slice(0, 16),
        errors,
        observedAt: [slot.need?.firstAt ?? poll.at, poll.at],
      },
    }),
    type: "tonerNeed",
    data: { color, life: life.number, level, isEmpty, ...left },
  };
}

function tellReminder(slot: TonerSlot, emptySince: string, poll: Poll): Event {
  return {
    ...note(poll, {
      key: `${tonerNeedKey(slot)}.reminder`,
      certainty: "likely",
      text: `Toner ${slot.color} is empty since ${emptySince} and was not replaced`,
      evidence: { level: slot.life.level, observedAt: [emptySince, poll.at] },
    }),
    type: "tonerReminder",
    data: { color: slot.color, life: slot.life.number },
  };
}

function tellReplacement(slot: TonerSlot, closed: ClosedLife, level: Level, poll: Poll): Event[] {
  const { color } = slot;
  const { levelAtClose, openedAt, pages } = closed;
  const isPremature = levelAtClose.state === "percent" && levelAtClose.percent > poll.settings.prematurePercent;
  const telling = {
    certainty: "likely" as const,
    text: isPremature
      ? `Toner ${color} was replaced with ${levelAtClose.percent} % left in it`
      : `Toner ${color} was replaced`,
    evidence: { level, observedAt: [closed.closedAt, poll.at] },
  };
  const replaced: Event = {
    ...note(poll, { ...telling, key: `${tonerNeedKey(slot)}.replaced` }),
    type: "cartridgeReplaced",
    data: { color, life: closed.number, openedAt, levelAtClose, pages, isPremature },
  };
  const raisedAt = slot.need?.raisedAt ?? null;
  if (raisedAt === null) return [replaced];
  const cleared: Event = {
    ...clear(poll, raisedAt, { ...telling, key: tonerNeedKey(slot) }),
    type: "tonerNeed",
    data: { color, life: closed.number, level, isEmpty: false, daysLeft: null, pagesLeft: null },
  };
  return [cleared, replaced];
}
