import { expect, onTestFinished, test, vi } from "vitest";
import { openWatch, type WatchGround } from "../../../src/agent/compose/watch.ts";
import { eventSettings } from "../../../src/agent/events/event-settings.ts";
import { defaultSiteSettings } from "../../../src/agent/events/site.ts";
import { systemClock } from "../../../src/agent/leaf/clock.ts";
import { type Log, silentLog } from "../../../src/agent/leaf/log.ts";
import { failed } from "../../../src/agent/leaf/result.ts";
import { Secret } from "../../../src/agent/leaf/secret.ts";
import type { Outbox } from "../../../src/agent/outbox/outbox.ts";
import { SiteKeeper } from "../../../src/agent/schedule/site-keeper.ts";
import type { Territory } from "../../../src/agent/schedule/territory.ts";
import { NetSnmpClient } from "../../../src/agent/snmp/net-snmp-client.ts";
import { library } from "../../recorded-answers.ts";
import { identity } from "../events/history.ts";
import { oneRange } from "../schedule/one-range.ts";
import { impatient, relaxed, UdpDevice } from "../snmp/udp-device.ts";
import { authKey, sysDescr, UserAgent } from "../snmp/user-agent.ts";

const seenAt = "2026-11-01T08:00:00.000Z";

/** What is stored of a device that was met at an address. */
function knownAt(address: string, uid: string): readonly [string, unknown] {
  const known = {
    ...{ identity: { ...identity, uid }, basis: "serial", credential: null, profile: null, failures: 0 },
    ...{ addresses: [{ address, seenAt }], firstSeenAt: seenAt, seenAt },
  };
  return [`device/${uid}`, { known, memory: null, recorded: null }];
}

async function open(territory: Territory, states: ReadonlyMap<string, unknown> = new Map(), log: Log = silentLog) {
  // The keeper asks no more of it.
  const outbox = { readStates: () => states, commit: () => [], stats: () => ({ state: "ok" }) } as unknown as Outbox;
  const rules = { events: eventSettings(library, "UTC"), site: defaultSiteSettings };
  const keeper = new SiteKeeper({ outbox, clock: systemClock, log, rules, onStored() {} });
  const stopping = new AbortController();
  const ground: WatchGround = {
    ...{ clock: systemClock, log, library, stopping, crashBook: undefined },
    patience: { timeoutMs: 50, retryAtMs: [] },
    ...{ onSweepProgress() {}, onPolled() {} },
  };
  const intervals = { status: 1e9, supplies: 1e9, full: 1e9 };
  const watch = await openWatch(ground, keeper, { territory, intervals, probesPerSecond: 250 });
  onTestFinished(async () => {
    stopping.abort();
    for (const { client } of watch.engines) client.close();
    await watch.poller.stop();
  });
  return watch;
}

test("no more devices are asked at once than the sockets hold answers of", async () => {
  const places = Array.from({ length: 12 }, (_, at) => ({ address: `127.78.0.${at + 1}`, port: 161 }));
  const capacity = vi.spyOn(NetSnmpClient.prototype, "capacity", "get").mockReturnValue(5);
  const { promise: silence, resolve: end } = Promise.withResolvers<Awaited<ReturnType<NetSnmpClient["get"]>>>();
  const get = vi.spyOn(NetSnmpClient.prototype, "get").mockReturnValue(silence);
  const states = new Map(places.map(({ address }, at) => knownAt(address, `serial:${at}`)));
  const { poller } = await open(oneRange(places), states);
  onTestFinished(() => {
    end(failed({ kind: "aborted", message: "" }));
    capacity.mockRestore();
    get.mockRestore();
  });
  poller.start();
  poller.readAllNow();
  await vi.waitFor(() => expect(get).toHaveBeenCalled());
  await new Promise((resolve) => setImmediate(resolve));
  expect(get).toHaveBeenCalledTimes(5);
});

test("a search for new devices leaves the sockets of the polls alone, so that its silence holds up none", async () => {
  const silent = new UdpDevice(() => []);
  await silent.start();
  onTestFinished(() => silent.stop());
  const { searcher, engines } = await open(oneRange([silent.target()]));
  await searcher.search(new AbortController().signal);
  const [polling, searching] = engines.map(({ client }) => (client instanceof NetSnmpClient ? client.traffic.sent : 0));
  expect(silent.requests.length).toBeGreaterThan(0);
  expect([polling, searching]).toEqual([0, silent.requests.length]);
});

test("another SNMPv3 engine in the place of a device is told", async () => {
  const warn = vi.fn<Log["warn"]>();
  const before = new UserAgent();
  const port = await before.start();
  const auth = { protocol: "sha256", key: new Secret(authKey) } as const;
  const credential = { version: "3", user: "signed", level: "authNoPriv", auth } as const;
  const target = { address: "127.0.0.1", port, credential };
  const { engines } = await open(oneRange([target]), new Map(), { ...silentLog, warn });
  const [{ client }] = engines;
  expect(await client.get(target, [sysDescr], relaxed)).toMatchObject({ ok: true });
  const after = await before.replace();
  onTestFinished(() => after.stop());
  await client.get(target, [sysDescr], impatient);
  expect(warn).not.toHaveBeenCalled();
  expect(await client.get(target, [sysDescr], relaxed)).toMatchObject({ ok: true });
  expect(warn.mock.calls).toEqual([["device.engine-changed", { address: `127.0.0.1:${port}` }]]);
});
