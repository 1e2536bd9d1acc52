import { isDeepStrictEqual } from "node:util";
import type { Event } from "../../contract/event.ts";
import type { DeviceIdentity, Reading } from "../../contract/reading.ts";
import type { Neighbor } from "../events/alternatives.ts";
import { acceptFrom, type DeviceMemory, emptyMemory, neighborOf } from "../events/device-memory.ts";
import { endDevice } from "../events/end-device.ts";
import type { EventSettings } from "../events/event-settings.ts";
import { describeChanges } from "../events/inventory-events.ts";
import { reduceReading } from "../events/reduce-reading.ts";
import { reduceSilence } from "../events/reduce-silence.ts";
import { afterRecording, isNews, type Recorded } from "../events/significance.ts";
import { emptySite, reduceSite, type SiteMemory, type SiteSettings } from "../events/site.ts";
import { tellAgain, tellSiteAgain } from "../events/tell-again.ts";
import { findDevice, type KnownDevice, placeDevice, seenNoLaterThan } from "../inventory/device-directory.ts";
import { eventDevice } from "../inventory/event-device.ts";
import {
  emptyInventory,
  type Inventory,
  type OtherPrinter,
  observe,
  recordFailure,
  register,
  type SiEntry,
} from "../inventory/inventory.ts";
import { PersistentMap } from "../inventory/persistent-map.ts";
import { resolveUid } from "../inventory/resolve-uid.ts";
import { restlessHolder } from "../inventory/restless-address.ts";
import type { NewRecord } from "../outbox/outbox.ts";
import { shareMemory } from "./shared-parts.ts";

/** All that the agent remembers between polls; it is stored in the same commits as the records that follow from it. */
export interface SiteState {
  readonly inventory: Inventory;
  readonly memories: PersistentMap<DeviceMemory>;
  /** What central was last told of each device. */
  readonly recorded: PersistentMap<Recorded>;
  readonly site: SiteMemory;
}

export interface SiteRules {
  readonly events: EventSettings;
  readonly site: SiteSettings;
}

/** A step of the site's history: the new state, and what must be committed together with it. */
export interface Step {
  readonly state: SiteState;
  /** The devices that the step is about, the one that was read first. */
  readonly uids: readonly string[];
  readonly records: readonly NewRecord[];
  /** The events among the records, for the log. */
  readonly events: readonly Event[];
}

const restless = "it tells another serial number or address of its network card again and again";

export const emptySiteState: SiteState = {
  inventory: emptyInventory,
  memories: PersistentMap.from([]),
  recorded: PersistentMap.from([]),
  site: emptySite,
};

/**
 * Lets a device's polls count again after the wall clock was set back: they bear earlier stamps than the last one that
 * is remembered, and would pass for its repetitions until the wrong date comes.
 * @param at stamp of the poll that has just ended
 * @param now the wall clock now; a memory that is not ahead of it needs nothing
 */
export function acceptAfterStep(state: SiteState, uid: string, at: string, now: string): SiteState {
  const memory = state.memories.get(uid);
  const known = findDevice(state.inventory, uid);
  const isAhead = (stamp: string | null | undefined) => stamp != null && stamp > now;
  const isMemoryAhead = isAhead(memory?.observedAt) || isAhead(memory?.silence?.lastFailureAt);
  const isKnownAhead = isAhead(known?.seenAt) || known?.addresses.some(({ seenAt }) => isAhead(seenAt)) === true;
  if (!isMemoryAhead && !isKnownAhead) return state;
  const justBefore = new Date(Date.parse(at) - 1).toISOString();
  return {
    ...state,
    inventory: known ? placeDevice(state.inventory, seenNoLaterThan(known, justBefore)) : state.inventory,
    memories: memory ? state.memories.with(uid, acceptFrom(memory, justBefore)) : state.memories,
  };
}

/** Whether a device is told to be silent; one whose address another took over is as silent as one that does not answer. */
export function isSilent({ memories }: SiteState, { identity, addresses }: KnownDevice): boolean {
  return addresses.length === 0 || memories.get(identity.uid)?.silence?.raisedAt != null;
}

/** A reading of a device: who it is, what changed, and what of it is worth a record. */
export function takeReading(
  state: SiteState,
  heard: Reading,
  credential: string | null,
  rules: SiteRules,
  isDateBelieved = true,
): Step {
  const { uid } = resolveUid(state.inventory, heard.device);
  const at = heard.observedAt;
  const holder = restlessHolder(state.inventory, heard.device, at);
  if (holder !== undefined) return takeFailure(state, holder.identity.uid, restless, at, rules);
  const seen = observe(state.inventory, {
    identity: heard.device,
    credential,
    profile: heard.profile.name,
    seenAt: at,
  });
  const known = findDevice(seen.inventory, uid);
  // Another maker's printer, or a controller that stands in front of an engine: the engine is what is read.
  const dropped = seen.changes.flatMap(({ what, device }) => (what === "dropped" ? device : []));
  const gone = dropped.map((device) => device.uid);
  const changes = [...describeChanges(seen.changes, at), ...dropped.flatMap((device) => endOf(state, device, at))];
  if (!known || known.addresses[0]?.address !== heard.device.address) {
    return finish(forget({ ...state, inventory: seen.inventory }, gone), [uid, ...gone], [], changes, at, rules);
  }
  const named: Reading = { ...heard, device: { ...heard.device, uid, si: known.identity.si } };
  const remembered = state.memories.get(uid);
  const neighbors = neighborsOf(state, uid);
  const reduced = reduceReading(remembered ?? emptyMemory, named, rules.events, neighbors, isDateBelieved);
  const { reading } = reduced;
  const isRepeated = reduced.memory === remembered;
  const told = state.recorded.get(uid) ?? null;
  const isRecorded = !isRepeated && isNews(told, reading);
  const before = findDevice(state.inventory, uid);
  const records: NewRecord[] = [
    ...(isNewIdentity(before, known) ? [deviceRecord(known, at)] : []),
    ...(isRecorded ? [{ content: { kind: "reading" as const, body: reading }, observedAt: at, device: uid }] : []),
  ];
  const next: SiteState = {
    inventory: seen.inventory,
    memories: state.memories.with(uid, shareMemory(remembered, reduced.memory)),
    recorded: isRecorded ? state.recorded.with(uid, afterRecording(told, reading)) : state.recorded,
    site: state.site,
  };
  return finish(forget(next, gone), [uid, ...gone], records, [...changes, ...reduced.events], at, rules);
}

function endOf({ memories }: SiteState, identity: DeviceIdentity, at: string): readonly Event[] {
  const memory = memories.get(identity.uid);
  return memory === undefined ? [] : endDevice(memory, memory.device ?? eventDevice(identity), at);
}

/** The state without what is remembered of devices that are known no more. */
function forget(state: SiteState, uids: readonly string[]): SiteState {
  let { memories, recorded } = state;
  for (const uid of uids) [memories, recorded] = [memories.without(uid), recorded.without(uid)];
  return { ...state, memories, recorded };
}

/** Steps that follow one another as a single one, to be committed together. */
export function joinSteps(steps: readonly Step[], before: SiteState): Step {
  return {
    state: steps.at(-1)?.state ?? before,
    uids: steps.flatMap(({ uids }) => uids),
    records: steps.flatMap(({ records }) => records),
    events: steps.flatMap(({ events }) => events),
  };
}

/** A poll without an answer. */
export function takeFailure(state: SiteState, uid: string, reason: string, at: string, rules: SiteRules): Step {
  const known = findDevice(state.inventory, uid);
  if (!known) return finish(state, [], [], [], at, rules);
  const failure = { device: eventDevice(known.identity), reason };
  const reduced = reduceSilence(state.memories.get(uid) ?? emptyMemory, at, failure, rules.events);
  const next = {
    ...state,
    inventory: recordFailure(state.inventory, uid),
    memories: state.memories.with(uid, reduced.memory),
  };
  return finish(next, [uid], [], reduced.events, at, rules);
}

/** A printer of another maker: listed, not polled. */
export function takeOtherPrinter(state: SiteState, printer: OtherPrinter, rules: SiteRules): Step {
  const others = state.inventory.otherPrinters.filter(({ address }) => address !== printer.address);
  const inventory = { ...state.inventory, otherPrinters: [...others, printer] };
  return finish({ ...state, inventory }, [], [], [], printer.seenAt, rules);
}

/** Service numbers from central or from the site's file. */
export function takeRegistry(state: SiteState, entries: readonly SiEntry[], at: string, rules: SiteRules): Step {
  const { inventory, changes } = register(state.inventory, entries);
  const renamed = [...inventory.devices.values()].filter(
    (device) => device.identity.si !== findDevice(state.inventory, device.identity.uid)?.identity.si,
  );
  const records = renamed.map((device) => deviceRecord(device, at));
  const uids = renamed.map((device) => device.identity.uid);
  return finish({ ...state, inventory }, uids, records, describeChanges(changes, at), at, rules);
}

/** Time passed: lets out what waited for other devices to follow. */
export function takeTime(state: SiteState, at: string, rules: SiteRules): Step {
  return finish(state, [], [], [], at, rules);
}

/** The store lost records: who each device is, its present reading and all that is still so are told once more. */
export function takeLoss({ inventory, memories, site }: SiteState, at: string): Step {
  const devices = [...inventory.devices.values()];
  const told = tellSiteAgain(site, at);
  return {
    state: {
      inventory,
      memories: PersistentMap.from([...memories].map(([uid, memory]) => [uid, tellAgain(memory)] as const)),
      recorded: PersistentMap.from([]),
      site: told.site,
    },
    uids: devices.map(({ identity }) => identity.uid),
    records: [
      ...devices.map((device) => deviceRecord(device, at, { tellsAgain: true })),
      ...told.events.map(eventRecord),
    ],
    events: told.events,
  };
}

/** Every step ends here: the site holds back what may be part of a power cut, and what is told becomes records. */
function finish(
  after: SiteState,
  uids: readonly string[],
  records: readonly NewRecord[],
  events: readonly Event[],
  at: string,
  rules: SiteRules,
): Step {
  const step = reduceSite(after.site, events, after.inventory.devices.size, at, rules.site);
  const told = step.events.map(eventRecord);
  return { state: { ...after, site: step.site }, uids, records: [...records, ...told], events: step.events };
}

function eventRecord(event: Event): NewRecord {
  return { content: { kind: "event", body: event }, observedAt: event.at, device: event.device?.uid ?? null };
}

/** The other devices, gathered only if somebody looks. */
function neighborsOf({ memories, inventory }: SiteState, uid: string): Iterable<Neighbor> {
  return {
    *[Symbol.iterator]() {
      for (const [other, memory] of memories) {
        // One whose address another took over stands nowhere any more.
        const isThere = other !== uid && findDevice(inventory, other)?.addresses[0] !== undefined;
        const neighbor = isThere ? neighborOf(memory) : undefined;
        if (neighbor !== undefined) yield neighbor;
      }
    },
  };
}

function isNewIdentity(before: KnownDevice | undefined, { identity }: KnownDevice): boolean {
  if (before === undefined) return true;
  const old: Readonly<Record<string, unknown>> = before.identity;
  // Parts that were not read anew are the same objects, and told apart without looking into them.
  return Object.entries(identity).some(([name, part]) => part !== old[name] && !isDeepStrictEqual(part, old[name]));
}

function deviceRecord({ identity }: KnownDevice, at: string, more: { readonly tellsAgain?: true } = {}): NewRecord {
  return { content: { kind: "device", body: { ...identity, ...more } }, observedAt: at, device: identity.uid };
}
