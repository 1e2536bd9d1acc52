import type { Gap, SeqRange } from "../contract/batch.ts";
import type { Command, CommandOutcome } from "../contract/command.ts";
import type { RecordKind } from "../contract/record.ts";
import type { AgentState } from "./agent-state.ts";
import type { DeviceSection, DeviceState } from "./device-state.ts";
import type { Notification } from "./notification.ts";
import type { RegistryEntry } from "./registry.ts";
import type { Sign } from "./sign.ts";
import type { WorkOrder } from "./work-order.ts";

/** A record as it is kept: the body stays the JSON text that arrived, with every field central does not know. */
export interface StoredRecord {
  readonly seq: number;
  readonly kind: RecordKind;
  readonly uid: string | null;
  /** ISO 8601 with milliseconds; mended, where the agent's clock was known to be wrong. */
  readonly observedAt: string;
  /** Whether the stamp was judged by central's clock; false: it is the word of a clock that nobody could judge. */
  readonly isStampSure: boolean;
  readonly crc: string;
  readonly body: string;
}

/** A body and the stamp that central goes by. */
export type StampedBody = Pick<StoredRecord, "body" | "observedAt" | "isStampSure">;

/** A sequence of records: one life of an agent's outbox. */
export interface Stream {
  readonly agent: string;
  readonly epoch: string;
}

/** What arrived of a stream, and what will never come. */
export interface StreamBooks extends Stream {
  readonly received: readonly SeqRange[];
  readonly gaps: readonly Gap[];
}

/** One run of an agent. */
export interface Boot {
  readonly bootId: string;
  /** How often it came back after another one. */
  readonly returns: number;
  /** Central's wall time less the boot's monotonic time; null: it was seen before this was noted. */
  readonly offsetMs: number | null;
}

/** How old an agent's secret is, by central's wall clock. */
export interface TokenAge {
  /** null: as old as the enrolment. */
  readonly sinceMs: number | null;
  /** When a new one was last offered that was not used yet. */
  readonly offeredMs: number | null;
}

export interface EnrolmentCode {
  readonly site: string;
  readonly expiresMs: number;
}

export interface TakenCode extends EnrolmentCode {
  /** null: nobody took it yet. */
  readonly agent: string | null;
}

/** A part of the orders. */
export interface OrderPage {
  readonly offset?: number;
  /** Toner that is shipped, or work for an engineer; absent: both. */
  readonly which?: "toner" | "ticket";
}

/** What arrived, and the books over its numbers. */
export interface RecordTables {
  /** CRCs of those of `seqs` that are stored already. */
  knownCrcs(stream: Stream, seqs: readonly number[]): Promise<ReadonlyMap<number, string>>;
  addRecords(stream: Stream, records: readonly StoredRecord[], arrivedMs: number): Promise<void>;
  /** Those of `seqs` that arrived once, whether they are still kept or were forgotten by age. */
  arrivedOf(stream: Stream, seqs: readonly number[]): Promise<ReadonlySet<number>>;
  /** Those of `seqs` that the agent left for higher ones. */
  renumberedOf(stream: Stream, seqs: readonly number[]): Promise<ReadonlySet<number>>;
  /** Bodies with one of these CRCs that are stored above this number. */
  bodiesAbove(stream: Stream, seq: number, crcs: readonly string[]): Promise<ReadonlySet<string>>;
  /** Deletes at most `limit` records of a kind that arrived before this moment, the oldest first; their ranges stay. */
  forgetRecords(kind: RecordKind, arrivedBeforeMs: number, limit: number): Promise<number>;
  /** Of the kind, only what arrived before this moment was ever forgotten; 0: nothing was. */
  forgottenBefore(kind: RecordKind): Promise<number>;
  recordBody(stream: Stream, seq: number): Promise<string | undefined>;
  /** Bodies of a device's newest records of one kind, newest first; `before`: only older ones (ISO 8601). */
  recordsOf(uid: string, kind: RecordKind, limit: number, before?: string): Promise<readonly string[]>;
  /** A device's newest readings with the stamp they go by, newest first; `before`: only older ones (ISO 8601). */
  readingsOf(uid: string, limit: number, before?: string): Promise<readonly StampedBody[]>;
  addRanges(stream: Stream, ranges: readonly SeqRange[]): Promise<void>;
  /** The highest number that arrived; 0: none did. */
  highestSeq(stream: Stream): Promise<number>;
  /** Every number up to this one arrived or is a gap. */
  unbrokenTo(stream: Stream): Promise<number>;
  addGaps(stream: Stream, gaps: readonly Gap[]): Promise<void>;
  /** The greatest epoch of this agent of which anything arrived; undefined: nothing did. */
  latestEpoch(agent: string): Promise<string | undefined>;
  streamsOf(agent: string): Promise<readonly StreamBooks[]>;
}

/** The devices as they were last seen, and the registry of the service. */
export interface DeviceTables {
  device(uid: string): Promise<DeviceState | undefined>;
  devices(): Promise<readonly DeviceState[]>;
  /** Keeps the section unless a newer one of its name is kept. */
  joinSection(section: DeviceSection): Promise<void>;
  /** Remembers that this agent has shown this serial. */
  addShown(agent: string, serial: string): Promise<void>;
  registry(): Promise<readonly RegistryEntry[]>;
  registryRevision(): Promise<number>;
  /** Sets the registry and raises its revision. */
  replaceRegistry(entries: readonly RegistryEntry[]): Promise<void>;
  entryOfSerial(serial: string): Promise<RegistryEntry | undefined>;
  /** Service numbers of the registered devices that this agent has shown. */
  siOfAgent(agent: string): Promise<readonly { readonly serial: string; readonly si: string }[]>;
}

/** What was told of each condition. */
export interface SignTables {
  addSign(sign: Sign): Promise<void>;
  saveSign(sign: Sign): Promise<void>;
  /** Raises of this cause that are not closed. */
  openRaises(uid: string, cause: string): Promise<readonly Sign[]>;
  /**
   * Raises of a device that an agent told in an earlier life of its store and has not told again in the present one,
   * though it has known the device there since before `sinceMs` and was heard after it.
   */
  forsakenRaises(sinceMs: number, heardAfterMs: number): Promise<readonly Sign[]>;
  /**
   * Raises that were told before their agent said that it tells again what is open of the device, and that were not told
   * since, though a reading is known that it took of the device so many hours after that, by its own clock.
   */
  notToldAgain(hours: number): Promise<readonly Sign[]>;
  /** Closed raises of the same key by the same agent for which something was ordered. */
  orderedRaises(raise: Sign): Promise<readonly Sign[]>;
  /** All raises of this device or site that are not closed. */
  openConditions(uid: string): Promise<readonly Sign[]>;
  /** Every sign of the raise's cause that could close it: told later by its agent, or stamped no earlier. */
  signsAfter(raise: Sign): Promise<readonly Sign[]>;
  /** Undecided signs of this agent, or of all that arrived at `arrivedUntilMs` or before. */
  pendingSigns(which: { readonly agent: string } | { readonly arrivedUntilMs: number }): Promise<readonly Sign[]>;
  signsOfOrder(number: string): Promise<readonly Sign[]>;
}

/** Orders, tickets and notifications. */
export interface OrderTables {
  /** The next number of a series, as in TO-2026-000123; never given twice. */
  nextNumber(series: string): Promise<string>;
  saveOrder(order: WorkOrder): Promise<void>;
  order(number: string): Promise<WorkOrder | undefined>;
  /** The order of this cause that is not closed; there is at most one. */
  unclosedOrder(uid: string, cause: string): Promise<WorkOrder | undefined>;
  heldOrders(): Promise<readonly WorkOrder[]>;
  /** All orders of a device, closed ones too. */
  ordersOf(uid: string): Promise<readonly WorkOrder[]>;
  /** Newest first, those not closed before those closed. */
  orders(limit: number, page?: OrderPage): Promise<readonly WorkOrder[]>;
  addNotification(notification: Notification): Promise<void>;
  /** Newest first. */
  notifications(limit: number, offset?: number): Promise<readonly Notification[]>;
}

/** The agents, their credentials and the commands for them. */
export interface AgentTables {
  agent(id: string): Promise<AgentState | undefined>;
  /** By the present token, or by the one that was offered. */
  agentOfToken(tokenHash: string): Promise<AgentState | undefined>;
  /** The agent that signs with this key; the newest, should there be several. */
  agentOfSigningKey(signingKey: string): Promise<AgentState | undefined>;
  agents(): Promise<readonly AgentState[]>;
  addAgent(state: AgentState, tokenHash: string): Promise<void>;
  saveAgent(state: AgentState): Promise<void>;
  tokenAge(agent: string): Promise<TokenAge>;
  /** Lets this token count beside the present one; it takes the place of another that was offered and never used. */
  offerToken(agent: string, tokenHash: string, nowMs: number): Promise<void>;
  /** Ends the token before, if this one was offered. */
  adoptToken(tokenHash: string, nowMs: number): Promise<void>;
  /** Those of these boots that are known of this agent. */
  boots(agent: string, bootIds: readonly string[]): Promise<readonly Boot[]>;
  /** The boot that was heard last; undefined: none was. */
  currentBoot(agent: string): Promise<Boot | undefined>;
  /** Makes this boot the current one; beyond a thousand of an agent, those heard longest ago are forgotten. */
  noteBoot(agent: string, boot: Boot): Promise<void>;
  addCommand(agent: string, command: Command): Promise<void>;
  /** Commands that have no outcome and do not expire before this moment (ISO 8601), the first to expire first. */
  openCommands(agent: string, now: string): Promise<readonly Command[]>;
  /** Keeps what the agent told of a command of its own; the first word counts. */
  closeCommand(agent: string, told: CommandOutcome): Promise<void>;
  /** Outcome of a command; null: none yet; undefined: there is no such command. */
  commandOutcome(id: string): Promise<string | null | undefined>;
  addCode(codeHash: string, code: EnrolmentCode): Promise<void>;
  code(codeHash: string): Promise<TakenCode | undefined>;
  takeCode(codeHash: string, agent: string): Promise<void>;
  /** Those that are expired. */
  forgetCodes(nowMs: number): Promise<void>;
}

/** Everything that can be done within one transaction. All of it is seen by others at once or not at all. */
export type StoreTransaction = RecordTables & DeviceTables & SignTables & OrderTables & AgentTables;

/**
 * Where central keeps everything. The port is asynchronous, so that a database server can stand behind it; a transaction
 * is durable when `transact` resolves and undone when the work throws.
 */
export interface CentralStore {
  transact<Answer>(work: (tables: StoreTransaction) => Promise<Answer>): Promise<Answer>;
  close(): Promise<void>;
}
