import { statSync } from "node:fs";
import { join } from "node:path";
import { type Gap, maxBatchRecords } from "../../contract/batch.ts";
import { Ballast } from "./ballast.ts";
import { decodeBody, encodeBody } from "./body-codec.ts";
import { bytes, integer, text } from "./database.ts";
import { writeEpochMark } from "./epoch-file.ts";
import { addGaps, forgetGaps, readGaps } from "./gap-table.ts";
import { lockInstance } from "./instance-lock.ts";
import { countEvents, selectBatch } from "./lanes.ts";
import type {
  BatchLimits,
  Change,
  HandedOut,
  OpenReport,
  Outbox,
  OutboxStats,
  QuarantinedRecord,
  Refusal,
  Settlement,
  Verdict,
} from "./outbox.ts";
import { makePrivateFolder } from "./private-file.ts";
import { readQuarantine, releaseFromQuarantine } from "./quarantine-table.ts";
import { isDamage } from "./readable-rows.ts";
import { deleteRecords, insertRecord, noteNewest, packRecord, quarantineRecord } from "./record-table.ts";
import { planSpace, type Space } from "./space.ts";
import { SpaceKeeper } from "./space-keeper.ts";
import { nextSeq, openStore, type Store, type StorePlace, storeFiles, transact } from "./store.ts";
import { toRanges } from "./thinning.ts";

export interface SqliteOutboxParts extends StorePlace {
  /** Bound of everything in the folder but a damaged file kept aside; at least 1 MB. */
  readonly boundBytes: number;
  /** Names this run of the agent, so that its records can be told the time later; absent: they cannot. */
  readonly bootId?: string;
}

/** 256 MB hold about 350,000 readings. */
export const defaultBoundBytes = 256 * 1024 * 1024;

/** Space is given back to the disk in steps of so many pages, when twice as many are free. */
const givenBackPages = 128;

interface InFlight {
  readonly epoch: string;
  readonly seqs: ReadonlySet<number>;
  readonly gaps: readonly Gap[];
}

const nothingInFlight: InFlight = { epoch: "", seqs: new Set(), gaps: [] };

/** The outbox in one SQLite file, for one writer. Every write is one transaction and on disk when the call returns. */
export class SqliteOutbox implements Outbox {
  readonly #parts: SqliteOutboxParts;
  readonly #space: Space;
  readonly #keeper: SpaceKeeper;
  readonly #ballast: Ballast;
  #store: Store | undefined;
  #unlock: (() => void) | undefined;
  #inFlight = nothingInFlight;
  #deferred = new Set<number>();
  /** Calls of ours inside each other; only the outermost may replace the store under them. */
  #depth = 0;
  /** The highest number that the epoch file names; undefined: not of this epoch. */
  #highWater: number | undefined;

  constructor(parts: SqliteOutboxParts) {
    this.#parts = parts;
    this.#space = planSpace(parts.boundBytes);
    this.#ballast = new Ballast(this.#file("ballast"), this.#space.ballastBytes);
    this.#keeper = new SpaceKeeper({ ...parts, space: this.#space, ballast: this.#ballast });
  }

  open(): OpenReport {
    try {
      makePrivateFolder(this.#parts.folder);
      this.#unlock = lockInstance(this.#file("lock"));
      const report = this.#openStore();
      this.#ballast.rebuild();
      return report;
    } catch (error) {
      this.#unlock?.();
      this.#unlock = undefined;
      throw this.#keeper.name(error);
    }
  }

  close(): void {
    const store = this.#store;
    this.#store = undefined;
    try {
      if (store !== undefined) this.#mark(store, store.lastSeq);
    } finally {
      store?.database.close();
      this.#unlock?.();
      this.#unlock = undefined;
    }
  }

  commit(change: Change): readonly number[] {
    const { bootId, clock } = this.#parts;
    const stored = bootId === undefined ? null : { bootId, monoMs: clock.monoMs() };
    const records = change.records.map((record) => packRecord(record, stored));
    const states = change.states.map(({ key, value }) => ({
      key,
      body: value === undefined ? null : encodeBody(value),
    }));
    const size = [...records, ...states].reduce(
      (sum, { body }) => sum + (body === null ? 0 : body.data.length + 100),
      0,
    );
    return this.#write(size, (store) => {
      for (const { key, body } of states) {
        if (body === null) store.database.run("DELETE FROM state WHERE key = ?", key);
        else store.database.run("INSERT OR REPLACE INTO state VALUES (?, ?, ?)", key, body.data, body.crc);
      }
      return records.map((record) => {
        const seq = nextSeq(store);
        insertRecord(store.database, seq, record);
        noteNewest(store.database, seq, record);
        return seq;
      });
    });
  }

  readStates(): Map<string, unknown> {
    return this.#guarded(({ database }) => {
      const states = new Map<string, unknown>();
      for (const row of database.all("SELECT * FROM state")) {
        const state = decodeBody(bytes(row, "body"), integer(row, "crc"));
        if (state !== undefined) states.set(text(row, "key"), state.value);
        else this.#parts.log.warn("outbox.state-damaged", { key: text(row, "key") });
      }
      return states;
    });
  }

  nextBatch(limits: BatchLimits): HandedOut | undefined {
    return this.#guarded((store) => {
      this.#inFlight = nothingInFlight;
      const records = this.#select(store, limits);
      const gaps = readGaps(store.database, maxBatchRecords);
      if (records.length === 0 && gaps.length === 0) return undefined;
      // From here on central may know these numbers, so no store that lacks them may ever give them again.
      const top = Math.max(...records.map(({ seq }) => seq), ...gaps.map(({ to }) => to));
      if (top > (this.#highWater ?? 0)) this.#mark(store, store.lastSeq);
      this.#inFlight = { epoch: store.epoch, seqs: new Set(records.map(({ seq }) => seq)), gaps };
      const events = records.filter(({ kind }) => kind === "event").length;
      return { epoch: store.epoch, records, gaps, eventsRemaining: countEvents(store.database) - events };
    });
  }

  settle(verdict: Verdict): Settlement {
    const inFlight = this.#inFlight;
    const handedOut = [...inFlight.seqs].sort((a, b) => a - b);
    const isAccepted = (seq: number) => verdict.accepted.some(([from, to]) => from <= seq && seq <= to);
    const accepted = handedOut.filter(isAccepted);
    const refused = verdict.rejected.filter(({ seq, retry }) => !retry && inFlight.seqs.has(seq) && !isAccepted(seq));
    const settlement = this.#write(0, ({ database, epoch }) => {
      // In a store that was replaced under us the numbers belong to other records.
      if (epoch !== inFlight.epoch) return { accepted: 0, quarantined: 0, deferred: 0, gaps: 0 };
      const deleted = deleteRecords(database, accepted);
      const gaps = forgetGaps(database, inFlight.gaps);
      const moved = refused.filter((rejection) =>
        quarantineRecord(database, rejection.seq, rejection.code, rejection.text),
      );
      addGaps(database, toRanges(rising(moved.map(({ seq }) => seq))), "quarantined");
      const deferred = handedOut.length - deleted - moved.length;
      return { accepted: deleted, quarantined: moved.length, deferred, gaps };
    });
    if (this.#store?.epoch !== inFlight.epoch) return settlement;
    const gone = new Set([...accepted, ...refused.map(({ seq }) => seq)]);
    for (const seq of handedOut) if (!gone.has(seq)) this.#deferred.add(seq);
    this.#inFlight = nothingInFlight;
    this.#giveBack();
    return settlement;
  }

  refuseBatch({ isFinal, code, text: why }: Refusal): Settlement {
    const seqs = rising([...this.#inFlight.seqs]);
    // Without its gaps: central took nothing of this batch, so they have to be told again.
    this.#inFlight = { ...this.#inFlight, gaps: [] };
    return this.settle({
      accepted: [],
      rejected: seqs.map((seq) => ({ seq, code, text: why, retry: !isFinal })),
    });
  }

  quarantined(limit: number): readonly QuarantinedRecord[] {
    return this.#guarded(({ database }) => readQuarantine(database, limit));
  }

  retryQuarantined(ids: readonly number[]): number {
    return this.#write(0, (store) => {
      let retried = 0;
      for (const id of ids) {
        const record = releaseFromQuarantine(store.database, id);
        if (record === undefined) continue;
        // Not noted as the newest of its device: by now it is history.
        insertRecord(store.database, nextSeq(store), record);
        retried += 1;
      }
      return retried;
    });
  }

  stats(): OutboxStats {
    return this.#guarded(({ database, epoch, lastSeq }) => {
      const oldest = database.first("SELECT observed_at FROM record ORDER BY seq LIMIT 1");
      const files = [this.#file("store"), this.#file("log"), this.#file("ballast")];
      return {
        records: database.number("SELECT count(*) FROM record"),
        bytes: files.reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0),
        oldestAt: oldest === undefined ? null : text(oldest, "observed_at"),
        quarantined: database.number("SELECT count(*) FROM quarantine"),
        epoch,
        lastSeq,
        state: this.#keeper.state,
      };
    });
  }

  #openStore(known?: "corrupt"): OpenReport {
    const { store, report } = openStore(this.#parts, this.#space, known);
    this.#store = store;
    this.#highWater = undefined;
    this.#mark(store, store.lastSeq);
    this.#deferred.clear();
    this.#inFlight = nothingInFlight;
    return report;
  }

  #select(store: Store, limits: BatchLimits): HandedOut["records"] {
    for (;;) {
      const { records, damaged } = selectBatch(store.database, limits, this.#deferred);
      if (damaged.length > 0) {
        this.#parts.log.error("outbox.records-damaged", { count: damaged.length });
        this.#write(0, ({ database }) => {
          deleteRecords(database, damaged);
          addGaps(database, toRanges(rising(damaged)), "corrupt");
        });
      }
      if (records.length > 0) return records;
      if (damaged.length === 0 && this.#deferred.size === 0) return [];
      if (damaged.length === 0) this.#deferred.clear();
    }
  }

  #write<Value>(sizeBytes: number, action: (store: Store) => Value): Value {
    return this.#guarded((store) => {
      const spared = this.#inFlight.seqs;
      try {
        if (sizeBytes > 0) this.#keeper.keepRoom(store.database, sizeBytes, spared);
        const value = this.#keeper.attempt(store.database, () => transact(store, () => action(store)), spared);
        this.#keeper.noteSuccess();
        return value;
      } catch (error) {
        throw this.#keeper.name(error);
      }
    });
  }

  /** Runs `action`; a file that proves damaged is replaced by what it still gives, and the action runs once more. */
  #guarded<Value>(action: (store: Store) => Value): Value {
    if (this.#store === undefined) throw new TypeError("the outbox is not open");
    this.#depth += 1;
    try {
      return action(this.#store);
    } catch (error) {
      if (!isDamage(error) || this.#depth > 1) throw error;
      this.#reopenDamaged();
      return action(this.#store);
    } finally {
      this.#depth -= 1;
    }
  }

  #reopenDamaged(): void {
    try {
      this.#store?.database.close();
    } catch {
      // The log of a damaged file may not go back into it.
    }
    this.#openStore("corrupt");
  }

  #mark({ epoch }: Store, highWater: number): void {
    if (this.#highWater === highWater) return;
    this.#keeper.attemptFile(() => writeEpochMark(this.#file("epoch"), { epoch, highWater }));
    this.#highWater = highWater;
  }

  #file(name: keyof typeof storeFiles): string {
    return join(this.#parts.folder, storeFiles[name]);
  }

  #giveBack(): void {
    const { database } = this.#store ?? {};
    if (database === undefined || database.number("PRAGMA freelist_count") < 2 * givenBackPages) return;
    database.exec(`PRAGMA incremental_vacuum(${givenBackPages})`);
  }
}

function rising(seqs: readonly number[]): readonly number[] {
  return [...seqs].sort((a, b) => a - b);
}
