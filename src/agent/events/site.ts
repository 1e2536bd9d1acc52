import type { Event, EventDevice } from "../../contract/event.ts";
import { apartMs } from "./span.ts";

/** When many devices going away together count as one power cut. */
export interface SiteSettings {
  /** How long a device's silence or restart waits for others to follow. */
  readonly windowMs: number;
  readonly minDevices: number;
  /** Part of the known devices, 0 to 1. */
  readonly minShare: number;
}

export const defaultSiteSettings: SiteSettings = { windowMs: 10 * 60_000, minDevices: 3, minShare: 0.5 };

/** An event about one device that may turn out to be part of something larger. */
export interface HeldEvent {
  readonly uid: string;
  /** When the waiting began. */
  readonly since: string;
  readonly event: Event;
}

interface Cut {
  readonly raisedAt: string;
  readonly devices: readonly string[];
  /** The silences that the cut stands for; they are told if a device does not come back with the others. */
  readonly absent: readonly HeldEvent[];
}

/** What is known of the site as a whole; plain JSON. */
export interface SiteMemory {
  readonly version: 1;
  readonly held: readonly HeldEvent[];
  /** null: no power cut is open. */
  readonly cut: Cut | null;
  /** Devices of the last cut whose restart belongs to it. */
  readonly restarting: readonly string[];
}

export const emptySite: SiteMemory = { version: 1, held: [], cut: null, restarting: [] };

export interface SiteStep {
  readonly site: SiteMemory;
  /** What may be told now. */
  readonly events: readonly Event[];
}

const cutKey = "site.powerCut";

/**
 * Passes the events of single devices on, but holds silences and restarts for a moment: if many come together, one
 * power cut is told instead of forty faults. Call it with no events at least once a window, so that what is held alone
 * gets out. `knownDevices` is how many devices the site polls.
 */
export function reduceSite(
  site: SiteMemory,
  events: readonly Event[],
  knownDevices: number,
  at: string,
  settings: SiteSettings,
): SiteStep {
  const back = new Set(
    events.flatMap((event) => (isSilence(event) && event.action === "clear" ? event.device.uid : [])),
  );
  const now: Moment = { at, back, settings, knownDevices };
  const taken = events.reduce<SiteStep>((step, event) => takeEvent(step, event, now), { site, events: [] });
  const judged = taken.site.cut === null ? judgeStart(taken, now) : judgeEnd(widenCut(taken, now), at);
  return forgetReturned(release(judged, at, settings));
}

interface Moment {
  readonly at: string;
  /** The devices whose silence ends now. */
  readonly back: ReadonlySet<string>;
  readonly settings: SiteSettings;
  readonly knownDevices: number;
}

/** Whether so many going away together are a cut, of those that were there. */
function areMany(devices: number, among: number, { minDevices, minShare }: SiteSettings): boolean {
  return devices >= Math.max(minDevices, among * minShare);
}

function isSilence(event: Event) {
  return event.type === "deviceSilent";
}

function takeEvent({ site, events }: SiteStep, event: Event, { at, back, settings }: Moment): SiteStep {
  const pass = { site, events: [...events, event] };
  if (event.device === null) return pass;
  const { uid } = event.device;
  const { held, cut, restarting } = site;
  if (event.type === "deviceSilent" && event.action === "raise") {
    const item = { uid, since: at, event };
    // Long after the others it is away for reasons of its own.
    if (cut === null || apartMs(cut.raisedAt, at) >= settings.windowMs) {
      return { site: { ...site, held: [...held, item] }, events };
    }
    return { site: { ...site, cut: joinCut(cut, [item]) }, events };
  }
  if (event.type === "deviceSilent") {
    const isIts = (item: HeldEvent) => item.uid === uid && isSilence(item.event);
    // A silence that was never told needs no end.
    if (held.some(isIts)) return { site: { ...site, held: held.filter((item) => !isIts(item)) }, events };
    if (!cut?.absent.some(isIts)) return pass;
    return { site: { ...site, cut: { ...cut, absent: cut.absent.filter((item) => !isIts(item)) } }, events };
  }
  if (event.type !== "deviceRestarted") return pass;
  const isOfCut = back.has(uid) || (cut !== null && apartMs(cut.raisedAt, at) < settings.windowMs);
  if (cut?.devices.includes(uid) && isOfCut) return { site, events };
  if (restarting.includes(uid)) {
    return { site: { ...site, restarting: restarting.filter((other) => other !== uid) }, events };
  }
  return { site: { ...site, held: [...held, { uid, since: at, event }] }, events };
}

function joinCut(cut: Cut, items: readonly HeldEvent[]): Cut {
  const devices = [...new Set([...cut.devices, ...items.map(({ uid }) => uid)])];
  return { ...cut, devices, absent: [...cut.absent, ...items] };
}

/** While a cut lasts others may go away together: another floor, or what a battery held up. */
function widenCut(step: SiteStep, { knownDevices, settings }: Moment): SiteStep {
  const { cut, held } = step.site;
  const [silences, others] = parted(held, ({ event }) => isSilence(event));
  if (cut === null || !areMany(silences.length, knownDevices - cut.absent.length, settings)) return step;
  return { ...step, site: { ...step.site, cut: joinCut(cut, silences), held: others } };
}

function judgeStart(step: SiteStep, { at, knownDevices, settings }: Moment): SiteStep {
  const { restarting } = step.site;
  const [ofLastCut, fresh] = parted(step.site.held, ({ uid }) => restarting.includes(uid));
  const devices = [...new Set(fresh.map(({ uid }) => uid))];
  if (!areMany(devices.length, knownDevices, settings)) return step;
  const absent = fresh.filter(({ event }) => isSilence(event));
  const told = tellCut(devices, contactBefore(fresh), at);
  if (absent.length === 0) {
    const event: Event = {
      ...told,
      action: "note",
      text: `${devices.length} devices restarted together: a short power cut`,
    };
    return { site: { ...step.site, held: ofLastCut }, events: [...step.events, event] };
  }
  const site = { ...step.site, held: ofLastCut, cut: { raisedAt: at, devices, absent } };
  return { site, events: [...step.events, { ...told, action: "raise" }] };
}

/** The cut is over when half of its devices answer; what stays away then waits one more window for itself. */
function judgeEnd(step: SiteStep, at: string): SiteStep {
  const { cut, held } = step.site;
  if (cut === null || cut.absent.length * 2 > cut.devices.length) return step;
  const event: Event = {
    ...tellCut([...cut.devices], contactBefore(cut.absent), at),
    action: "clear",
    raisedAt: cut.raisedAt,
    text: `Power is back: ${cut.devices.length - cut.absent.length} of ${cut.devices.length} devices answer`,
  };
  const waiting = cut.absent.map((item) => ({ ...item, since: at }));
  const restarting = cut.absent.map(({ uid }) => uid);
  const site = { ...step.site, cut: null, held: [...held, ...waiting], restarting };
  return { site, events: [...step.events, event] };
}

function release({ site, events }: SiteStep, at: string, settings: SiteSettings): SiteStep {
  const [due, held] = parted(site.held, ({ since }) => apartMs(since, at) >= settings.windowMs);
  if (due.length === 0) return { site, events };
  // Told for itself it is no more part of the cut.
  const restarting = site.restarting.filter((uid) => !due.some((item) => item.uid === uid));
  return { site: { ...site, held, restarting }, events: [...events, ...due.map(({ event }) => event)] };
}

/** A restart comes with the answer that ends the silence; later ones are not the cut's. */
function forgetReturned({ site, events }: SiteStep): SiteStep {
  const restarting = site.restarting.filter((uid) =>
    site.held.some((item) => item.uid === uid && isSilence(item.event)),
  );
  return { site: restarting.length === site.restarting.length ? site : { ...site, restarting }, events };
}

function parted(
  held: readonly HeldEvent[],
  isFirst: (item: HeldEvent) => boolean,
): readonly [first: readonly HeldEvent[], second: readonly HeldEvent[]] {
  return [held.filter(isFirst), held.filter((item) => !isFirst(item))];
}

function contactBefore(held: readonly HeldEvent[]): string | null {
  const contacts = held.flatMap(({ event }) => (event.type === "deviceSilent" ? (event.data.lastContactAt ?? []) : []));
  return contacts.sort()[0] ?? null;
}

/** The end of a power cut that may have been told and is not remembered. */
export function endUnknownCut(at: string): Event {
  return { ...tellCut([], null, at), action: "clear", text: "Records were lost: a cut that still lasts is told again" };
}

function tellCut(devices: string[], lastContactAt: string | null, at: string) {
  return {
    type: "sitePowerCut" as const,
    key: cutKey,
    device: null satisfies EventDevice | null,
    at,
    certainty: "likely" as const,
    text: `${devices.length} devices went away together: a cut of power or network`,
    evidence: { observedAt: [at] },
    data: { devices, lastContactAt },
  };
}
