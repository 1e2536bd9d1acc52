import { statSync } from "node:fs";
import { maxBatchRecords } from "../../contract/batch.ts";
import { AgentError } from "../leaf/errors.ts";
import { decodeBody, encodeBody } from "./body-codec.ts";
import { bytes, integer, text } from "./database.ts";
import { makeGood, settledTo } from "./forgotten.ts";
import { readGaps } from "./gap-table.ts";
import { countEvents, selectBatch } from "./lanes.ts";
import { addExchange, type Exchange, type LedgerEntry, readLastDelivery, readLedger } from "./ledger-table.ts";
import { LiveStore, type LiveStoreParts } from "./live-store.ts";
import { forgetLosses, giveUpRows, lossPrefix, mustTellAgain, noteLoss } from "./loss.ts";
import { keepMonthCloses } from "./month-closes.ts";
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
import { readQuarantine, releaseFromQuarantine } from "./quarantine-table.ts";
import { insertRecord, noteNewest, packRecord } from "./record-table.ts";
import { nothingInFlight, rising, settleInFlight } from "./settlement.ts";
import { nextSeq, type Store } from "./store.ts";

export interface SqliteOutboxParts extends Omit<LiveStoreParts, "onReopened"> {
  /** Names this run of the agent, so that its records can be told the time later; absent: they cannot. */
  readonly bootId?: string;
}

/** 256 MB hold about 860,000 readings between two full ones: 200 devices for six weeks, every quarter of an hour. */
export const defaultBoundBytes = 256 * 1024 * 1024;

/** Space is given back to the disk in steps of so many pages, when twice as many are free. */
const givenBackPages = 128;

/** The outbox in one SQLite file, for one writer. */
export class SqliteOutbox implements Outbox {
  readonly #parts: SqliteOutboxParts;
  readonly #live: LiveStore;
  #inFlight = nothingInFlight;
  #deferred = new Set<number>();

  constructor(parts: SqliteOutboxParts) {
    this.#parts = parts;
    this.#live = new LiveStore({ ...parts, onReopened: () => this.#forgetBatch() });
  }

  open(): OpenReport {
    return this.#live.open();
  }

  close(): void {
    this.#live.close();
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
      if (change.hasToldAgain) forgetLosses(store.database);
      keepMonthCloses(store.database, change.records);
      return records.map((record) => {
        const seq = nextSeq(store);
        insertRecord(store.database, seq, record);
        noteNewest(store.database, seq, record);
        return seq;
      });
    });
  }

  readStates(): Map<string, unknown> {
    const states = new Map<string, unknown>();
    const damaged: string[] = [];
    this.#live.read(({ database }) => {
      for (const row of database.all("SELECT * FROM state WHERE key NOT GLOB ?", `${lossPrefix}*`)) {
        const state = decodeBody(bytes(row, "body"), integer(row, "crc"));
        if (state !== undefined) states.set(text(row, "key"), state.value);
        else damaged.push(text(row, "key"));
      }
    });
    for (const key of damaged) this.#parts.log.warn("outbox.state-damaged", { key });
    // What that memory had told, nobody else would say the end of.
    if (damaged.length > 0) this.#write(0, ({ database }) => noteLoss(database, "at-once"));
    return states;
  }

  mustTellAgain(): boolean {
    return this.#live.read(({ database }) => mustTellAgain(database));
  }

  nextBatch(limits: BatchLimits): HandedOut | undefined {
    return this.#live.read((store) => {
      this.#inFlight = nothingInFlight;
      const { epoch, database } = store;
      if (limits.maxRecords === 0) return { epoch, records: [], gaps: [], eventsRemaining: countEvents(database) };
      const records = this.#select(store, limits);
      const gaps = readGaps(store.database, maxBatchRecords);
      if (records.length === 0 && gaps.length === 0) return undefined;
      this.#live.noteLeaving(store, Math.max(...records.map(({ seq }) => seq), ...gaps.map(({ to }) => to)));
      const seqs = new Set(records.map(({ seq }) => seq));
      this.#inFlight = { epoch: store.epoch, seqs, gaps, settledTo: settledTo(store.database) };
      const events = records.filter(({ kind }) => kind === "event").length;
      return { epoch: store.epoch, records, gaps, eventsRemaining: countEvents(store.database) - events };
    });
  }

  settle(verdict: Verdict): Settlement {
    const inFlight = this.#inFlight;
    const { settlement, deferred, renumbering, forgotten } = this.#write(0, (store) => {
      return settleInFlight(store, inFlight, verdict, this.#live.state === "ok");
    });
    if (this.#live.epoch !== inFlight.epoch) return settlement;
    if (renumbering) {
      this.#parts.log.warn("outbox.renumbered", { count: renumbering.moved.length, above: renumbering.above });
    }
    if (forgotten) {
      const made = makeGood(forgotten, (step) =>
        this.#write(0, ({ database, epoch }) => (epoch === inFlight.epoch ? step(database) : undefined)),
      );
      this.#parts.log.warn("outbox.forgotten", { from: forgotten[0], to: forgotten[1], ...made });
    }
    for (const seq of deferred) this.#deferred.add(seq);
    this.#inFlight = nothingInFlight;
    this.#giveBack();
    this.#followEpoch(verdict);
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
    return this.#live.read(({ database }) => readQuarantine(database, limit));
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

  discardQuarantined(ids: readonly number[]): number {
    return this.#write(0, ({ database }) =>
      ids.reduce((gone, id) => gone + database.run("DELETE FROM quarantine WHERE id = ?", id), 0),
    );
  }

  /** Notes in the ledger what left this network; what cannot be noted is let go, for the upload must not end over it. */
  noteExchange(exchange: Exchange): void {
    if (!this.#live.isOpen) return;
    try {
      this.#write(0, ({ database }) => addExchange(database, exchange));
    } catch (error) {
      if (!(error instanceof AgentError)) throw error;
    }
  }

  /** What left this network, newest first. */
  ledger(limit: number): readonly LedgerEntry[] {
    return this.#live.read(({ database }) => readLedger(database, limit));
  }

  /** When central last took an upload, before the last start too; null: never. */
  lastDeliveryAt(): string | null {
    return this.#live.read(({ database }) => readLastDelivery(database));
  }

  isWaiting(epoch: string, seq: number): boolean {
    return this.#live.read(
      (store) =>
        store.epoch === epoch && store.database.first("SELECT seq FROM record WHERE seq = ?", seq) !== undefined,
    );
  }

  stats(): OutboxStats {
    return this.#live.read(({ database, epoch, lastSeq }) => {
      const oldest = database.first("SELECT observed_at FROM record ORDER BY seq LIMIT 1");
      const files = [this.#live.file("store"), this.#live.file("log"), this.#live.file("ballast")];
      return {
        records: database.number("SELECT count(*) FROM record"),
        bytes: files.reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0),
        oldestAt: oldest === undefined ? null : text(oldest, "observed_at"),
        quarantined: database.number("SELECT count(*) FROM quarantine"),
        epoch,
        lastSeq,
        state: this.#live.state,
      };
    });
  }

  /** Not before central said what it forgot of the present epoch: only what waits goes along, no copy of what was taken. */
  #followEpoch({ laterEpoch, unbrokenTo }: Verdict): void {
    const epoch = this.#live.epoch ?? "";
    if (laterEpoch !== undefined && laterEpoch > epoch && unbrokenTo !== undefined) this.#live.follow(laterEpoch);
  }

  /** The numbers of a file that was opened anew may belong to other records. */
  #forgetBatch(): void {
    this.#deferred.clear();
    this.#inFlight = nothingInFlight;
  }

  #select(store: Store, limits: BatchLimits): HandedOut["records"] {
    for (;;) {
      const { records, damaged, isWordLost } = selectBatch(store.database, limits, this.#deferred);
      if (damaged.length > 0) {
        this.#parts.log.error("outbox.records-damaged", { count: damaged.length });
        this.#write(0, ({ database }) => giveUpRows(database, damaged, isWordLost));
      }
      if (records.length > 0) return records;
      if (damaged.length === 0 && this.#deferred.size === 0) return [];
      if (damaged.length === 0) this.#deferred.clear();
    }
  }

  #write<Value>(sizeBytes: number, action: (store: Store) => Value): Value {
    return this.#live.write(sizeBytes, this.#inFlight.seqs, action);
  }

  #giveBack(): void {
    this.#live.read(({ database }) => {
      if (database.number("PRAGMA freelist_count") < 2 * givenBackPages) return;
      database.exec(`PRAGMA incremental_vacuum(${givenBackPages})`);
    });
  }
}
