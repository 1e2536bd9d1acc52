import { describe, expect, it } from "vitest";
import { failed, ok } from "../../../src/agent/leaf/result.ts";
import { Secret } from "../../../src/agent/leaf/secret.ts";
import { getAll } from "../../../src/agent/snmp/chunked-get.ts";
import { DeviceLimitsBook, defaultLimits } from "../../../src/agent/snmp/device-limits.ts";
import type { SnmpClient, SnmpFailureKind } from "../../../src/agent/snmp/snmp-client.ts";
import { patientOptions, type SnmpEngine } from "../../../src/agent/snmp/snmp-engine.ts";
import { VirtualClock } from "../../virtual-clock.ts";

const target = {
  address: "192.0.2.1",
  port: 161,
  credential: { version: "2c", community: new Secret("public") },
} as const;
const oids = (count: number) => Array.from({ length: count }, (_, index) => `1.3.6.1.2.1.43.11.1.1.9.1.${index + 1}`);

type Refusal = { kind: SnmpFailureKind; errorIndex?: number } | undefined;

/** A device that answers each OID with its last arc, unless `refuse` says otherwise; keeps what it was asked. */
function fakeEngine(refuse: (asked: readonly string[]) => Refusal = () => undefined) {
  const asked: (readonly string[])[] = [];
  const client: SnmpClient = {
    async get(_target, list) {
      asked.push(list);
      const refusal = refuse(list);
      if (refusal) return failed({ message: "", ...refusal });
      return ok(list.map((oid) => ({ oid, value: { type: "integer", value: Number(oid.split(".").at(-1)) } })));
    },
    getBulk: () => Promise.reject(new Error("not asked for here")),
    close() {},
  };
  const clock = new VirtualClock();
  const engine: SnmpEngine = { client, limits: new DeviceLimitsBook(clock), clock };
  return { engine, asked };
}

const isDevice = (list: readonly string[]) => list.length > 1 || list[0] !== "1.3.6.1.2.1.1.3.0";

describe("a GET of many OIDs", () => {
  it("asks nothing when there is nothing to ask", async () => {
    const { engine, asked } = fakeEngine();
    expect(await getAll(engine, target, [], patientOptions)).toEqual(ok([]));
    expect(asked).toEqual([]);
  });

  it.each([
    ["of nothing known", undefined, [31, 29]],
    ["of numbers", 9, [40, 20]],
    ["of long texts", 100, [11, 11, 11, 11, 11, 5]],
  ])("goes out in PDUs whose answer fits a frame and comes back in order: values %s", async (_, valueBytes, sizes) => {
    const { engine, asked } = fakeEngine();
    const answer = await getAll(engine, target, oids(60), patientOptions, valueBytes);
    expect(asked.map(({ length }) => length)).toEqual(sizes);
    expect(answer.ok && answer.value.map(({ oid }) => oid)).toEqual(oids(60));
  });

  it.each<SnmpFailureKind>(["tooBig", "timeout"])("is halved until it fits, and stays so: %s", async (kind) => {
    const { engine, asked } = fakeEngine((list) => (list.length > 7 ? { kind } : undefined));
    const first = await getAll(engine, target, oids(30), patientOptions);
    expect(first.ok && first.value.map(({ oid }) => oid)).toEqual(oids(30));
    asked.length = 0;
    await getAll(engine, target, oids(12), patientOptions);
    expect(asked.map(({ length }) => length)).toEqual([4, 4, 4]);
  });

  it("fails without halving when the device is away", async () => {
    const { engine, asked } = fakeEngine(() => ({ kind: "timeout" }));
    expect(await getAll(engine, target, oids(30), patientOptions)).toMatchObject({ failure: { kind: "timeout" } });
    expect(asked.map(({ length }) => length)).toEqual([30, 1]);
    expect(engine.limits.of(target)).toEqual(defaultLimits);
  });

  it.each([
    ["noSuchName", "noSuchObject"],
    ["genErr", "noSuchInstance"],
  ] as const)("drops the OID that is to blame and asks for the rest: %s", async (kind, type) => {
    const bad = new Set([oids(10)[0], oids(10)[4], oids(10)[9]]);
    const { engine } = fakeEngine((list) => {
      const at = list.findIndex((oid) => bad.has(oid));
      return at < 0 ? undefined : { kind, errorIndex: at + 1 };
    });
    const answer = await getAll(engine, target, oids(10), patientOptions);
    expect(answer.ok && answer.value.map(({ value }) => value.value)).toEqual([null, 2, 3, 4, null, 6, 7, 8, 9, null]);
    expect(answer.ok && answer.value[4]?.value.type).toBe(type);
  });

  it.each([0, -1, 99])("finds the bad OID when the device blames number %i", async (errorIndex) => {
    const bad = oids(10)[6] ?? "";
    const { engine } = fakeEngine((list) => (list.includes(bad) ? { kind: "genErr", errorIndex } : undefined));
    const answer = await getAll(engine, target, oids(10), patientOptions);
    expect(answer.ok && answer.value.map(({ value }) => value.value)).toEqual([1, 2, 3, 4, 5, 6, null, 8, 9, 10]);
  });

  it("tells a single OID on which the device hangs as absent", async () => {
    const bad = oids(10)[6] ?? "";
    const { engine } = fakeEngine((list) => (isDevice(list) && list.includes(bad) ? { kind: "timeout" } : undefined));
    const answer = await getAll(engine, target, oids(10), patientOptions);
    expect(answer.ok && answer.value[6]?.value.type).toBe("noSuchInstance");
    expect(answer.ok && answer.value.filter(({ value }) => value.value === null).length).toBe(1);
  });

  it("learns nothing of the size from an OID on which the device hangs", async () => {
    const bad = oids(40)[6] ?? "";
    const { engine } = fakeEngine((list) => (isDevice(list) && list.includes(bad) ? { kind: "timeout" } : undefined));
    await getAll(engine, target, oids(40), patientOptions);
    expect(engine.limits.of(target)).toEqual(defaultLimits);
  });
});
