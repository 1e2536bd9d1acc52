import { copyFileSync, cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { Database } from "../../../src/agent/outbox/database.ts";
import {
  giveUpDamaged,
  type HandReceipt,
  hasWritten,
  noteCarried,
  noteLeavingByHand,
  readCarried,
  takeHandReceipt,
  waitingBatches,
} from "../../../src/agent/outbox/hand-carried.ts";
import { noteLoss } from "../../../src/agent/outbox/loss.ts";
import type { HandedOut, NewRecord, OpenReport } from "../../../src/agent/outbox/outbox.ts";
import type { SqliteOutbox } from "../../../src/agent/outbox/sqlite-outbox.ts";
import { event, outboxIn, reading, serverTimeOf, temporaryFolder, wholeBatch } from "./temporary-outbox.ts";

/** A running agent's outbox, and the file beside it as a command opens it. */
function openSite(): { folder: string; outbox: SqliteOutbox; database: Database } {
  const folder = temporaryFolder(onTestFinished);
  const outbox = outboxIn(folder);
  outbox.open();
  const database = new Database(join(folder, "outbox.db"));
  onTestFinished(() => {
    database.close();
    outbox.close();
  });
  return { folder, outbox, database };
}

const commit = (outbox: SqliteOutbox, ...records: NewRecord[]) => outbox.commit({ records, states: [] });
const everything = { mostRecords: 1000 };
const carry = (database: Database, maxRecords = 1000): readonly HandedOut[] => [
  ...waitingBatches(database, maxRecords, everything),
];

function receiptOf(outbox: SqliteOutbox, parts: Partial<HandReceipt>): HandReceipt {
  return { epoch: outbox.stats().epoch, accepted: [], rejected: [], gaps: [], ...parts };
}

function backUp(folder: string, database: Database): void {
  database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  copyFileSync(join(folder, "outbox.db"), join(folder, "backup"));
}

/** Opens the folder as a kill leaves it, so that nothing was noted at the end, but with the backup of the store. */
function putBackAfterKill(folder: string): OpenReport {
  const killed = temporaryFolder(onTestFinished);
  cpSync(folder, killed, { recursive: true });
  copyFileSync(join(killed, "backup"), join(killed, "outbox.db"));
  for (const side of ["lock.db", "outbox.db-wal", "outbox.db-shm"]) rmSync(join(killed, side), { force: true });
  const outbox = outboxIn(killed);
  onTestFinished(() => outbox.close());
  return outbox.open();
}

const take = (database: Database, receipt: HandReceipt, names?: readonly string[], day = 0) =>
  takeHandReceipt(database, { ...receipt, serverTime: serverTimeOf(day) }, names);
const refused = (seq: number, code = "schema") => ({ seq, code, retry: false, text: "wrong" });
const seqsOf = (batches: readonly HandedOut[]) => batches.flatMap(({ records }) => records.map(({ seq }) => seq));

describe("a file that is carried", () => {
  test("tells in each batch how many events follow in later ones", () => {
    const { outbox, database } = openSite();
    commit(outbox, event("a", "one"), event("a", "two"), reading("a"), event("a", "three"));
    expect(carry(database, 1).map(({ eventsRemaining }) => eventsRemaining)).toEqual([2, 1, 1, 0]);
  });

  test("names gaps with its first records, and alone where nothing else waits", () => {
    const { outbox, database } = openSite();
    commit(outbox, reading("a"), reading("b"));
    take(database, receiptOf(outbox, { rejected: [refused(1)] }));
    const gaps = [{ from: 1, to: 1, reason: "quarantined" }];
    expect(carry(database)).toMatchObject([{ gaps, records: [{ seq: 2 }] }]);
    take(database, receiptOf(outbox, { accepted: [[2, 2]] }));
    expect(carry(database)).toMatchObject([{ gaps, records: [] }]);
  });

  test("tells a row that cannot be read any more as a gap, and the row goes", () => {
    const { outbox, database } = openSite();
    commit(outbox, reading("a"), reading("b"), reading("c"));
    database.run("UPDATE record SET crc = crc + 1 WHERE seq = 2");
    expect(giveUpDamaged(database, everything)).toBe(1);
    expect(giveUpDamaged(database, everything)).toBe(0);
    expect(seqsOf(carry(database))).toEqual([1, 3]);
    expect(carry(database)[0]?.gaps).toEqual([{ from: 2, to: 2, reason: "corrupt" }]);
    expect(outbox.stats().records).toBe(2);
    expect(outbox.mustTellAgain()).toBe(false);
  });

  test("asks for all to be told again where the row may have been an event", () => {
    const { outbox, database } = openSite();
    commit(outbox, event("a", "fault.C-2557"), reading("a"));
    database.run("UPDATE record SET crc = crc + 1 WHERE seq = 1");
    giveUpDamaged(database, everything);
    expect(outbox.mustTellAgain()).toBe(true);
  });

  test.each([
    ["records", () => {}],
    [
      "a gap alone",
      (outbox: SqliteOutbox, database: Database) => {
        take(database, receiptOf(outbox, { accepted: [[1, 1]], rejected: [refused(2)] }));
      },
    ],
  ])("with %s keeps a store put back from a backup from giving its numbers again", (_what, act) => {
    const { folder, outbox, database } = openSite();
    commit(outbox, reading("a"));
    backUp(folder, database);
    commit(outbox, reading("b"));
    act(outbox, database);
    noteLeavingByHand(database, { folder, name: "export-1" }, carry(database));
    expect(putBackAfterKill(folder)).toMatchObject({ outcome: "recovered", reason: "rolled-back", salvaged: 1 });
  });

  test("never lowers the mark of one that was carried before", () => {
    const { folder, outbox, database } = openSite();
    backUp(folder, database);
    commit(outbox, reading("a"), reading("b"));
    noteLeavingByHand(database, { folder, name: "export-1" }, carry(database));
    noteLeavingByHand(database, { folder, name: "export-2" }, []);
    expect(putBackAfterKill(folder)).toMatchObject({ outcome: "recovered", reason: "rolled-back" });
  });
});

test("what the agent stores while a file is read is neither in it nor counted as its rest", () => {
  const { outbox, database } = openSite();
  commit(outbox, event("a", "first"));
  const iterate = database.iterate.bind(database);
  database.iterate = (...words) => {
    commit(outbox, event("a", "second"), event("a", "third"));
    return iterate(...words);
  };
  const [batch] = carry(database);
  expect(batch).toMatchObject({ eventsRemaining: 0, records: [{ seq: 1 }] });
  expect(batch?.records).toHaveLength(1);
});

test("what was carried in an epoch that is over says nothing of the next, begun while the file was written", () => {
  const { outbox, database } = openSite();
  noteCarried(database, { epoch: "one that is over", seq: 2 });
  expect(readCarried(database)).toBe(0);
  noteCarried(database, { epoch: outbox.stats().epoch, seq: 2 });
  expect(readCarried(database)).toBe(2);
});

test("a store knows the files that it wrote, the latest hundred, and none of a life after it was copied", () => {
  const { folder, database } = openSite();
  expect(hasWritten(database, [])).toBe(true);
  for (let file = 1; file <= 101; file += 1) noteLeavingByHand(database, { folder, name: `export-${file}` }, []);
  expect(hasWritten(database, ["export-2", "export-101"])).toBe(true);
  expect(hasWritten(database, ["export-2", "export-102"])).toBe(false);
  expect(hasWritten(database, ["export-1"])).toBe(false);
});

describe("a receipt", () => {
  test("of all that waits has told again what a full outbox had lost", () => {
    const { outbox, database } = openSite();
    commit(outbox, reading("a"), reading("b"));
    noteLoss(database, "when-empty");
    take(database, receiptOf(outbox, { accepted: [[1, 1]] }));
    expect(outbox.mustTellAgain()).toBe(false);
    take(database, receiptOf(outbox, { accepted: [[2, 2]] }));
    expect(outbox.mustTellAgain()).toBe(true);
  });

  test("of another epoch changes nothing", () => {
    const { outbox, database } = openSite();
    commit(outbox, reading("a"), reading("b"));
    const receipt = { accepted: [[1, 1] as [number, number]], rejected: [refused(2)] };
    expect(take(database, { ...receiptOf(outbox, receipt), epoch: "another" })).toMatchObject({
      accepted: 0,
      quarantined: 0,
    });
    expect(outbox.stats()).toMatchObject({ records: 2, quarantined: 0 });
  });

  test("puts what central refused for good into quarantine, with central's reason", () => {
    const { outbox, database } = openSite();
    commit(outbox, reading("a"));
    take(database, receiptOf(outbox, { rejected: [refused(1)] }));
    expect(outbox.quarantined(9)).toMatchObject([{ seq: 1, code: "schema", text: "wrong", device: "a" }]);
    expect(outbox.stats().records).toBe(0);
  });

  test("leaves what central wants again, and forgets those gaps alone that it names", () => {
    const { outbox, database } = openSite();
    commit(outbox, reading("a"), reading("b"), reading("c"));
    take(database, receiptOf(outbox, { rejected: [refused(1)] }));
    take(database, receiptOf(outbox, { rejected: [{ ...refused(2), retry: true }, refused(3)] }));
    take(database, receiptOf(outbox, { gaps: [{ from: 1, to: 1, reason: "quarantined" }] }));
    expect(carry(database)).toMatchObject([
      { gaps: [{ from: 3, to: 3, reason: "quarantined" }], records: [{ seq: 2 }] },
    ]);
  });

  describe("of a central that was put back to an older state", () => {
    const forgetful = (outbox: SqliteOutbox, seq: number) =>
      receiptOf(outbox, { accepted: [[seq, seq]], unbrokenTo: 1 });

    /** Two records that central acknowledged, and then one in a file. */
    function openAfterReceipt() {
      const site = openSite();
      const { folder, outbox, database } = site;
      commit(outbox, event("a", "raise"), reading("a"));
      take(database, receiptOf(outbox, { accepted: [[1, 2]], unbrokenTo: 2 }));
      commit(outbox, reading("b"));
      noteLeavingByHand(database, { folder, name: "export-1" }, carry(database));
      noteCarried(database, { epoch: outbox.stats().epoch, seq: 3 });
      return site;
    }

    test("has what it forgot carried there with the next file, however often it is given", () => {
      const { outbox, database } = openAfterReceipt();
      expect(take(database, forgetful(outbox, 3), ["export-1"])).toMatchObject({ again: 1, missing: 0 });
      expect(outbox.mustTellAgain()).toBe(false);
      expect(readCarried(database)).toBe(1);
      expect(carry(database)).toMatchObject([{ gaps: [], records: [{ seq: 2 }] }]);
      expect(take(database, forgetful(outbox, 3), ["export-1"])).toMatchObject({ again: 0, missing: 0 });
      take(database, receiptOf(outbox, { accepted: [[2, 2]], unbrokenTo: 3 }));
      expect(take(database, forgetful(outbox, 3), ["export-1"])).toMatchObject({ again: 0, missing: 0 });
      expect(carry(database)).toEqual([]);
    });

    test("has all told again where no copy is left, and central told what it forgot", () => {
      const { outbox, database } = openAfterReceipt();
      const later = (receipt: HandReceipt, names?: readonly string[]) => take(database, receipt, names, 20);
      later(receiptOf(outbox, { accepted: [[3, 3]], unbrokenTo: 3 }));
      commit(outbox, reading("c"));
      later(forgetful(outbox, 4), ["export-1"]);
      expect(outbox.mustTellAgain()).toBe(true);
      const gaps = [{ from: 2, to: 2, reason: "forgotten" }] as const;
      expect(carry(database)).toMatchObject([{ gaps, records: [] }]);
      outbox.commit({ records: [], states: [], hasToldAgain: true });
      later(forgetful(outbox, 4), ["export-1"]);
      expect(outbox.mustTellAgain()).toBe(false);
      later(receiptOf(outbox, { gaps, unbrokenTo: 4 }));
      later(forgetful(outbox, 4), ["export-1"]);
      expect(carry(database)).toEqual([]);
    });

    test("tells nothing that the upload has found out already", () => {
      const { outbox, database } = openAfterReceipt();
      outbox.nextBatch(wholeBatch);
      outbox.settle({ accepted: [[3, 3]], rejected: [], unbrokenTo: 1, serverTime: serverTimeOf(0) });
      expect(take(database, forgetful(outbox, 3), ["export-1"])).toMatchObject({ again: 0, missing: 0 });
      expect(carry(database)).toMatchObject([{ gaps: [], records: [{ seq: 2 }] }]);
    });

    test.each([
      ["that knows all it acknowledged", { unbrokenTo: 3 }, ["export-1"]],
      ["that does not tell", {}, ["export-1"]],
      ["that answers a file which nobody remembers", { unbrokenTo: 1 }, []],
    ])("but not of one %s", (_what, told, names) => {
      const { outbox, database } = openAfterReceipt();
      take(database, receiptOf(outbox, { accepted: [[3, 3]], ...told }), names);
      expect(outbox.mustTellAgain()).toBe(false);
      expect(carry(database)).toEqual([]);
    });

    test("what was acknowledged by line after the file was written is not missed", () => {
      const { outbox, database } = openAfterReceipt();
      outbox.nextBatch(wholeBatch);
      outbox.settle({ accepted: [[3, 3]], rejected: [] });
      take(database, receiptOf(outbox, { unbrokenTo: 2 }), ["export-1"]);
      expect(outbox.mustTellAgain()).toBe(false);
    });
  });

  test("of a life that was put back gives what conflicts a higher number, beside the running agent", () => {
    const { outbox, database } = openSite();
    commit(outbox, reading("a"), event("a", "raise"), reading("b"), event("a", "clear"));
    noteCarried(database, { epoch: outbox.stats().epoch, seq: 4 });
    const receipt = receiptOf(outbox, { accepted: [[1, 1]], rejected: [refused(2, "conflict")], highestSeq: 9 });
    expect(take(database, receipt)).toMatchObject({ accepted: 1, quarantined: 0 });
    expect(commit(outbox, reading("c"))).toEqual([12]);
    expect(readCarried(database)).toBe(1);
    const [batch] = carry(database);
    expect(batch?.records.map(({ seq, body }) => [seq, body])).toMatchObject([
      [3, { filler: "" }],
      [10, { key: "raise" }],
      [11, { key: "clear" }],
      [12, { filler: "" }],
    ]);
    expect(batch?.gaps).toEqual([
      { from: 2, to: 2, reason: "renumbered" },
      { from: 4, to: 9, reason: "renumbered" },
    ]);
    outbox.nextBatch(wholeBatch);
  });
});
