import { afterEach, beforeEach, expect, test } from "vitest";
import { type Acquaintance, askDevice, type Interview, meetDevice } from "../../../src/agent/schedule/meet-device.ts";
import type { NetSnmpClient } from "../../../src/agent/snmp/net-snmp-client.ts";
import type { SnmpEngine } from "../../../src/agent/snmp/snmp-engine.ts";
import { library } from "../../recorded-answers.ts";
import { type Behaviour, playing, relaxed, startEngine, UdpDevice } from "../snmp/udp-device.ts";

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
  const at = one.profile.ask.describe.indexOf("prtMarkerSuppliesDescription");
  expect(one.described[at]?.size).toBe(1);
  expect(other.described[at]).toBe(one.described[at]);
  expect([one.device.serial, other.device.serial]).toEqual(["AAJN011000001", "AAJN011000002"]);
});
