import { hostname } from "node:os";
import { basename, join } from "node:path";
import { maxBatchRecords } from "../../contract/batch.ts";
import type { OutboxRecord } from "../../contract/record.ts";
import { credentialFile } from "../compose/central-access.ts";
import { type Clock, stamp } from "../leaf/clock.ts";
import { AgentError } from "../leaf/errors.ts";
import { systemRandom } from "../leaf/random.ts";
import type { Database } from "../outbox/database.ts";
import {
  giveUpDamaged,
  type HandSettlement,
  hasWritten,
  noteCarried,
  noteLeavingByHand,
  readCarried,
  type Selection,
  takeHandReceipt,
  waitingBatches,
} from "../outbox/hand-carried.ts";
import { addExchange } from "../outbox/ledger-table.ts";
import { type MonthClose, readMonthCloses } from "../outbox/month-closes.ts";
import { readCredential } from "../upload/credential-file.ts";
import { readReceipt, signExport } from "../upload/export-file.ts";
import { readServiceKey, serviceKeyFile, writeServiceKey } from "../upload/service-key-file.ts";
import { openSigningKey, signingKeyFile } from "../upload/signing-key.ts";
import { readGivenFile } from "./given-file.ts";
import { batchOf } from "./next-batch.ts";
import { withStore } from "./stored-agent.ts";
import { writeNamedFile } from "./written-file.ts";

/** In one file, which is built in memory; what is more goes into the next one. */
const mostCarried = 50_000;

/** Whose state is carried. */
export interface CarriedSite {
  /** The state folder. */
  readonly folder: string;
  /** The site's name. */
  readonly site: string;
  readonly clock: Clock;
}

export interface WrittenExport {
  readonly agent: string;
  /** Records in the file. */
  readonly count: number;
  /** Records that go into the next file. */
  readonly left: number;
}

/**
 * Writes what no file has carried yet, signed; it stays in the outbox until a receipt names it.
 * @param options `all`: what waits, carried before or not; `month`: the billing readings of a month only, as in 2026-10
 * @throws AgentError `export-month` when that month has none, and as `withStore` does
 */
export function writeExport(
  { folder, site, clock }: CarriedSite,
  file: string,
  { all, month }: { readonly all?: true; readonly month?: string },
): WrittenExport {
  const { agent, key } = identityIn(folder);
  const bootId = `export-${systemRandom.name()}`;
  const sender = { agent, sentAt: stamp(clock), bootId, monoMs: clock.monoMs() };
  const batches = withStore(folder, (database) => {
    if (month !== undefined) closesOf(database, month);
    const which: Selection =
      month !== undefined
        ? { isWanted: (record) => isClose(record, month), mostRecords: mostCarried }
        : { afterSeq: all ? 0 : readCarried(database), mostRecords: mostCarried };
    giveUpDamaged(database, which);
    const handedOut = [...waitingBatches(database, maxBatchRecords, which)];
    noteLeavingByHand(database, { folder, name: bootId }, handedOut);
    return handedOut.map((each) => batchOf(each, sender));
  });
  const payload = { site, hostName: hostname(), batches };
  const text = `${JSON.stringify(signExport(agent, payload, key))}\n`;
  writeNamedFile(file, text);
  const count = batches.reduce((sum, { records }) => sum + records.length, 0);
  const exchange = { at: sender.sentAt, host: basename(file), what: "export" as const, records: count };
  const sentBytes = Buffer.byteLength(text);
  const left = withStore(folder, (database) => {
    addExchange(database, { ...exchange, sentBytes, outcome: "written" });
    const { epoch, records } = batches.findLast((batch) => batch.records.length > 0) ?? {};
    const last = records?.at(-1);
    if (month !== undefined || epoch === undefined || last === undefined) return 0;
    noteCarried(database, { epoch, seq: last.seq });
    return database.number("SELECT count(*) FROM record WHERE seq > ?", readCarried(database));
  });
  return { agent, count, left };
}

function isClose({ kind, body }: OutboxRecord, month: string): boolean {
  return kind === "event" && body.type === "monthClose" && body.data.month === month;
}

/** The billing readings of a month, as in 2026-10. */
export function closesOf(database: Database, month: string): readonly MonthClose[] {
  const closes = readMonthCloses(database, month);
  if (closes.length > 0) return closes;
  throw new AgentError({
    kind: "data",
    code: "export-month",
    message: `There is no billing reading of ${JSON.stringify(month)}.`,
    remedy: "Give a month that has ended, as in 2026-10; its readings are there once a device was read after it.",
  });
}

/**
 * Acts on central's receipt for a file, beside a running agent if there is one.
 * @throws AgentError `receipt-wrong` for a receipt of another agent, another central or another life of the store
 */
export function applyReceipt(
  folder: string,
  file: string,
): Pick<HandSettlement, "accepted" | "quarantined" | "again" | "missing"> {
  const { agent, serviceKey } = identityIn(folder);
  const receipt = readReceipt(readGivenFile(file), agent, serviceKey);
  if (!receipt.ok) throw wrongReceipt(file, receipt.failure);
  const { exports = [], serverTime } = receipt.value;
  if (!withStore(folder, (database) => hasWritten(database, exports))) {
    throw wrongReceipt(file, "it answers a file that was not written here, or before the state folder was put back");
  }
  if (serviceKey === undefined) writeServiceKey(join(folder, serviceKeyFile), receipt.value.key);
  const settled = withStore(folder, (database) =>
    receipt.value.receipts.map((each) => takeHandReceipt(database, { ...each, serverTime }, exports)),
  );
  const total = (what: keyof HandSettlement) => settled.reduce((sum, each) => sum + each[what], 0);
  return {
    ...{ accepted: total("accepted"), quarantined: total("quarantined") },
    ...{ again: total("again"), missing: total("missing") },
  };
}

function wrongReceipt(file: string, why: string): AgentError {
  return new AgentError({
    kind: "data",
    code: "receipt-wrong",
    message: `${file}: ${why}`,
    remedy: "Give the receipt that mfp-agent-central import wrote for an export of this agent.",
  });
}

/** Who this agent is when it speaks by hand: as enrolled, or by its own key when it never was. */
function identityIn(folder: string) {
  const key = openSigningKey(join(folder, signingKeyFile));
  const credential = readCredential(join(folder, credentialFile));
  const serviceKey = credential?.serviceKey ?? readServiceKey(join(folder, serviceKeyFile));
  return { agent: credential?.agent ?? key.agent, key, serviceKey };
}
