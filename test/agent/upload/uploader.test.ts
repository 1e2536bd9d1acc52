import { describe, expect, onTestFinished, test } from "vitest";
import { silentLog } from "../../../src/agent/leaf/log.ts";
import { failed, ok, type Result } from "../../../src/agent/leaf/result.ts";
import type { SqliteOutbox } from "../../../src/agent/outbox/sqlite-outbox.ts";
import type { Central, UploadFailure } from "../../../src/agent/upload/central-port.ts";
import { uploadFailure } from "../../../src/agent/upload/failure.ts";
import { Uploader } from "../../../src/agent/upload/uploader.ts";
import { defaultUploaderSettings } from "../../../src/agent/upload/uploader-state.ts";
import type { Acknowledgement, Batch } from "../../../src/contract/batch.ts";
import { VirtualClock } from "../../virtual-clock.ts";
import { event, openOutbox, reading } from "../outbox/temporary-outbox.ts";
import { acknowledgement } from "./misbehaving-server.ts";

type Answer = Result<Acknowledgement, UploadFailure>;

/** A central whose answers the test decides, batch by batch. */
class ScriptedCentral implements Central {
  readonly batches: Batch[] = [];
  answer: (batch: Batch) => Answer | Promise<Answer> = takeAll;

  async upload(batch: Batch): Promise<Answer> {
    this.batches.push(batch);
    return this.answer(batch);
  }

  async enrol(): Promise<never> {
    throw new Error("not asked in these tests");
  }

  sentBytes(): number {
    return this.batches.length * 100;
  }
}

function takeAll(batch: Batch): Answer {
  const accepted = batch.records.map(({ seq }): [number, number] => [seq, seq]);
  return ok(acknowledgement({ epoch: batch.epoch, accepted }));
}

interface Bench {
  readonly outbox: SqliteOutbox;
  readonly central: ScriptedCentral;
  readonly clock: VirtualClock;
  readonly uploader: Uploader;
  readonly acknowledged: Acknowledgement[];
}

function bench(agent: () => string | undefined = () => "ag-1"): Bench {
  const outbox = openOutbox(onTestFinished);
  const central = new ScriptedCentral();
  const clock = new VirtualClock();
  const acknowledged: Acknowledgement[] = [];
  const uploader = new Uploader({
    outbox,
    central,
    clock,
    log: silentLog,
    settings: { ...defaultUploaderSettings, startSpreadMs: 0 },
    random: () => 0.5,
    agent,
    bootId: "boot",
    isClockSynced: () => true,
    commandOutcomes: () => [],
    onAcknowledged: (each) => acknowledged.push(each),
  });
  onTestFinished(() => uploader.stop());
  return { outbox, central, clock, uploader, acknowledged };
}

describe("the uploader", () => {
  test("empties the outbox at the start and hands on what central tells", async () => {
    const { outbox, central, clock, uploader, acknowledged } = bench();
    outbox.commit({ records: [reading("a"), event("a", "x")], states: [] });
    uploader.start();
    await clock.advance(1);
    expect(central.batches.map(({ records }) => records.map(({ seq }) => seq))).toEqual([[2, 1]]);
    expect(outbox.stats().records).toBe(0);
    expect(acknowledged).toHaveLength(1);
    expect(uploader.snapshot()).toMatchObject({ phase: "idle", records: 2, failuresInARow: 0 });
  });

  test("sends an event at once, and a reading some seconds later", async () => {
    const { outbox, central, clock, uploader } = bench();
    uploader.start();
    await clock.advance(1);
    outbox.commit({ records: [reading("a")], states: [] });
    uploader.notify(false);
    await clock.advance(4000);
    expect(central.batches).toHaveLength(0);
    await clock.advance(1000);
    expect(central.batches).toHaveLength(1);
    outbox.commit({ records: [event("a", "x")], states: [] });
    uploader.notify(true);
    await clock.advance(0);
    expect(central.batches).toHaveLength(2);
  });

  test("a bug on the way of a batch is a failure that is tried again", async () => {
    const { outbox, central, clock, uploader } = bench();
    central.answer = () => {
      throw new Error("a bug of ours");
    };
    outbox.commit({ records: [reading("a")], states: [] });
    uploader.start();
    await clock.advance(1);
    expect(uploader.snapshot()).toMatchObject({ waitingFor: "internal", lastFailure: { kind: "internal" } });
    central.answer = takeAll;
    await clock.advance(10_000);
    expect(outbox.stats().records).toBe(0);
  });

  test("a bug in taking what central tells does not hold up the records", async () => {
    const { outbox, clock, uploader, acknowledged } = bench();
    acknowledged.push = () => {
      throw new Error("a bug of ours");
    };
    outbox.commit({ records: [reading("a")], states: [] });
    uploader.start();
    await clock.advance(1);
    expect(uploader.snapshot()).toMatchObject({ phase: "idle", records: 1, lastFailure: null });
  });

  test("keeps everything through an outage and delivers it afterwards", async () => {
    const { outbox, central, clock, uploader } = bench();
    central.answer = () => failed(uploadFailure("refused", "ECONNREFUSED"));
    outbox.commit({ records: [reading("a"), reading("b")], states: [] });
    uploader.start();
    await clock.advance(3_600_000);
    expect(outbox.stats().records).toBe(2);
    expect(uploader.snapshot()).toMatchObject({
      phase: "waiting",
      waitingFor: "refused",
      lastFailure: { kind: "refused" },
    });
    expect(central.batches.length).toBeLessThan(40);
    central.answer = takeAll;
    await clock.advance(300_000);
    expect(outbox.stats().records).toBe(0);
    expect(uploader.snapshot().failuresInARow).toBe(0);
  });

  test("takes an acknowledgement of another epoch for none", async () => {
    const { outbox, central, clock, uploader, acknowledged } = bench();
    central.answer = () => ok(acknowledgement({ epoch: "another", accepted: [[1, 1]] }));
    outbox.commit({ records: [reading("a")], states: [] });
    uploader.start();
    await clock.advance(1);
    expect(outbox.stats().records).toBe(1);
    expect(acknowledged).toHaveLength(0);
    expect(uploader.snapshot().lastFailure?.kind).toBe("notAcknowledged");
  });

  test("isolates a record that central does not stand and delivers the others", async () => {
    const { outbox, central, clock, uploader } = bench();
    central.answer = (batch) =>
      batch.records.some(({ seq }) => seq === 37) ? failed(uploadFailure("unacceptable", "HTTP 422")) : takeAll(batch);
    outbox.commit({ records: Array.from({ length: 64 }, (_, index) => reading(`d${index}`)), states: [] });
    uploader.start();
    await clock.advance(1);
    expect(outbox.stats().records).toBe(0);
    expect(outbox.quarantined(10)).toMatchObject([{ seq: 37, code: "unacceptable" }]);
    expect(central.batches.flatMap(({ gaps }) => gaps)).toContainEqual({ from: 37, to: 37, reason: "quarantined" });
  });

  test("does not send before it is enrolled, and at once afterwards", async () => {
    let agent: string | undefined;
    const { outbox, central, clock, uploader } = bench(() => agent);
    outbox.commit({ records: [reading("a")], states: [] });
    uploader.start();
    await clock.advance(10_000);
    expect(uploader.snapshot().waitingFor).toBe("notEnrolled");
    agent = "ag-2";
    uploader.credentialChanged();
    await clock.advance(0);
    expect(central.batches).toMatchObject([{ agent: "ag-2" }]);
  });

  test("stops at once in the middle of a request, and nothing is lost", async () => {
    const { outbox, central, clock, uploader } = bench();
    let answer: (result: Answer) => void = () => {};
    central.answer = () => new Promise<Answer>((resolve) => (answer = resolve));
    outbox.commit({ records: [reading("a")], states: [] });
    uploader.start();
    await clock.advance(1);
    const stopped = uploader.stop();
    answer(failed(uploadFailure("cancelled")));
    await stopped;
    expect(outbox.stats().records).toBe(1);
    expect(clock.pending).toBe(0);
  });

  test("is quiet when all was sent, for a goodbye before the end", async () => {
    const { outbox, clock, uploader } = bench();
    uploader.start();
    await clock.advance(1);
    outbox.commit({ records: [event("a", "x")], states: [] });
    uploader.notify(true);
    await uploader.quiet();
    expect(outbox.stats().records).toBe(0);
  });

  test("is not upset by a wall clock that jumps", async () => {
    const { outbox, central, clock, uploader } = bench();
    central.answer = () => failed(uploadFailure("server", "HTTP 503"));
    outbox.commit({ records: [reading("a")], states: [] });
    uploader.start();
    await clock.advance(1);
    const before = uploader.snapshot().nextTryInMs;
    clock.jumpWall(-20 * 365 * 86_400_000);
    expect(uploader.snapshot().nextTryInMs).toBe(before);
    central.answer = takeAll;
    await clock.advance(300_000);
    expect(outbox.stats().records).toBe(0);
  });
});
