import type { Gap, SeqRange } from "../contract/batch.ts";
import { Reading } from "../contract/reading.ts";
import { Recording } from "../contract/recording.ts";
import type { AgentState } from "./agent-state.ts";
import { stampOf } from "./clock.ts";
import type { DeviceState } from "./device-state.ts";
import type { Notification } from "./notification.ts";
import { judgePromise, type Punctuality } from "./promises.ts";
import { holesIn } from "./ranges.ts";
import type { RegistryEntry } from "./registry.ts";
import { type Sign, siteUid } from "./sign.ts";
import { readShelves, type Shelf } from "./stock.ts";
import type { CentralStore, StampedBody, StoreTransaction, StreamBooks } from "./store.ts";
import type { WorkOrder } from "./work-order.ts";

/** A device as people see it: its newest state, its place in the registry, and what is wrong with it. */
export interface DeviceView extends DeviceState {
  readonly registration: RegistryEntry | null;
  readonly conditions: readonly Pick<Sign, "key" | "type" | "at">[];
  /** Spare cartridges, as far as anybody declared them. */
  readonly shelves: readonly Shelf[];
}

/** A reading as it came, and when it was by the clock of central as far as that could be told. */
export interface ReadingView extends Reading {
  readonly stampedAt: string;
  readonly isStampSure: boolean;
}

export interface StreamView extends StreamBooks {
  /** Numbers that neither came nor were declared lost: still on their way, or a fault. */
  readonly holes: readonly SeqRange[];
}

export interface AgentView extends AgentState {
  readonly lastContactAt: string | null;
  readonly nextContactBy: string | null;
  readonly promise: Punctuality["state"];
  readonly because: Punctuality["because"];
  readonly streams: readonly StreamView[];
}

export interface Overview {
  readonly at: string;
  readonly devices: readonly DeviceView[];
  readonly orders: readonly WorkOrder[];
  readonly agents: readonly AgentView[];
  readonly notifications: readonly Notification[];
}

/** Most rows of a list that grows for ever. */
export const longestList = 500;
const readingsShown = 50;

/** Everything that the page and the JSON API show, seen in one transaction. */
export function readOverview(store: CentralStore, nowMs: number): Promise<Overview> {
  return store.transact(async (tables) => ({
    at: stampOf(nowMs),
    devices: await Promise.all((await tables.devices()).map((state) => viewDevice(tables, state))),
    orders: await tables.orders(longestList),
    agents: await readAgents(tables, nowMs),
    notifications: await tables.notifications(longestList),
  }));
}

/** One device with its newest readings, newest first; undefined when nobody has shown it. */
export function readDevice(store: CentralStore, uid: string) {
  return store.transact(async (tables) => {
    const state = await tables.device(uid);
    if (state === undefined) return undefined;
    const readings = await tables.readingsOf(uid, readingsShown);
    return { ...(await viewDevice(tables, state)), readings: readings.map(viewReading) };
  });
}

/** Readings of a device before a moment (ISO 8601), newest first. */
export function readReadings(store: CentralStore, uid: string, limit: number, before?: string): Promise<ReadingView[]> {
  return store.transact(async (tables) => (await tables.readingsOf(uid, limit, before)).map(viewReading));
}

function viewReading({ body, observedAt, isStampSure }: StampedBody): ReadingView {
  return { ...Reading.parse(JSON.parse(body)), stampedAt: observedAt, isStampSure };
}

/** The newest recording of a device that central asked for; undefined: there is none. */
export function readRecording(store: CentralStore, uid: string): Promise<Recording | undefined> {
  return store.transact(async (tables) => {
    const [body] = await tables.recordsOf(uid, "recording", 1);
    return body === undefined ? undefined : Recording.parse(JSON.parse(body));
  });
}

export async function readAgents(tables: StoreTransaction, nowMs: number): Promise<AgentView[]> {
  return Promise.all((await tables.agents()).map((agent) => viewAgent(tables, agent, nowMs)));
}

export async function viewDevice(tables: StoreTransaction, state: DeviceState): Promise<DeviceView> {
  const { serial } = state.identity.value;
  const registration = serial === null ? undefined : await tables.entryOfSerial(serial);
  const conditions = (await tables.openConditions(state.uid)).map(({ key, type, at }) => ({ key, type, at }));
  return { ...state, registration: registration ?? null, conditions, shelves: await readShelves(tables, state.uid) };
}

/** What we forgot is missing here, though the agent knows of it. */
function isExplained({ reason }: Gap): boolean {
  return reason !== "forgotten";
}

async function viewAgent(tables: StoreTransaction, agent: AgentState, nowMs: number): Promise<AgentView> {
  const hasPowerCut = (await tables.openConditions(siteUid(agent.id))).some(({ type }) => type === "sitePowerCut");
  const word = {
    lastContactMs: agent.lastContactMs,
    promisedWithinS: agent.heartbeat?.body.nextContactWithinS ?? null,
    saidGoodbye: agent.heartbeat?.body.isLast ?? false,
    hasPowerCut,
  };
  const { state, because, dueMs } = judgePromise(word, nowMs);
  const streams = (await tables.streamsOf(agent.id)).map((books) => ({
    ...books,
    holes: holesIn([...books.received, ...books.gaps.filter(isExplained).map(({ from, to }): SeqRange => [from, to])]),
  }));
  return {
    ...agent,
    lastContactAt: agent.lastContactMs === null ? null : stampOf(agent.lastContactMs),
    nextContactBy: dueMs === null ? null : stampOf(dueMs),
    promise: state,
    because,
    streams,
  };
}
