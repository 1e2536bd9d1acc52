import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { PollScope } from "../../../src/agent/profile/poll-plan.ts";
import { type Acquaintance, askDevice, type Interview, meetDevice } from "../../../src/agent/schedule/meet-device.ts";
import { defaultLimits } from "../../../src/agent/snmp/device-limits.ts";
import type { NetSnmpClient } from "../../../src/agent/snmp/net-snmp-client.ts";
import type { SnmpEngine } from "../../../src/agent/snmp/snmp-engine.ts";
import type { Reading } from "../../../src/contract/reading.ts";
import { encodeMessage } from "../../../src/simulator/pdu.ts";
import { library } from "../../recorded-answers.ts";
import { type Behaviour, impatient, playing, relaxed, startEngine, UdpDevice } from "../snmp/udp-device.ts";

const hrDevice = "1.3.6.1.2.1.25.3.2.1";
const printer = "1.3.6.1.2.1.43";

function linesOf(shown: { readonly serial: string; readonly ticks: number; readonly left: number; alert?: string }) {
  const { serial, ticks, left, alert } = shown;
  return [
    "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.18334.1.1.1.2.1.155.2.1",
    `1.3.6.1.2.1.1.3.0|67|${ticks}`,
    `${hrDevice}.2.1|6|1.3.6.1.2.1.25.3.1.5`,
    `${hrDevice}.3.1|4|KONICA MINOLTA bizhub C360i`,
    "1.3.6.1.2.1.25.3.5.1.1.1|2|3",
    `${printer}.5.1.1.17.1|4|${serial}`,
    `${printer}.11.1.1.4.1.1|2|3`,
    `${printer}.11.1.1.5.1.1|2|3`,
    `${printer}.11.1.1.6.1.1|4|Toner (Black)`,
    `${printer}.11.1.1.7.1.1|2|19`,
    `${printer}.11.1.1.8.1.1|2|100`,
    `${printer}.11.1.1.9.1.1|2|${left}`,
    ...(alert
      ? [`${printer}.18.1.1.2.1.1|2|4`, `${printer}.18.1.1.7.1.1|2|1104`, `${printer}.18.1.1.8.1.1|4|${alert}`]
      : []),
  ];
}

let engine: SnmpEngine & { client: NetSnmpClient };
let device: UdpDevice;
let behaviour: Behaviour;
let interview: Interview;

beforeEach(async () => {
  engine = await startEngine();
  interview = { engine, library, options: relaxed, stamp: () => "2026-11-22T08:00:00.000Z" };
  device = new UdpDevice((asked) => behaviour(asked));
  await device.start();
});

afterEach(() => {
  engine.client.close();
  device.stop();
});

async function meet(shown: Parameters<typeof linesOf>[0]): Promise<Acquaintance> {
  behaviour = playing(linesOf(shown));
  const met = await meetDevice(interview, device.target());
  if (!met.ok) throw new Error(met.failure.message);
  return met.value.acquaintance;
}

async function ask(acquaintance: Acquaintance, shown: Parameters<typeof linesOf>[0]) {
  behaviour = playing(linesOf(shown));
  const asked = await askDevice(interview, acquaintance, "full");
  if (!asked.ok) throw new Error(asked.failure.message);
  return asked.value;
}

test("a device that says the same again means the same, and only its uptime moves on", async () => {
  const shown = { serial: "AAJN011000001", left: 40, alert: "Toner low" };
  const met = await meet({ ...shown, ticks: 100 });
  const first = await ask(met, { ...shown, ticks: 200 });
  const second = await ask(first.acquaintance, { ...shown, ticks: 300 });
  expect(second.reading).toEqual({ ...first.reading, uptimeMs: 3000 });
  expect(second.reading.supplies).toBe(first.reading.supplies);
});

test("whatever a device says anew is read anew, and then the former again", async () => {
  const shown = { serial: "AAJN011000001", ticks: 100, left: 40 };
  let acquaintance = await meet(shown);
  const levels: unknown[] = [];
  for (const [turn, next] of [
    { left: 40 },
    { left: 39 },
    { left: 39, alert: "Toner low" },
    { left: 39 },
    { left: 40 },
  ].entries()) {
    const asked = await ask(acquaintance, { ...shown, ticks: 200 + turn, ...next });
    ({ acquaintance } = asked);
    levels.push([asked.reading.supplies?.[0]?.level, asked.reading.alerts?.map(({ text }) => text)]);
  }
  const level = (percent: number) => ({ state: "percent", percent });
  expect(levels).toEqual([
    [level(40), []],
    [level(39), []],
    [level(39), ["Toner low"]],
    [level(39), []],
    [level(40), []],
  ]);
});

test("devices of one model share their plan and their descriptions, but not what is their own", async () => {
  const one = await meet({ serial: "AAJN011000001", ticks: 100, left: 40 });
  const other = await meet({ serial: "AAJN011000002", ticks: 900, left: 70 });
  expect(other.plan).toBe(one.plan);
  expect(one.described.get("prtMarkerSuppliesDescription")?.size).toBe(1);
  expect(other.described).toBe(one.described);
  expect([one.device.serial, other.device.serial]).toEqual(["AAJN011000001", "AAJN011000002"]);
});

const shown = { serial: "AAJN011000001", ticks: 100, left: 40 };
const dayMs = 86_400_000;

describe("a device that knows SNMPv1 only", () => {
  const inVersion1 = (lines: readonly string[]): Behaviour => {
    const answers = playing(lines);
    return (asked) => (asked.request.version === "v1" ? answers(asked) : []);
  };
  const patient = { timeoutMs: 150, retryAtMs: [50] };

  test("is met with the same community, remembered so, and found again when it knows SNMPv2c one day", async () => {
    behaviour = inVersion1(linesOf(shown));
    const target = device.target();
    const met = await meetDevice({ ...interview, options: patient }, target);
    if (!met.ok) throw new Error(met.failure.message);
    expect(met.value).toMatchObject({ version: "1", reading: { complete: true, device: { serial: shown.serial } } });
    expect(met.value.acquaintance.target).toBe(target);
    expect(device.requests.map(({ community }) => String(community))).toEqual(device.requests.map(() => "public"));
    device.requests.length = 0;
    const asked = await askDevice(interview, met.value.acquaintance, "full");
    expect(asked.ok && asked.value.version).toBe("1");
    expect(new Set(device.requests.map(({ version }) => version))).toEqual(new Set(["v1"]));
    const answers = playing(linesOf({ ...shown, ticks: 200 }));
    behaviour = (request) => (request.request.version === "v1" ? [] : answers(request));
    const later = await askDevice({ ...interview, options: patient }, met.value.acquaintance, "full");
    expect(later.ok && later.value.version).toBe("2c");
  });

  test("gets one packet of it after the silence, and none where the credential is of another version", async () => {
    behaviour = () => [];
    await meetDevice({ ...interview, options: patient }, device.target());
    expect(device.requests.map(({ version }) => version)).toEqual(["v2c", "v2c", "v1"]);
    device.requests.length = 0;
    await meetDevice({ ...interview, options: impatient }, device.target("1"));
    expect(device.requests.map(({ version }) => version)).toEqual(["v1"]);
  });
});

describe("a first contact", () => {
  test("of a device without GETBULK is whole after each size was tried once", async () => {
    const answers = playing(linesOf(shown));
    behaviour = (asked) => (asked.request.type === "getBulk" ? [] : answers(asked));
    const options = { timeoutMs: 100, retryAtMs: [100, 200] };
    const met = await meetDevice({ ...interview, options }, device.target());
    expect(met.ok && met.value.reading.complete).toBe(true);
    const tried = device.requests.filter(({ type }) => type === "getBulk").map(({ errorIndex }) => errorIndex);
    expect(tried).toEqual([10, 10, 6, 6, 2, 2]);
  });

  test("that was cut short is not called complete later, and tried again once a day", async () => {
    const isSupplies = ({ request }: Parameters<Behaviour>[0]) =>
      request.varBinds.some(({ oid }) => oid.startsWith(`${printer}.11.`));
    const answers = playing(linesOf(shown));
    behaviour = (asked) => (isSupplies(asked) ? [] : answers(asked));
    const met = await meetDevice({ ...interview, options: impatient }, device.target());
    if (!met.ok) throw new Error(met.failure.message);
    expect(met.value.reading.complete).toBe(false);
    const first = await ask(met.value.acquaintance, { ...shown, ticks: 200 });
    expect([first.reading.complete, first.reading.supplies]).toEqual([false, []]);
    const tomorrow = { ...engine.clock, monoMs: () => engine.clock.monoMs() + dayMs };
    interview = { ...interview, engine: { ...engine, clock: tomorrow } };
    const second = await ask(first.acquaintance, { ...shown, ticks: 300 });
    expect([second.reading.complete, second.reading.supplies?.length]).toEqual([true, 1]);
  });

  test("that found a column refused is whole: what a device refuses it does not have", async () => {
    const answers = playing(linesOf(shown));
    const model = `${hrDevice}.3`;
    behaviour = (asked) => {
      const at = asked.request.varBinds.findIndex(({ oid }) => oid === model);
      const { request } = asked;
      return at < 0 || request.type === "get"
        ? answers(asked)
        : [encodeMessage({ ...request, type: "response", errorStatus: 5, errorIndex: at + 1 })];
    };
    const met = await meetDevice(interview, device.target());
    expect(met.ok && met.value.reading.complete).toBe(true);
  });
});

test("a device that restarted is asked for all it may manage", async () => {
  const met = await meet(shown);
  engine.limits.halvePduOids(met.target, 24);
  await ask(met, { ...shown, ticks: 50 });
  expect(engine.limits.of(met.target)).toEqual(defaultLimits);
});

describe("a device that manages no answer with status and two rows of alerts", () => {
  const tooBig = ({ request }: Parameters<Behaviour>[0]) => [
    encodeMessage({ ...request, type: "response", errorStatus: 1, errorIndex: 0 }),
  ];

  test.each<readonly [string, Behaviour]>([
    ["says so", tooBig],
    ["is silent", () => []],
  ])("and %s is asked for it once, and read as well without", async (_name, refuse) => {
    const alerted = { ...shown, alert: "Toner low" };
    const met = await meet(alerted);
    interview = { ...interview, options: impatient };
    const answers = playing(linesOf({ ...alerted, ticks: 200 }));
    let refused = 0;
    // In the simulator's message of a GETBULK these two stand for non-repeaters and repetitions, as on the wire.
    behaviour = (asked) => {
      const { type, errorStatus: nonRepeaters, errorIndex: repetitions } = asked.request;
      if (type !== "getBulk" || nonRepeaters === 0 || repetitions < 2) return answers(asked);
      refused += 1;
      return refuse(asked);
    };
    for (let turn = 0; turn < 3; turn += 1) {
      const asked = await askDevice(interview, met, "status");
      expect(asked.ok && asked.value.reading).toMatchObject({ complete: true, alerts: [{ text: "Toner low" }] });
    }
    expect(refused).toBe(1);
  });
});

test("a device that manages few OIDs is asked for its status in parts, once it is known", async () => {
  const met = await meet(shown);
  interview = { ...interview, options: impatient };
  const answers = playing(linesOf({ ...shown, ticks: 200 }));
  let refused = 0;
  behaviour = (asked) => {
    if (asked.request.varBinds.length <= 4) return answers(asked);
    refused += 1;
    return [];
  };
  const poll = async () => {
    const asked = await askDevice(interview, met, "status");
    expect(asked.ok && asked.value.reading.complete).toBe(true);
  };
  for (let turn = 0; turn < 4; turn += 1) await poll();
  refused = 0;
  await poll();
  expect(refused).toBe(0);
});

describe("a routine poll meets the device anew", () => {
  const supply = (index: number, left: number) => [
    `${printer}.11.1.1.4.1.${index}|2|3`,
    `${printer}.11.1.1.5.1.${index}|2|3`,
    `${printer}.11.1.1.6.1.${index}|4|Toner ${index}`,
    `${printer}.11.1.1.7.1.${index}|2|19`,
    `${printer}.11.1.1.8.1.${index}|2|100`,
    `${printer}.11.1.1.9.1.${index}|2|${left}`,
  ];
  const without = (lines: readonly string[], start: string) => lines.filter((line) => !line.startsWith(start));
  const play = async (acquaintance: Acquaintance, lines: readonly string[], scope: PollScope = "full") => {
    behaviour = playing(lines);
    const asked = await askDevice(interview, acquaintance, scope);
    if (!asked.ok) throw new Error(asked.failure.message);
    return asked.value;
  };
  const levelsOf = ({ supplies = [] }: Reading) => supplies?.map(({ level }) => level);
  const percent = (value: number) => ({ state: "percent", percent: value });

  test.each(["status", "supplies", "full"] as const)("when another stands at its address: %s", async (scope) => {
    const met = await meet(shown);
    const lines = linesOf({ ...shown, serial: "AAJN011000002", ticks: 200, left: 70 });
    const { acquaintance, reading } = await play(met, lines, scope);
    expect([acquaintance.device.serial, reading.device.serial]).toEqual(["AAJN011000002", "AAJN011000002"]);
    expect(levelsOf(reading)).toEqual([percent(70)]);
  });

  test("when it restarted, maybe with other parts", async () => {
    const met = await meet(shown);
    const { reading } = await play(met, [...linesOf({ ...shown, ticks: 50 }), ...supply(2, 70)]);
    expect(levelsOf(reading)).toEqual([percent(40), percent(70)]);
  });

  test("when a row that it had is gone", async () => {
    const met = await meet(shown);
    const lines = without(linesOf({ ...shown, ticks: 200 }), `${printer}.11.`);
    const { reading } = await play(met, [...lines, ...supply(2, 70)]);
    expect(levelsOf(reading)).toEqual([percent(70)]);
  });

  test("when its status is gone, which the successor in the answer is not", async () => {
    const status = "1.3.6.1.2.1.25.3.5.1.1";
    const met = await meet(shown);
    const lines = without(linesOf({ ...shown, ticks: 200 }), `${status}.1|`);
    const { acquaintance } = await play(met, [...lines, `${status}.2|2|4`].toSorted(), "status");
    expect(acquaintance.plan).not.toBe(met.plan);
  });

  test("but not for a row that came between two: each value stays with its own", async () => {
    const others = [2, 3, 4, 6, 7, 8, 9, 10];
    const supplies = (left: number) => others.flatMap((index) => supply(index, left + index));
    behaviour = playing([...linesOf(shown), ...supplies(50)]);
    const met = await meetDevice(interview, device.target());
    if (!met.ok) throw new Error(met.failure.message);
    const rows = [...supplies(70), ...supply(5, 99)];
    const { reading } = await play(met.value.acquaintance, [...linesOf({ ...shown, ticks: 200 }), ...rows]);
    expect(levelsOf(reading)).toEqual([percent(40), ...others.map((index) => percent(70 + index))]);
  });

  test("only once for what a walk shows and a GET does not", async () => {
    const lines = [...linesOf(shown), ...supply(2, 70)].toSorted();
    const [walked, got] = [playing(lines), playing(without(lines, `${printer}.11.1.1.9.1.2|`))];
    behaviour = (asked) => (asked.request.type === "get" ? got(asked) : walked(asked));
    const met = await meetDevice(interview, device.target());
    if (!met.ok) throw new Error(met.failure.message);
    const requestsOf = async (acquaintance: Acquaintance) => {
      device.requests.length = 0;
      const asked = await askDevice(interview, acquaintance, "supplies");
      if (!asked.ok) throw new Error(asked.failure.message);
      return { ...asked.value, requests: device.requests.length };
    };
    const first = await requestsOf(met.value.acquaintance);
    const second = await requestsOf(first.acquaintance);
    expect(first.requests).toBeGreaterThan(10);
    expect(second.requests).toBeLessThanOrEqual(3);
    expect([second.reading.complete, levelsOf(second.reading)]).toEqual([true, [percent(40), { state: "unknown" }]]);
  });
});
