import type { Gap, Rejection, SeqRange } from "../../contract/batch.ts";
import type { OutboxRecord, RecordContent, RecordKind } from "../../contract/record.ts";

/** A record before it has a sequence number. */
export interface NewRecord {
  readonly content: RecordContent;
  /** ISO 8601 in UTC. */
  readonly observedAt: string;
  /** uid of the device it speaks of; null: of the site or the agent. */
  readonly device: string | null;
}

/** What a reducer remembers under its key; `undefined` forgets the key. */
export interface StateChange {
  readonly key: string;
  readonly value: unknown;
}

/** What must be stored together or not at all: a reading, its events and the new memory of the reducers. */
export interface Change {
  readonly records: readonly NewRecord[];
  readonly states: readonly StateChange[];
  /** What `mustTellAgain` asks for is done with this change. */
  readonly hasToldAgain?: boolean;
}

export interface BatchLimits {
  /** 0: a batch without records and gaps, whatever waits. */
  readonly maxRecords: number;
  /** Bound of the records' JSON text; a single record above it still goes, alone. */
  readonly maxBytes: number;
}

/** Records and gaps to upload together. */
export interface HandedOut {
  readonly epoch: string;
  readonly records: readonly OutboxRecord[];
  readonly gaps: readonly Gap[];
  /** Events that are stored and not in this batch. */
  readonly eventsRemaining: number;
}

/** The part of an acknowledgement that decides over records. */
export interface Verdict {
  readonly accepted: readonly SeqRange[];
  readonly rejected: readonly Rejection[];
  /** The highest number of this epoch that central holds; absent: it does not tell. */
  readonly highestSeq?: number | undefined;
  /** Central knows every number of this epoch up to this one; absent: it does not tell. */
  readonly unbrokenTo?: number | undefined;
  /** Central's clock, ISO 8601; absent: it does not tell, and no copies are kept of what it took. */
  readonly serverTime?: string;
  /** A later epoch of this agent that central knows; absent: it knows none. */
  readonly laterEpoch?: string | undefined;
}

/** Central's refusal of a whole batch. */
export interface Refusal {
  readonly isFinal: boolean;
  readonly code: string;
  readonly text: string;
}

/** What a verdict did. */
export interface Settlement {
  /** Records deleted because central has them. */
  readonly accepted: number;
  /** Records moved to the quarantine because central will never take them. */
  readonly quarantined: number;
  /** Records handed out and still here; they come again after all others, or under new numbers. */
  readonly deferred: number;
  /** Gaps that central now knows. */
  readonly gaps: number;
}

/** A record that central refused for good; kept until somebody retries or exports and deletes it. */
export interface QuarantinedRecord {
  readonly id: number;
  readonly epoch: string;
  readonly seq: number;
  readonly kind: RecordKind;
  readonly device: string | null;
  readonly observedAt: string;
  readonly code: string;
  readonly text: string;
  readonly body: unknown;
}

/**
 * `full`: the byte bound is reached, resolution is being given up; `disk-full`: the disk holds no more, nothing is
 * stored; `read-only`: the disk takes no writes at all.
 */
export type OutboxState = "ok" | "full" | "disk-full" | "read-only";

export interface OutboxStats {
  readonly records: number;
  /** Bytes on disk, write-ahead log and ballast included. */
  readonly bytes: number;
  /** `observedAt` of the record that waits longest. */
  readonly oldestAt: string | null;
  readonly quarantined: number;
  readonly epoch: string;
  /** The newest sequence number given in this epoch; 0: none yet. */
  readonly lastSeq: number;
  readonly state: OutboxState;
}

/** Why the store was given up for a new epoch. `overtaken`: central knows a later one than its own. */
export type RecoveryReason = "corrupt" | "empty" | "missing" | "rolled-back" | "foreign" | "overtaken";

export type OpenReport =
  | { readonly outcome: "new" | "ok" }
  | {
      readonly outcome: "recovered";
      readonly reason: RecoveryReason;
      /** Records carried over into the new epoch. */
      readonly salvaged: number;
      /** Records that are gone for certain. */
      readonly lostAtLeast: number;
      /** With those of which nobody knows whether they still waited; null: nobody can tell how many. */
      readonly lostAtMost: number | null;
      /** Name of the damaged file, kept in the same folder; null: there was none. */
      readonly keptAside: string | null;
    };

/**
 * The durable queue. Every sequence number of an epoch is pending here, acknowledged by central, in quarantine (and
 * named by a gap), or named by a gap; a gap is kept until central acknowledged a batch that carried it.
 */
export interface Outbox {
  /** @throws AgentError `busy` when another agent holds the folder, `data` when a newer agent wrote the file. */
  open(): OpenReport;
  close(): void;
  /**
   * Stores all or nothing, on disk when it returns; answers the sequence numbers. When the byte bound is reached, older
   * readings make room.
   * @throws AgentError `outbox-disk-full` or `outbox-read-only` with `canRetry`: nothing was stored, keep the old state.
   */
  commit(change: Change): readonly number[];
  /** All but the store's own. */
  readStates(): Map<string, unknown>;
  /**
   * Whether events were lost, here or by a central that was put back, so that all that is still so must be told again. It
   * may become true at any call, for a damage shows when it is met, and a store that had to drop events waits until it ran
   * dry.
   */
  mustTellAgain(): boolean;
  /** What to send next; undefined: nothing. Replaces the batch handed out before, which stays stored. */
  nextBatch(limits: BatchLimits): HandedOut | undefined;
  /** Acts on central's verdict over the batch handed out last; whatever else the verdict names is ignored. */
  settle(verdict: Verdict): Settlement;
  /**
   * Central refused the batch handed out last as a whole and named no record. Final: its records go into quarantine;
   * otherwise they come again after all others.
   */
  refuseBatch(refusal: Refusal): Settlement;
  quarantined(limit: number): readonly QuarantinedRecord[];
  /** Puts quarantined records back as new ones, with new sequence numbers; answers how many. */
  retryQuarantined(ids: readonly number[]): number;
  /** Deletes quarantined records for good; central was told of them as a gap long ago. Answers how many. */
  discardQuarantined(ids: readonly number[]): number;
  /** Whether the record of this epoch is still stored for central: neither taken, refused for good, nor given up. */
  isWaiting(epoch: string, seq: number): boolean;
  stats(): OutboxStats;
}
