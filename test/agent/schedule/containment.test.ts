import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { eventSettings } from "../../../src/agent/events/event-settings.ts";
import { defaultSiteSettings } from "../../../src/agent/events/site.ts";
import { systemClock } from "../../../src/agent/leaf/clock.ts";
import { type Log, silentLog } from "../../../src/agent/leaf/log.ts";
import type { NewRecord, Outbox } from "../../../src/agent/outbox/outbox.ts";
import type { Interview } from "../../../src/agent/schedule/meet-device.ts";
import { Poller } from "../../../src/agent/schedule/poller.ts";
import { Searcher } from "../../../src/agent/schedule/searcher.ts";
import { SiteKeeper, type SiteKeeperParts } from "../../../src/agent/schedule/site-keeper.ts";
import type { NetSnmpClient } from "../../../src/agent/snmp/net-snmp-client.ts";
import type { SnmpClient, SnmpTarget } from "../../../src/agent/snmp/snmp-client.ts";
import type { SnmpEngine } from "../../../src/agent/snmp/snmp-engine.ts";
import { library } from "../../recorded-answers.ts";
import { playing, startEngine, UdpDevice } from "../snmp/udp-device.ts";
import { oneRange } from "./one-range.ts";

/** What goes wrong with one device; the others must not notice. */
const bug = new Error("a bug of ours");
const serials = ["AAJN011000001", "AAJN011000002", "AAJN011000003"] as const;
const [guilty, ...healthy] = serials;

function linesOf(serial: string): readonly string[] {
  return [
    "1.3.6.1.2.1.1.1.0|4|KONICA MINOLTA bizhub C360i",
    "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.18334.1.1.1.2.1.155.2.1",
    "1.3.6.1.2.1.1.3.0|67|100",
    "1.3.6.1.2.1.25.3.2.1.2.1|6|1.3.6.1.2.1.25.3.1.5",
    "1.3.6.1.2.1.25.3.2.1.3.1|4|KONICA MINOLTA bizhub C360i",
    "1.3.6.1.2.1.25.3.5.1.1.1|2|3",
    `1.3.6.1.2.1.43.5.1.1.17.1|4|${serial}`,
  ];
}

let engine: SnmpEngine & { client: NetSnmpClient };
let devices: readonly UdpDevice[];
const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);

beforeEach(async () => {
  process.on("unhandledRejection", note);
  engine = await startEngine();
  devices = serials.map((serial) => new UdpDevice(playing(linesOf(serial))));
  await Promise.all(devices.map((device) => device.start()));
});
afterEach(() => {
  engine.client.close();
  for (const device of devices) device.stop();
  process.off("unhandledRejection", note);
  expect(unhandled.splice(0)).toEqual([]);
});

/** What a test breaks, and when. */
interface Faults {
  client?: ((target: SnmpTarget) => undefined | Promise<never>) | undefined;
  commit?: ((records: readonly NewRecord[]) => void) | undefined;
}

function watch(more: Partial<SiteKeeperParts> = {}) {
  const faults: Faults = {};
  const told: string[] = [];
  const tell = (event: string) => void told.push(event);
  const log: Log = { ...silentLog, info: tell, warn: tell, error: tell };
  const outbox = {
    ...{ readStates: () => new Map(), stats: () => ({ state: "ok" }), mustTellAgain: () => false },
    commit: ({ records }: { records: readonly NewRecord[] }) => {
      faults.commit?.(records);
      return records.map((_, index) => index);
    },
  } as unknown as Outbox; // The keeper asks no more of it.
  const rules = { events: eventSettings(library, "UTC"), site: defaultSiteSettings };
  const keeper = new SiteKeeper({ outbox, clock: systemClock, log, rules, onStored() {}, ...more });
  const client: SnmpClient = {
    get: (target, ...rest) => {
      return faults.client?.(target) ?? engine.client.get(target, ...rest);
    },
    getBulk: (target, ...rest) => {
      return faults.client?.(target) ?? engine.client.getBulk(target, ...rest);
    },
    close() {},
  };
  const options = { timeoutMs: 2000, retryAtMs: [] };
  const interview: Interview = { engine: { ...engine, client }, library, options, stamp: nextStamp() };
  const territory = oneRange(devices.map((device) => device.target()));
  const intervals = { status: 1e9, supplies: 1e9, full: 1e9 };
  const poller = new Poller({ clock: systemClock, log, interview, keeper, territory, intervals, mostAtOnce: 16 });
  const searcher = new Searcher({
    ...{ log, engine: interview.engine, interview, keeper, poller, territory },
    ...{ probesPerSecond: 250, onProgress() {} },
  });
  const search = () => searcher.search(new AbortController().signal);
  const state = (serial: string) =>
    [...keeper.state.inventory.devices.values()].find(({ identity }) => identity.serial === serial);
  return { faults, told, keeper, poller, search, searcher, state };
}

/** Stamps rise from poll to poll, however fast they come. */
function nextStamp(): () => string {
  let atMs = Date.UTC(2026, 10, 22, 8);
  return () => {
    atMs += 1000;
    return new Date(atMs).toISOString();
  };
}

const isGuilty = ({ port }: SnmpTarget) => port === devices[serials.indexOf(guilty)]?.target().port;

const breaks = {
  throws: (target: SnmpTarget) => {
    if (isGuilty(target)) throw bug;
    return undefined;
  },
  rejects: (target: SnmpTarget) => (isGuilty(target) ? Promise.reject(bug) : undefined),
} as const;

/** Polls all devices in full and waits until what they said was taken. */
async function pollAll(poller: Poller): Promise<void> {
  poller.start();
  poller.readAllNow();
  await vi.waitFor(() => expect(poller.polls).toBeGreaterThanOrEqual(serials.length));
  await poller.stop();
}

test.each(["throws", "rejects"] as const)(
  "a search meets the others when the client %s at one device, and meets that one the next time",
  async (how) => {
    const { faults, told, search, state } = watch();
    faults.client = breaks[how];
    await search();
    expect(serials.map((serial) => state(serial) !== undefined)).toEqual([false, true, true]);
    expect(told).toContain("meeting.crashed");
    faults.client = undefined;
    await search();
    expect(state(guilty)).toBeDefined();
  },
);

test("a search goes on when what one device said cannot be kept", async () => {
  const { faults, told, search, state } = watch();
  faults.commit = (records) => {
    if (records.some(({ content }) => JSON.stringify(content).includes(guilty))) throw bug;
  };
  await search();
  expect(serials.map((serial) => state(serial) !== undefined)).toEqual([false, true, true]);
  expect(told).toContain("meeting.crashed");
});

test("a search that came down whole does not come up again where its end is waited for", async () => {
  const { searcher, search, keeper } = watch();
  Object.defineProperty(keeper, "state", {
    get() {
      throw bug;
    },
  });
  const searched = search();
  await Promise.all([expect(searched).rejects.toThrow(bug.message), searcher.stop()]);
});

test.each([
  ["throws", "client"],
  ["rejects", "client"],
  ["throws", "keeper"],
] as const)("a poll that %s in the %s is no harm to the others", async (how, where) => {
  const { faults, told, search, poller, keeper, state } = watch();
  await search();
  faults.client = breaks[how];
  if (where === "keeper") {
    vi.spyOn(keeper, "takeFailure").mockImplementation(() => {
      throw bug;
    });
  }
  await pollAll(poller);
  expect(serials.map((serial) => state(serial)?.failures)).toEqual([where === "client" ? 1 : 0, 0, 0]);
  expect(told).toContain("poll.crashed");
});

test("a reading that cannot be stored is a failure of that device, and those beside it are stored", async () => {
  const { told, search, poller, keeper, state } = watch();
  await search();
  const taken: (string | null)[] = [];
  const takeReadings = keeper.takeReadings.bind(keeper);
  vi.spyOn(keeper, "takeReadings").mockImplementation((heard) => {
    if (heard.some(({ reading }) => reading.device.serial === guilty)) throw bug;
    taken.push(...heard.map(({ reading }) => reading.device.serial));
    return takeReadings(heard);
  });
  await pollAll(poller);
  expect(new Set(taken)).toEqual(new Set(healthy));
  expect(serials.map((serial) => state(serial)?.failures)).toEqual([1, 0, 0]);
  expect(told).toContain("commit.crashed");
});

test("a reading that brings the reducers down is a failure of that device", async () => {
  const { search, poller, keeper, state } = watch();
  await search();
  const takeReadings = keeper.takeReadings.bind(keeper);
  vi.spyOn(keeper, "takeReadings").mockImplementation((heard) =>
    takeReadings(heard).map((uid, at) => (heard[at]?.reading.device.serial === guilty ? undefined : uid)),
  );
  await pollAll(poller);
  expect(serials.map((serial) => state(serial)?.failures)).toEqual([1, 0, 0]);
});

test.each(["onHeard", "onTold", "onStored"] as const)(
  "whoever listens to the keeper does not undo what is kept: %s",
  async (who) => {
    const { told, search, state } = watch({
      [who]: () => {
        throw bug;
      },
    });
    await search();
    expect(serials.map((serial) => state(serial) !== undefined)).toEqual([true, true, true]);
    expect(told).not.toContain("meeting.crashed");
  },
);
