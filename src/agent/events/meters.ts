import type { Event } from "../../contract/event.ts";
import type { Reading } from "../../contract/reading.ts";
import { keepObject } from "../leaf/unchanged.ts";
import { note, type Occasion, type Step } from "./event-head.ts";
import { monthClosesBetween } from "./month-close.ts";
import { apartMs } from "./span.ts";

/** The last believed meters of a device. Within an epoch no counter ever falls. */
export interface Meter {
  /** From 1; a confirmed drop opens the next. */
  readonly epoch: number;
  readonly observedAt: string;
  readonly counters: Readonly<Record<string, number>>;
  /** What tells a new board or another device behind the same numbers. */
  readonly mac: string | null;
  readonly model: string | null;
  readonly controller: "internal" | "external";
  /** First reading of a break that waits for its second: devices that just booted may say zero for a minute. */
  readonly dropSeenAt: string | null;
  /** Since when only the controller in front of the engine is heard; left out: it is not. */
  readonly controllerSince?: string;
  /** Left out: read by a clock whose date is believed. Otherwise the last meters that were; null: none ever were. */
  readonly sure?: Stand | null;
}

/** Meters as they were read once. */
type Stand = Pick<Meter, "epoch" | "observedAt" | "counters">;

/** Pages within a meter epoch; pages of different epochs cannot be subtracted. */
export interface PageMark {
  readonly epoch: number;
  readonly pages: number;
}

/** A reset leaves less than this part of the former value; a board that came from elsewhere may show anything. */
const resetShare = 0.05;
/** No device counts faster: the quickest presses make 140 sheets a minute, whose sides and sizes may count double. */
const mostPerMinute = 600;
/** Clocks are set, and counters that a device saves up come at once. */
const leapSlack = 1000;
const minuteMs = 60_000;
/** So long the engine is waited for: a search finds it at another address, and a device that starts may tell half of itself. */
const controllerStaysMs = 86_400_000;

type CountedPoll = Occasion & {
  readonly reading: Reading;
  readonly settings: { readonly timeZone: string; readonly confirmAfterMs: number };
  /** Whether the date of the reading is believed: no month is closed by one that is not. */
  readonly isDateBelieved: boolean;
};

/**
 * Takes a reading's counters into the meter: growth, a month's close in between, or a break that opens a new epoch. A leap
 * is a break like a drop: 80,000 pages an hour after zero are an engineer's restore, 4,294,967,295 a wrapped minus one,
 * and nobody printed either.
 */
export function reduceMeters(meter: Meter | null, poll: CountedPoll): Step<Meter | null> {
  const counters = Object.fromEntries((poll.reading.counters ?? []).map(({ id, value }) => [id, value]));
  if (Object.keys(counters).length === 0) return { state: meter, events: [] };
  const { mac, model, capabilities } = poll.reading.device;
  const now: Meter = {
    epoch: meter?.epoch ?? 1,
    observedAt: poll.at,
    counters,
    mac,
    model,
    controller: capabilities.controller,
    dropSeenAt: null,
    ...(!poll.isDateBelieved && { sure: sureStand(meter) }),
  };
  if (meter === null) return { state: now, events: [] };
  // A controller in front of the engine counts no copies: its totals are lower without anything having been reset.
  // Read it is only where the engine's own address is not known: one that took that address counts in an epoch of its own.
  if (meter.controller === "internal" && now.controller === "external") {
    const since = meter.controllerSince ?? poll.at;
    const isToStay = apartMs(since, poll.at) >= controllerStaysMs;
    return isToStay ? openEpoch(meter, now, poll, since) : { state: { ...meter, controllerSince: since }, events: [] };
  }

  const breaks = findBreaks(meter, now);
  if (breaks.length === 0 && !isEngineAtLast(meter, now)) {
    const grown = { ...now, counters: keepObject(meter.counters, { ...meter.counters, ...counters }) };
    return { state: grown, events: closeMonths(meter, grown, poll) };
  }
  if (meter.dropSeenAt === null) return { state: { ...meter, dropSeenAt: poll.at }, events: [] };
  if (apartMs(meter.dropSeenAt, poll.at) < poll.settings.confirmAfterMs) return { state: meter, events: [] };
  return openEpoch(meter, now, poll, meter.dropSeenAt);
}

function openEpoch(meter: Meter, now: Meter, poll: CountedPoll, seenAt: string): Step<Meter> {
  const breaks = findBreaks(meter, now);
  const opened = { ...now, epoch: meter.epoch + 1 };
  const reason = explainBreak(meter, opened, poll.device.serial !== null);
  const event: Event = {
    ...note(poll, {
      key: `meter.epoch-${opened.epoch}`,
      certainty: "certain",
      text: `${describeBreaks(breaks, meter, now)} (${reason}); new meter epoch ${opened.epoch}`,
      evidence: { observedAt: [meter.observedAt, seenAt, poll.at] },
    }),
    type: "meterEpoch",
    data: { epoch: opened.epoch, reason, drops: breaks },
  };
  return { state: opened, events: [event, ...closeMonths(meter, opened, poll)] };
}

/** Counters that fell, or rose by more than the time allows in which they did: no waiting makes a leap believable. */
function findBreaks(before: Meter, after: Meter) {
  const minutes = apartMs(before.observedAt, before.dropSeenAt ?? after.observedAt) / minuteMs;
  const mostGrowth = leapSlack + minutes * mostPerMinute;
  return Object.entries(after.counters).flatMap(([id, value]) => {
    const was = before.counters[id];
    const isBreak = was !== undefined && (value < was || value - was > mostGrowth);
    return isBreak ? [{ id, before: was, after: value }] : [];
  });
}

/** Known by its controller until now, whose totals lack the copies: all that were ever made would come in at once. */
function isEngineAtLast(before: Meter, after: Meter): boolean {
  return before.controller === "external" && after.controller === "internal";
}

function describeBreaks(breaks: ReturnType<typeof findBreaks>, before: Meter, after: Meter): string {
  const leaps = breaks.filter((one) => one.after > one.before).length;
  if (after.controller !== before.controller && after.controller === "external") {
    return "The controller counts, not the engine";
  }
  if (breaks.length === 0) return "The engine counts, not its controller";
  return leaps > 0 ? `${leaps} counters leapt` : `${breaks.length} counters went back`;
}

function explainBreak(before: Meter, after: Meter, hasSerial: boolean) {
  if (before.controller !== after.controller) return "otherDevice";
  const isOtherMac = before.mac !== null && after.mac !== null && before.mac !== after.mac;
  const isOtherModel = before.model !== null && after.model !== null && before.model !== after.model;
  if (!hasSerial && (isOtherMac || isOtherModel)) return "otherDevice";
  if (isOtherMac) return "boardSwap";
  const former = Math.max(...Object.values(before.counters));
  const present = Math.max(...Object.values(after.counters));
  return present <= former * resetShare ? "reset" : "unknown";
}

/** The newest meters whose date is believed. */
function sureStand(meter: Meter | null): Stand | null {
  return meter?.sure === undefined ? meter && standOf(meter) : meter.sure;
}

/** One fixed billing reading for each month that closed since the last counters, however long the device was away. */
function closeMonths(last: Meter, after: Meter, poll: CountedPoll): Event[] {
  const before = sureStand(last);
  if (before === null || !poll.isDateBelieved) return [];
  return monthClosesBetween(before.observedAt, after.observedAt, poll.settings.timeZone).map((close) => ({
    ...note(poll, {
      key: `meter.month-${close.month}`,
      certainty: "certain",
      text: `Meters at the close of ${close.month}`,
      evidence: { observedAt: [before.observedAt, after.observedAt] },
    }),
    type: "monthClose",
    data: { ...close, before: copyOf(before), after: copyOf(after) },
  }));
}

function standOf({ epoch, observedAt, counters }: Stand): Stand {
  return { epoch, observedAt, counters };
}

function copyOf(stand: Stand) {
  return { ...standOf(stand), counters: { ...stand.counters } };
}

/** The total of all pages as last believed. */
export function totalOf(meter: Meter | null): number | null {
  return meter?.counters["total"] ?? null;
}

/**
 * Pages that used this colorant: every page in full, single or two colors may use cyan; black goes into black pages and
 * full color pages. Where the device counts no colors, and for a part of no color, all pages.
 */
export function pagesOf(meter: Meter | null, color: string | null): PageMark | null {
  if (meter === null) return null;
  const { total, black, chromatic } = marksOf(meter);
  return (color === null ? null : color === "black" ? black : chromatic) ?? total;
}

/** What is kept of a meter's counters once, for each of a poll's twenty slots remembers its mark. */
interface PageMarks {
  readonly epoch: number;
  readonly total: PageMark | null;
  /** Sums of the counters that name a color and nothing finer; null: the device counts none. */
  readonly black: PageMark | null;
  readonly chromatic: PageMark | null;
}

/** Counters never change. */
const knownMarks = new WeakMap<Meter["counters"], PageMarks>();

function marksOf(meter: Meter): PageMarks {
  const { epoch, counters } = meter;
  const known = knownMarks.get(counters);
  if (known?.epoch === epoch) return known;
  const counted = Object.entries(counters).map(([id, value]) => ({ parts: id.split("."), value }));
  const markOf = (pages: number | null) => (pages === null ? null : { epoch, pages });
  const sumOf = (colors: readonly string[]) => {
    const pages = counted.filter(({ parts }) => parts.length === 2 && colors.includes(parts[1] ?? ""));
    return pages.length === 0 ? null : pages.reduce((sum, { value }) => sum + value, 0);
  };
  const marks = {
    epoch,
    total: markOf(totalOf(meter)),
    black: markOf(sumOf(["black", "fullColor"])),
    chromatic: markOf(sumOf(["fullColor", "singleColor", "twoColor"])),
  };
  knownMarks.set(counters, marks);
  return marks;
}

/** Pages made between two marks; null where one is unknown or a new epoch lies between them. */
export function pagesBetween(from: PageMark | null, to: PageMark | null): number | null {
  if (from === null || to === null || from.epoch !== to.epoch || to.pages < from.pages) return null;
  return to.pages - from.pages;
}
