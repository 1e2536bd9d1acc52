import { queryObjects } from "node:v8";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { sleep } from "../../../src/agent/leaf/clock.ts";
import { failed, ok } from "../../../src/agent/leaf/result.ts";
import { publicCredential } from "../../../src/agent/snmp/credentials.ts";
import { DeviceLimitsBook } from "../../../src/agent/snmp/device-limits.ts";
import type { SnmpClient, SnmpFailure } from "../../../src/agent/snmp/snmp-client.ts";
import type { SnmpEngine } from "../../../src/agent/snmp/snmp-engine.ts";
import { walkColumns } from "../../../src/agent/snmp/walk.ts";
import { defaultWalkLimits } from "../../../src/agent/snmp/walk-progress.ts";
import { encodeMessage, type Message } from "../../../src/simulator/pdu.ts";
import { integer, type VarBind } from "../../../src/simulator/value.ts";
import { settlePromises, VirtualClock } from "../../virtual-clock.ts";
import { type Behaviour, impatient, playing, relaxed, startEngine, UdpDevice } from "./udp-device.ts";

const level = "1.3.6.1.2.1.43.11.1.1.9";
const description = "1.3.6.1.2.1.43.11.1.1.6";
const rows = (column: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${column}.1.${index + 1}|2|${index}`);
const sysUpTime = "1.3.6.1.2.1.1.3.0|67|1";

let engine: SnmpEngine;
const devices: UdpDevice[] = [];

beforeEach(async () => {
  engine = await startEngine();
});

afterEach(() => {
  engine.client.close();
  for (const device of devices.splice(0)) device.stop();
});

async function startDevice(behaviour: Behaviour): Promise<UdpDevice> {
  const device = new UdpDevice(behaviour);
  await device.start();
  devices.push(device);
  return device;
}

function answer(request: Message, varBinds: readonly VarBind[], change: Partial<Message> = {}): Buffer {
  return encodeMessage({ ...request, type: "response", errorStatus: 0, errorIndex: 0, varBinds, ...change });
}

const lines = [sysUpTime, ...rows(description, 7), ...rows(level, 7), "1.3.6.1.2.1.43.12.1.1.2.1.1|2|1"];
const allRows = [...rows(description, 7), ...rows(level, 7)].map((line) => line.split("|")[0]);

describe("a walk of columns", () => {
  it.each(["1", "2c"] as const)("reads every row of each column and nothing else, in SNMPv%s", async (version) => {
    const device = await startDevice(playing(lines));
    const walk = await walkColumns(engine, device.target(version), [description, level], relaxed);
    expect(walk).toMatchObject({ ok: true, value: { isComplete: true, ending: "complete" } });
    expect(walk.ok && walk.value.varbinds.map(({ oid }) => oid)).toEqual(allRows);
  });

  it("reads columns of different lengths, the empty one too", async () => {
    const device = await startDevice(
      playing([...rows("1.3.6.1.1", 30), ...rows("1.3.6.1.2", 3), ...rows("1.3.6.1.4", 2)]),
    );
    const columns = ["1.3.6.1.1", "1.3.6.1.2", "1.3.6.1.3", "1.3.6.1.4"];
    const walk = await walkColumns(engine, device.target(), columns, relaxed);
    expect(walk).toMatchObject({ ok: true, value: { isComplete: true } });
    expect(walk.ok && walk.value.varbinds.length).toBe(35);
  });

  it("goes on when the device cuts its answers short in the middle of a row", async () => {
    const device = await startDevice(playing(lines, 140));
    const walk = await walkColumns(engine, device.target(), [description, level], relaxed);
    expect(walk.ok && walk.value.varbinds.map(({ oid }) => oid)).toEqual(allRows);
  });

  it("ends at the end of the MIB", async () => {
    const device = await startDevice(playing(rows(level, 3)));
    expect(await walkColumns(engine, device.target(), [level], relaxed)).toMatchObject({ value: { isComplete: true } });
  });

  it("fails when the device is away", async () => {
    const device = await startDevice(() => []);
    const walk = await walkColumns(engine, device.target(), [level], impatient);
    expect(walk).toMatchObject({ ok: false, failure: { kind: "timeout" } });
  });

  it("fails as aborted when its signal is", async () => {
    const device = await startDevice(() => []);
    const abort = new AbortController();
    const walk = walkColumns(engine, device.target(), [level], { ...relaxed, signal: abort.signal });
    abort.abort();
    expect(await walk).toMatchObject({ ok: false, failure: { kind: "aborted" } });
  });
});

it("leaves nothing behind at a signal that outlives it", async () => {
  const device = await startDevice(playing(rows(level, 3)));
  const { signal } = new AbortController();
  // That counting objects is experimental is known, and no line for those who run the tests.
  const warn = vi.spyOn(process, "emitWarning").mockReturnValue();
  onTestFinished(() => warn.mockRestore());
  const signals = () => queryObjects(AbortSignal, { format: "count" });
  await walkColumns(engine, device.target(), [level], { ...relaxed, signal });
  const before = signals();
  for (let turn = 0; turn < 50; turn += 1) {
    await walkColumns(engine, device.target(), [level], { ...relaxed, signal });
  }
  expect(signals()).toBeLessThan(before + 10);
});

describe("a device that manages few repetitions", () => {
  const silentAbove = (most: number): Behaviour => {
    const answers = playing(lines);
    return (asked) => (asked.request.type === "getBulk" && asked.request.errorIndex > most ? [] : answers(asked));
  };

  it.each([
    [6, 6],
    [5, 2],
    [1, 1],
  ])("that is silent above %i is asked for %i and stays so", async (most, learned) => {
    const device = await startDevice(silentAbove(most));
    const walk = await walkColumns(engine, device.target(), [description, level], impatient);
    expect(walk.ok && walk.value.varbinds.map(({ oid }) => oid)).toEqual(allRows);
    expect(engine.limits.of(device.target()).repetitions).toBe(learned);
  });

  it("that says tooBig is asked for fewer at once", async () => {
    const answers = playing(lines);
    const device = await startDevice((asked) =>
      asked.request.errorIndex > 2 ? [answer(asked.request, [], { errorStatus: 1 })] : answers(asked),
    );
    const walk = await walkColumns(engine, device.target(), [description, level], relaxed);
    expect(walk.ok && walk.value.varbinds.length).toBe(14);
  });
});

describe("a device that would never end", () => {
  const next = (oid: string) => `${oid}.1`;
  const counting = (request: Message) => request.varBinds.map(({ oid }) => ({ oid: bump(oid), value: integer(1) }));
  const bump = (oid: string) =>
    oid === level ? next(oid) : oid.replace(/[0-9]+$/, (last) => String(Number(last) + 1));

  it.each<readonly [string, Behaviour, string]>([
    ["repeats an OID", ({ request }) => [answer(request, [{ oid: next(level), value: integer(1) }])], "notIncreasing"],
    [
      "goes back",
      ({ request, count }) => [answer(request, [{ oid: `${level}.${100 - count}`, value: integer(1) }])],
      "notIncreasing",
    ],
    [
      "gives the OID asked for",
      ({ request }) => [answer(request, [{ oid: level, value: integer(1) }])],
      "notIncreasing",
    ],
    ["answers without values", ({ request }) => [answer(request, [])], "emptyAnswer"],
    ["always has one more row", ({ request }) => [answer(request, counting(request))], "rowLimit"],
    [
      "answers genErr",
      ({ request }) => [answer(request, request.varBinds, { errorStatus: 5, errorIndex: 1 })],
      "refused",
    ],
    ["answers genErr of nothing", ({ request }) => [answer(request, request.varBinds, { errorStatus: 5 })], "refused"],
  ])("because it %s ends all the same, and is not complete", async (_name, behaviour, ending) => {
    const device = await startDevice(behaviour);
    const limits = { ...defaultWalkLimits, rowsPerColumn: 50 };
    const walk = await walkColumns(engine, device.target(), [level], relaxed, limits);
    expect(walk).toMatchObject({ ok: true, value: { isComplete: false, ending } });
  });

  it.each([
    ["pduLimit", { pdus: 3 }],
    ["byteLimit", { bytes: 500 }],
  ])("stops at its %s", async (ending, limit) => {
    const device = await startDevice(({ request }) => [answer(request, counting(request))]);
    const walk = await walkColumns(engine, device.target(), [level], relaxed, { ...defaultWalkLimits, ...limit });
    expect(walk).toMatchObject({ ok: true, value: { isComplete: false, ending } });
  });

  it("by dripping stops at its time limit and keeps what came", async () => {
    const clock = new VirtualClock();
    const device = await startDevice(({ request, count }) => (count > 3 ? [] : [answer(request, counting(request))]));
    const walk = walkColumns({ ...engine, clock }, device.target(), [level], relaxed);
    while (device.requests.length < 4) await settlePromises();
    await clock.advance(defaultWalkLimits.timeMs);
    expect(await walk).toMatchObject({ ok: true, value: { isComplete: false, ending: "timeLimit" } });
  });

  it("in one column does not keep the others from being read", async () => {
    const answers = playing(lines);
    const device = await startDevice((asked) =>
      asked.request.varBinds.length > 1
        ? [answer(asked.request, asked.request.varBinds, { errorStatus: 5, errorIndex: 1 })]
        : answers(asked),
    );
    const walk = await walkColumns(engine, device.target(), [description, level], relaxed);
    expect(walk).toMatchObject({ ok: true, value: { isComplete: false, ending: "refused" } });
    expect(walk.ok && walk.value.varbinds.length).toBe(7);
  });
});

describe("a table without end", () => {
  /** More than any limit allows: then the device is away, so that a walk without limits fails. */
  const mostAnswers = 3000;
  const target = { address: "192.0.2.1", port: 161, credential: publicCredential };
  const silent: SnmpFailure = { kind: "timeout", message: "" };

  function endless({ rowsEach = 10, textBytes = 4, answerMs = 0 }): SnmpEngine & { readonly clock: VirtualClock } {
    const clock = new VirtualClock();
    let answers = 0;
    const client: SnmpClient = {
      get: async () => failed(silent),
      async getBulk(_target, { oids: [cursor = ""] }, { signal }) {
        answers += 1;
        if (answerMs > 0) await sleep(clock, answerMs, signal);
        if (signal?.aborted) return failed({ kind: "aborted", message: "" });
        if (answers > mostAnswers) return failed(silent);
        const last = Number(cursor.slice(level.length + 1));
        const value = { type: "octets", value: Buffer.alloc(textBytes) } as const;
        const read = Array.from({ length: rowsEach }, (_, at) => ({ oid: `${level}.${last + at + 1}`, value }));
        return ok({ nonRepeaters: [], rows: read });
      },
      close() {},
    };
    return { client, clock, limits: new DeviceLimitsBook(clock) };
  }

  it.each([
    ["2,000 rows", {}, "rowLimit", { rows: 2000, ms: 0 }],
    ["500 PDUs", { rowsEach: 1 }, "pduLimit", { rows: 500, ms: 0 }],
    ["a megabyte", { textBytes: 1000 }, "byteLimit", { rows: 980, ms: 0 }],
    ["half a minute", { rowsEach: 1, answerMs: 1400 }, "timeLimit", { rows: 21, ms: 30_000 }],
  ])("is left after %s", async (_name, device, ending, spent) => {
    const engine = endless(device);
    const { clock } = engine;
    let walk: Awaited<ReturnType<typeof walkColumns>> | undefined;
    void walkColumns(engine, target, [level], relaxed).then((ended) => {
      walk = ended;
    });
    for (await settlePromises(); walk === undefined; await settlePromises()) await clock.advance(clock.nextInMs ?? 0);
    if (!walk.ok) throw new Error(`${walk.failure.kind}: it was read without end`);
    expect(walk.value).toMatchObject({ isComplete: false, ending });
    expect({ rows: walk.value.varbinds.length, ms: clock.monoMs() }).toEqual(spent);
  });
});
