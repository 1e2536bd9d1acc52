import { afterEach, beforeEach, expect, test } from "vitest";
import { eventSettings } from "../../../src/agent/events/event-settings.ts";
import { defaultSiteSettings } from "../../../src/agent/events/site.ts";
import { sleep, systemClock } from "../../../src/agent/leaf/clock.ts";
import { silentLog } from "../../../src/agent/leaf/log.ts";
import type { Outbox } from "../../../src/agent/outbox/outbox.ts";
import { type Interview, meetDevice } from "../../../src/agent/schedule/meet-device.ts";
import { Poller } from "../../../src/agent/schedule/poller.ts";
import { SiteKeeper } from "../../../src/agent/schedule/site-keeper.ts";
import { publicCredential } from "../../../src/agent/snmp/credentials.ts";
import type { NetSnmpClient } from "../../../src/agent/snmp/net-snmp-client.ts";
import type { SnmpEngine } from "../../../src/agent/snmp/snmp-engine.ts";
import { decodeMessage, encodeMessage, type Message } from "../../../src/simulator/pdu.ts";
import { readRecording, recordingPath } from "../../../src/simulator/snmprec.ts";
import { integer, text, type VarBind } from "../../../src/simulator/value.ts";
import { library } from "../../recorded-answers.ts";
import { type Asked, type Behaviour, playing, relaxed, startEngine, UdpDevice } from "../snmp/udp-device.ts";
import { oneRange } from "./one-range.ts";

const healthyCount = 170;
const hostileCount = 30;
const intervalMs = 1500;
const rounds = 4;
const patience = { timeoutMs: 2000, retryAtMs: [500] };
const serialOid = "1.3.6.1.2.1.43.5.1.1.17.1";

const lines = readRecording(recordingPath("brother-like-color")).flatMap(({ oid, value }) => {
  if (value.type === "octets") return [`${oid}|4x|${value.value.toString("hex")}`];
  return value.type === "integer" ? [`${oid}|2|${value.value}`] : [];
});

/** A Konica Minolta by its number, so that it is polled; everything else is as recorded. */
function linesOf(serial: string): readonly string[] {
  const own = lines.filter((line) => !line.startsWith(`${serialOid}|`) && !line.startsWith("1.3.6.1.2.1.1.2.0|"));
  return [
    ...own,
    `${serialOid}|4|${serial}`,
    "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.18334.1.1.1.2.1.1",
    "1.3.6.1.2.1.1.3.0|67|5",
  ];
}

/** The next row of an endless table. */
function following(oid: string): string {
  const row = /^(.*\.99\.)([0-9]+)$/.exec(oid);
  return row ? `${row[1]}${Number(row[2]) + 1}` : `${oid}.99.1`;
}

function answer(request: Message, varBinds: readonly VarBind[]): Buffer {
  return encodeMessage({ ...request, type: "response", errorStatus: 0, errorIndex: 0, varBinds });
}

/** Rows of prtAlertTable, more than any panel has: severity, code and text, which tell one alert from another. */
const manyAlerts = ["2|2|3", "7|2|8", "8|4|Jam"].flatMap((cell) => {
  const [column, type, value] = cell.split("|");
  return Array.from({ length: 10_000 }, (_, row) => `1.3.6.1.2.1.43.18.1.1.${column}.1.${row + 100}|${type}|${value}`);
});

/** What a hostile device has at hand. */
interface Hostile {
  readonly device: UdpDevice;
  /** Its own values and ten thousand alerts. */
  readonly table: Behaviour;
}

const tellAll = (asked: Asked, { table }: Hostile) => table(asked);

const dripping = new Set<() => void>();

/** The same table a value at a time, each just before the wait for it ends. */
function drip(asked: Asked, { device, table }: Hostile): readonly Buffer[] {
  const { type, errorStatus: nonRepeaters } = asked.request;
  for (const whole of table(asked)) {
    const message = decodeMessage(whole);
    if (message === undefined) continue;
    const varBinds = type === "getBulk" ? message.varBinds.slice(0, nonRepeaters + 1) : message.varBinds;
    const cancel = systemClock.after(patience.timeoutMs * 0.9, () => {
      dripping.delete(cancel);
      device.send(encodeMessage({ ...message, varBinds }), asked.sender);
    });
    dripping.add(cancel);
  }
  return [];
}

const evil: readonly ((asked: Asked, hostile: Hostile) => readonly Buffer[])[] = [
  // An endless walk, the same OID for ever, going back, nothing, a giant text, silence, garbage, v3 flags, a Report, a
  // table of ten thousand rows, a slow drip.
  ({ request }) => [
    answer(
      request,
      request.varBinds.map(({ oid }) => ({ oid: following(oid), value: integer(1) })),
    ),
  ],
  ({ request }) => [answer(request, request.varBinds)],
  ({ request }) => [
    answer(
      request,
      request.varBinds.map(() => ({ oid: "1.3.6.1", value: integer(1) })),
    ),
  ],
  ({ request }) => [answer(request, [])],
  ({ request }) => [
    answer(
      request,
      request.varBinds.map(({ oid }) => ({ oid, value: text("x".repeat(3000)) })),
    ),
  ],
  () => [],
  () => [Buffer.from("not SNMP at all")],
  () => [Buffer.from("3014020103300d020101020205dc040103020103040030000400", "hex")],
  ({ request }) => {
    const report = Buffer.from(answer(request, []));
    report[report.indexOf(0xa2)] = 0xa8;
    return [report];
  },
  tellAll,
  drip,
];
const tableKinds = new Set([tellAll, drip]);

let engine: SnmpEngine & { client: NetSnmpClient };
const devices: UdpDevice[] = [];

beforeEach(async () => {
  engine = await startEngine();
});

afterEach(() => {
  engine.client.close();
  for (const cancel of dripping) cancel();
  dripping.clear();
  for (const device of devices.splice(0)) device.stop();
});

/** How long the machine kept this process waiting: a busy one must not be blamed on hostile devices. */
function watchStalls(): { readonly stop: () => number } {
  const tickMs = 10;
  let longestMs = 0;
  let cancel = () => {};
  const tick = () => {
    const dueMs = systemClock.monoMs() + tickMs;
    cancel = systemClock.after(tickMs, () => {
      longestMs = Math.max(longestMs, systemClock.monoMs() - dueMs);
      tick();
    });
  };
  tick();
  return {
    stop: () => {
      cancel();
      return longestMs;
    },
  };
}

test("170 healthy devices are polled within their interval and a tenth while 30 others turn hostile", async () => {
  const polledAtMs = new Map<number, number[]>();
  let isWar = false;
  for (let index = 0; index < healthyCount + hostileCount; index += 1) {
    const own = linesOf(`SERIAL${String(index).padStart(5, "0")}`);
    const good = playing(own);
    const bad = evil[index % evil.length] ?? good;
    const isHostile = index >= healthyCount;
    const table = isHostile && tableKinds.has(bad) ? playing([...own, ...manyAlerts], 1472) : good;
    const behave: Behaviour = (asked) => {
      if (!isHostile) polledAtMs.get(index)?.push(systemClock.monoMs());
      return isWar && isHostile ? bad(asked, { device, table }) : good(asked);
    };
    const device = new UdpDevice(behave);
    await device.start();
    devices.push(device);
  }
  const outbox = {
    ...{ readStates: () => new Map(), commit: () => [], stats: () => ({ state: "ok" }), mustTellAgain: () => false },
  } as unknown as Outbox;
  const rules = { events: eventSettings(library, "UTC"), site: defaultSiteSettings };
  const keeper = new SiteKeeper({ outbox, clock: systemClock, log: silentLog, rules, onStored() {} });
  const stopping = new AbortController();
  const options = { ...patience, signal: stopping.signal };
  const interview: Interview = { engine, library, options, stamp: () => new Date().toISOString() };
  const poller = new Poller({
    clock: systemClock,
    log: silentLog,
    interview,
    keeper,
    territory: oneRange(devices.map((device) => device.target())),
    intervals: { status: intervalMs, supplies: 1e9, full: 1e9 },
    mostAtOnce: 256,
  });
  poller.start();
  for (const device of devices) {
    const met = await meetDevice(
      { ...interview, options: relaxed },
      { ...device.target(), credential: publicCredential },
    );
    if (!met.ok) throw new Error(met.failure.message);
    const [uid = ""] = keeper.takeReadings([{ reading: met.value.reading, credential: "public" }]);
    poller.met(uid, met.value.acquaintance);
  }
  expect(keeper.state.inventory.devices.size).toBe(healthyCount + hostileCount);
  isWar = true;
  for (let index = 0; index < healthyCount; index += 1) polledAtMs.set(index, []);
  const stalls = watchStalls();
  await sleep(systemClock, intervalMs * rounds);
  const longestStallMs = stalls.stop();
  stopping.abort();
  engine.client.close();
  await poller.stop();
  const gaps = [...polledAtMs.values()].flatMap((times) => times.slice(1).map((atMs, at) => atMs - (times[at] ?? 0)));
  expect([...polledAtMs.values()].every(({ length }) => length >= rounds - 1)).toBe(true);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(intervalMs * 1.1 + longestStallMs);
}, 60_000);
