import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { failed, ok } from "../../../src/agent/leaf/result.ts";
import { Secret } from "../../../src/agent/leaf/secret.ts";
import { traceReading } from "../../../src/agent/reading/provenance.ts";
import { type Acquaintance, askDevice, type Interview, meetDevice } from "../../../src/agent/schedule/meet-device.ts";
import { defaultLimits } from "../../../src/agent/snmp/device-limits.ts";
import type { NetSnmpClient } from "../../../src/agent/snmp/net-snmp-client.ts";
import type { SnmpEngine } from "../../../src/agent/snmp/snmp-engine.ts";
import { startDevice } from "../../../src/simulator/site.ts";
import { integer, text } from "../../../src/simulator/value.ts";
import type { VirtualDevice } from "../../../src/simulator/virtual-device.ts";
import { library } from "../../recorded-answers.ts";
import { relaxed, startEngine } from "./udp-device.ts";

const recordings = [
  "accurioprint-c4070",
  "bizhub-458e",
  "bizhub-c3110",
  "bizhub-c360i",
  "bizhub-c454e",
  "brother-like-color",
  "hp-like-color",
  "ineo-258",
  "kyocera-like-mono",
];
const alertEntry = "1.3.6.1.2.1.43.18.1.1";
/** Konica Minolta's table of counters by color and function. */
const printEntry = "1.3.6.1.4.1.18334.1.1.1.5.7.2.2.1";

let engine: SnmpEngine & { client: NetSnmpClient };
let interview: Interview;
const devices: VirtualDevice[] = [];

beforeEach(async () => {
  engine = await startEngine();
  interview = { engine, library, options: relaxed, stamp: () => "2026-11-22T08:00:00.000Z" };
});

afterEach(async () => {
  engine.client.close();
  await Promise.all(devices.splice(0).map((device) => device.stop()));
});

async function meet(recording: string, version: "1" | "2c" = "2c") {
  const device = await startDevice({ recording });
  devices.push(device);
  const credential = { version, community: new Secret("public") };
  const met = await meetDevice(interview, { address: device.address, port: device.port, credential });
  if (!met.ok) throw new Error(met.failure.message);
  return { device, ...met.value };
}

/** As numbers of prtAlertGroup, prtAlertCode and so on. */
interface AlertShown {
  readonly severity?: number;
  readonly training?: number;
  readonly group: number;
  readonly code: number;
  readonly text: string;
}

/** One routine poll and what it cost on the wire. */
async function poll(acquaintance: Acquaintance, scope: "status" | "supplies" | "full") {
  const before = engine.client.traffic;
  const asked = await askDevice(interview, acquaintance, scope);
  const { sent, sentBytes, receivedBytes } = engine.client.traffic;
  if (!asked.ok) throw new Error(asked.failure.message);
  const bytes = sentBytes + receivedBytes - before.sentBytes - before.receivedBytes;
  return { ...asked.value, pdus: sent - before.sent, bytes };
}

describe("first contact", () => {
  it("reads a machine by its maker's profile when only the printer's row of hrDeviceTable names it", async () => {
    const { acquaintance } = await meet("bizhub-c360i");
    const probed = { sysObjectId: undefined, sysDescr: "Fiery", deviceDescr: "Ethernet card", serial: undefined };
    const met = await meetDevice(interview, acquaintance.target, probed);
    expect(met.ok && met.value.reading.profile.name).toBe("konica-minolta");
  });

  it("keeps what the reading was made of, so that each value can be traced", async () => {
    const { acquaintance, answers, reading } = await meet("bizhub-c360i");
    const origins = Object.keys(traceReading(library, acquaintance.profile, answers));
    const { counters = [], supplies = [], alerts = [] } = reading;
    const keys = [...counters.map(({ id }) => `counters.${id}`), ...supplies.map(({ key }) => `supplies.${key}`)];
    expect(origins).toEqual(expect.arrayContaining(keys));
    expect(origins.filter((key) => /^alerts\.[0-9]+\.code$/.test(key))).toHaveLength(alerts.length);
  });
});

describe("a routine poll", () => {
  it.each(recordings)("gives the reading of first contact again: %s", async (recording) => {
    const met = await meet(recording);
    const { reading } = await poll(met.acquaintance, "full");
    expect({ ...reading, uptimeMs: 0 }).toEqual({ ...met.reading, uptimeMs: 0 });
  });

  it("gives the same over SNMPv1, where there is no GETBULK", async () => {
    const met = await meet("bizhub-c360i", "1");
    const { reading } = await poll(met.acquaintance, "full");
    expect({ ...reading, uptimeMs: 0 }).toEqual({ ...met.reading, uptimeMs: 0 });
  });

  it("gives the same to a device that manages two repetitions and few OIDs", async () => {
    const met = await meet("bizhub-c454e");
    engine.limits.halvePduOids(met.acquaintance.target, 12);
    engine.limits.lowerRepetitions(met.acquaintance.target, 6);
    const { reading } = await poll(met.acquaintance, "full");
    expect({ ...reading, uptimeMs: 0 }).toEqual({ ...met.reading, uptimeMs: 0 });
  });

  it("keeps each counter with its row when a row came between those that are read in one block", async () => {
    const { device, acquaintance, reading } = await meet("bizhub-c360i");
    expect(acquaintance.plan.rest.full.blocks).toMatchObject([{ rows: 8, columns: { length: 4 } }]);
    for (const column of [5, 6, 7, 8]) device.state.view.set(`${printEntry}.${column}.1.3`, integer(7));
    const { reading: next } = await poll(acquaintance, "full");
    expect(next.counters).toEqual(reading.counters);
  });

  it.each([
    { kind: "genErr", repetitions: 10 },
    { kind: "tooBig", repetitions: 6 },
  ] as const)(
    "reads a block by GETs after $kind, and asks for $repetitions repetitions from then on",
    async (refused) => {
      const { acquaintance, reading } = await meet("bizhub-c360i");
      const { client } = engine;
      const getBulk = client.getBulk.bind(client);
      vi.spyOn(client, "getBulk").mockImplementation((target, request, options) =>
        request.nonRepeaters > 0
          ? getBulk(target, request, options)
          : Promise.resolve(failed({ kind: refused.kind, message: "refused", errorIndex: 1 })),
      );
      const { reading: next } = await poll(acquaintance, "full");
      expect(next.counters).toEqual(reading.counters);
      expect(engine.limits.of(acquaintance.target).repetitions).toBe(refused.repetitions);
    },
  );

  it("fails at a block that cannot be sent, and learns nothing of its size from that", async () => {
    const { acquaintance } = await meet("bizhub-c360i");
    const { client } = engine;
    const getBulk = client.getBulk.bind(client);
    const gets = vi.spyOn(client, "get");
    vi.spyOn(client, "getBulk").mockImplementation((target, request, options) => {
      if (request.nonRepeaters > 0) return getBulk(target, request, options);
      gets.mockClear();
      return Promise.resolve(failed({ kind: "unreachable", message: "no network" }));
    });
    const answer = await askDevice(interview, acquaintance, "full");
    expect(answer).toMatchObject({ ok: false, failure: { kind: "unreachable" } });
    expect(gets).not.toHaveBeenCalled();
    expect(engine.limits.of(acquaintance.target)).toEqual(defaultLimits);
  });

  it("asks no more for a block of which the device answers a part only", async () => {
    const { acquaintance, reading } = await meet("bizhub-c360i");
    const { client } = engine;
    const getBulk = client.getBulk.bind(client);
    let blocks = 0;
    vi.spyOn(client, "getBulk").mockImplementation(async (target, request, options) => {
      const answer = await getBulk(target, request, options);
      if (request.nonRepeaters > 0 || !answer.ok) return answer;
      blocks += 1;
      return ok({ ...answer.value, rows: answer.value.rows.slice(0, 10) });
    });
    const first = await poll(acquaintance, "full");
    const second = await poll(acquaintance, "full");
    expect([first, second].map((next) => next.reading.counters)).toEqual([reading.counters, reading.counters]);
    expect(blocks).toBe(1);
  });

  it("costs one PDU and a kilobyte when only the status is due, three and four kilobytes in full", async () => {
    const { acquaintance } = await meet("bizhub-c454e");
    const status = await poll(acquaintance, "status");
    expect(status.pdus).toBe(1);
    expect(status.bytes).toBeLessThanOrEqual(1024);
    const full = await poll(acquaintance, "full");
    expect(full.pdus).toBe(3);
    expect(full.bytes).toBeLessThanOrEqual(4096);
  });
});

describe("an alert", () => {
  /** A whole row of prtAlertTable. */
  const setAlert = (
    { state: { view } }: VirtualDevice,
    row: string,
    { severity = 3, training = 4, group, code, text: description }: AlertShown,
  ) => {
    const cells = [integer(severity), integer(training), integer(group), integer(1), integer(-1), integer(code)];
    for (const [at, cell] of [...cells, text(description), integer(5)].entries()) {
      view.set(`${alertEntry}.${at + 2}.${row}`, cell);
    }
  };

  it("that comes is read whole, once, and its row is not asked for again", async () => {
    const { device, acquaintance, reading } = await meet("bizhub-c454e");
    setAlert(device, "1.9999", { group: 10, code: 8, text: "Jam in the fuser {99,99,99}" });
    const first = await poll(acquaintance, "status");
    const fresh = first.reading.alerts?.at(-1);
    expect(first.reading.alerts).toHaveLength((reading.alerts?.length ?? 0) + 1);
    expect(fresh).toMatchObject({ code: 8, group: "marker", training: "trained" });
    const second = await poll(first.acquaintance, "status");
    expect(second.reading.alerts).toEqual(first.reading.alerts);
    expect(second.pdus).toBe(1);
  });

  const jam = { group: 10, code: 8, text: "Jam in the fuser" };
  it.each<readonly [string, Partial<AlertShown>]>([
    ["code", { code: 3 }],
    ["text", { text: "Cover open" }],
    ["severity", { severity: 4 }],
  ])("in the row of another is a new one, read whole, if only its %s differs", async (_name, change) => {
    const { device, acquaintance } = await meet("bizhub-c454e");
    setAlert(device, "1.9999", jam);
    const first = await poll(acquaintance, "status");
    expect(first.reading.alerts?.at(-1)).toMatchObject({ code: 8, group: "marker", training: "trained" });
    setAlert(device, "1.9999", { ...jam, group: 6, training: 3, ...change });
    const second = await poll(first.acquaintance, "status");
    expect(second.reading.alerts).toHaveLength(first.reading.alerts?.length ?? 0);
    const { code, text: description } = { ...jam, ...change };
    const fresh = { code, text: description, group: "cover", training: "untrained" };
    expect(second.reading.alerts?.at(-1)).toMatchObject(fresh);
  });

  it("that goes is gone with the next poll", async () => {
    const { device, acquaintance, reading } = await meet("bizhub-c454e");
    const instance = [...(acquaintance.alerts.get("prtAlertCode")?.keys() ?? [])][0] ?? "";
    for (let column = 2; column <= 9; column += 1) device.state.view.delete(`${alertEntry}.${column}.${instance}`);
    const { reading: next, pdus } = await poll(acquaintance, "status");
    expect(next.alerts).toHaveLength((reading.alerts?.length ?? 0) - 1);
    expect(pdus).toBe(1);
  });
});
