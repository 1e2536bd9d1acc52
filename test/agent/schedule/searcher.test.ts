import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { eventSettings } from "../../../src/agent/events/event-settings.ts";
import { defaultSiteSettings } from "../../../src/agent/events/site.ts";
import { systemClock } from "../../../src/agent/leaf/clock.ts";
import { type Log, silentLog } from "../../../src/agent/leaf/log.ts";
import { Secret } from "../../../src/agent/leaf/secret.ts";
import type { Outbox } from "../../../src/agent/outbox/outbox.ts";
import { Poller } from "../../../src/agent/schedule/poller.ts";
import { searchRanges } from "../../../src/agent/schedule/search-range.ts";
import { Searcher } from "../../../src/agent/schedule/searcher.ts";
import { SiteKeeper } from "../../../src/agent/schedule/site-keeper.ts";
import { Territory } from "../../../src/agent/schedule/territory.ts";
import type { NetSnmpClient } from "../../../src/agent/snmp/net-snmp-client.ts";
import type { SnmpCredential } from "../../../src/agent/snmp/snmp-client.ts";
import type { SnmpEngine } from "../../../src/agent/snmp/snmp-engine.ts";
import { MibView } from "../../../src/simulator/mib-view.ts";
import { decodeMessage } from "../../../src/simulator/pdu.ts";
import { respond } from "../../../src/simulator/responder.ts";
import { parseRecording } from "../../../src/simulator/snmprec.ts";
import { library } from "../../recorded-answers.ts";
import { startEngine } from "../snmp/udp-device.ts";
import { authKey, UserAgent } from "../snmp/user-agent.ts";

const credentials = new Map<string, SnmpCredential>([
  ["alpha", { version: "2c", community: new Secret("community-alpha") }],
  ["beta", { version: "2c", community: new Secret("community-beta") }],
  [
    "gamma",
    {
      version: "3",
      user: "user-gamma",
      level: "authNoPriv",
      auth: { protocol: "sha256", key: new Secret("a passphrase of gamma") },
    },
  ],
  [
    "signed",
    { version: "3", user: "signed", level: "authNoPriv", auth: { protocol: "sha256", key: new Secret(authKey) } },
  ],
]);
const words = ["community-alpha", "community-beta", "user-gamma", "signed", "public"];

/** A Konica Minolta with a serial number and one toner. */
function printer(serial: string): MibView {
  const lines = [
    "1.3.6.1.2.1.1.1.0|4|KONICA MINOLTA bizhub C360i",
    "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.18334.1.1.1.2.1.155.2.1",
    "1.3.6.1.2.1.1.3.0|67|100",
    "1.3.6.1.2.1.25.3.2.1.2.1|6|1.3.6.1.2.1.25.3.1.5",
    "1.3.6.1.2.1.25.3.2.1.3.1|4|KONICA MINOLTA bizhub C360i",
    "1.3.6.1.2.1.25.3.5.1.1.1|2|3",
    `1.3.6.1.2.1.43.5.1.1.17.1|4|${serial}`,
  ];
  return new MibView(parseRecording(lines.join("\n"), "test"));
}

/** Answers to one community, and keeps all that was ever sent to it. */
class Ear {
  readonly heard: Buffer[] = [];
  readonly #socket: Socket = createSocket("udp4");
  readonly #address: string;
  /** undefined: silent. */
  view: MibView | undefined;
  community = "";
  isVersion1Only = false;
  delayMs = 0;
  /** Requests that wait for an answer, and how many did so at once at most. */
  #waiting = 0;
  mostWaiting = 0;

  constructor(address: string) {
    this.#address = address;
  }

  async start(): Promise<void> {
    this.#socket.on("message", (bytes, sender) => {
      this.heard.push(bytes);
      const settings = { community: this.community, maxMessageBytes: 1472 };
      if (this.isVersion1Only && decodeMessage(bytes)?.version !== "v1") return;
      const reply = this.view ? respond(bytes, this.view, settings) : undefined;
      if (reply?.kind !== "answer") return;
      this.#waiting += 1;
      this.mostWaiting = Math.max(this.mostWaiting, this.#waiting);
      const answer = () => {
        this.#waiting -= 1;
        this.#socket.send(reply.bytes, sender.port, sender.address);
      };
      if (this.delayMs === 0) answer();
      else systemClock.after(this.delayMs, answer);
    });
    this.#socket.bind(0, this.#address);
    await once(this.#socket, "listening");
  }

  get place(): string {
    return `${this.#address}:${this.#socket.address().port}`;
  }

  /** Which of the words were ever said to it. */
  get words(): readonly string[] {
    return words.filter((word) => this.heard.some((bytes) => bytes.includes(word)));
  }

  stop(): void {
    this.#socket.close();
  }
}

let engine: SnmpEngine & { client: NetSnmpClient };
/** Searches have sockets of their own. */
let sweepEngine: typeof engine;
let ears: Ear[] = [];

beforeEach(async () => {
  engine = await startEngine();
  sweepEngine = await startEngine();
  ears = ["127.77.1.1", "127.77.1.2", "127.77.2.1", "127.77.2.2", "127.77.3.1"].map((address) => new Ear(address));
  await Promise.all(ears.map((ear) => ear.start()));
});

afterEach(() => {
  engine.client.close();
  sweepEngine.client.close();
  for (const ear of ears) ear.stop();
});

interface Range {
  readonly ears: readonly (Pick<Ear, "place"> | undefined)[];
  readonly credentials: string[];
}

function territoryOf(ranges: readonly Range[]): Territory {
  const searched = ranges.flatMap((range) =>
    range.ears.flatMap((ear) =>
      ear
        ? [
            {
              addresses: ear.place,
              exclude: [],
              credentials: range.credentials,
              isOwnPublicRange: true,
              isBroadRange: false,
            },
          ]
        : [],
    ),
  );
  return new Territory(searchRanges(searched, credentials), credentials);
}

/** An agent over these ranges, each with the credentials that may be said there; `states` is what it remembers. */
function watch(ranges: readonly Range[], states: ReadonlyMap<string, unknown> = new Map()) {
  const outbox = {
    ...{ readStates: () => states, commit: () => [], stats: () => ({ state: "ok" }), mustTellAgain: () => false },
  } as unknown as Outbox;
  const rules = { events: eventSettings(library, "UTC"), site: defaultSiteSettings };
  const told: string[] = [];
  const log: Log = { ...silentLog, warn: (event) => told.push(event) };
  const keeper = new SiteKeeper({ outbox, clock: systemClock, log, rules, onStored() {} });
  const options = { timeoutMs: 300, retryAtMs: [] };
  const interview = { engine, library, options, stamp: () => new Date(systemClock.wallMs()).toISOString() };
  const intervals = { status: 1e9, supplies: 1e9, full: 1e9 };
  const territory = territoryOf(ranges);
  const poller = new Poller({ clock: systemClock, log, interview, keeper, territory, intervals, mostAtOnce: 16 });
  poller.start();
  onTestFinished(() => poller.stop());
  const searcher = new Searcher({
    ...{ log, engine: sweepEngine, interview, keeper, poller, territory },
    probesPerSecond: 250,
    onProgress() {},
  });
  const search = () => searcher.search(new AbortController().signal);
  /** Takes over other ranges, as a reload does. */
  const reload = (changed: readonly Range[]) => {
    const tuning = { territory: territoryOf(changed), intervals, probesPerSecond: 250 };
    poller.retune(tuning);
    searcher.retune(tuning);
  };
  /** Polls all devices and waits until each was asked, or left alone. */
  const poll = async () => {
    const until = poller.polls + keeper.state.inventory.devices.size;
    poller.readAllNow();
    await vi.waitFor(() => expect(poller.polls).toBeGreaterThanOrEqual(until), 5000);
  };
  return { keeper, poller, search, reload, poll, told };
}

describe("a search over ranges with credentials of their own", () => {
  it("says the credentials of a range at none of the others, found or silent, swept or polled", async () => {
    const [alpha, alphaSilent, beta, betaSilent, gamma] = ears;
    for (const [ear, community, serial] of [
      [alpha, "community-alpha", "AAJN011000001"],
      [beta, "community-beta", "AAJN011000002"],
    ] as const) {
      if (ear) Object.assign(ear, { view: printer(serial), community });
    }
    const { keeper, search, poll } = watch([
      { ears: [alpha, alphaSilent], credentials: ["alpha"] },
      { ears: [beta, betaSilent], credentials: ["beta"] },
      { ears: [gamma], credentials: ["gamma"] },
    ]);
    await search();
    expect(keeper.state.inventory.devices.size).toBe(2);
    await poll();
    await search();
    expect([alpha, alphaSilent].map((ear) => ear?.words)).toEqual([["community-alpha"], ["community-alpha"]]);
    expect([beta, betaSilent].map((ear) => ear?.words)).toEqual([["community-beta"], ["community-beta"]]);
    // The user's name is not said before an engine told who it is, and nothing of the others at all.
    expect(gamma?.heard.length).toBeGreaterThan(0);
    expect(gamma?.words).toEqual([]);
  }, 30_000);

  it("tries no more than the two credentials of its range at a silent address", async () => {
    const { search } = watch([{ ears: [ears[0]], credentials: ["alpha", "beta"] }]);
    await search();
    expect(ears[0]?.words).toEqual(["community-alpha", "community-beta"]);
  }, 30_000);

  it("finds a device by its serial number at its new address, as the same device", async () => {
    const [before, after] = ears;
    if (!before || !after) throw new Error("no sockets");
    Object.assign(before, { view: printer("AAJN011000007"), community: "community-alpha" });
    const { keeper, search } = watch([{ ears: [before, after], credentials: ["alpha"] }]);
    await search();
    const [first] = keeper.state.inventory.devices.values();
    expect(first?.identity.address).toBe(before.place);
    Object.assign(after, { view: before.view, community: before.community });
    before.view = undefined;
    keeper.takeFailure(first?.identity.uid ?? "", "the device does not answer");
    await search();
    const [moved, ...others] = keeper.state.inventory.devices.values();
    expect(others).toEqual([]);
    expect(moved?.identity).toMatchObject({ uid: first?.identity.uid, serial: "AAJN011000007", address: after.place });
    expect(moved?.addresses.map(({ address }) => address)).toEqual([after.place]);
  }, 30_000);
});

it("meets the devices of a large site a few at a time, and all of them", async () => {
  const many = Array.from({ length: 40 }, (_, at) => {
    const ear = Object.assign(new Ear(`127.77.4.${at + 1}`), { community: "community-alpha", delayMs: 150 });
    ear.view = printer(`AAJN0110001${String(at).padStart(2, "0")}`);
    return ear;
  });
  ears.push(...many);
  await Promise.all(many.map((ear) => ear.start()));
  let waiting = 0;
  let mostWaiting = 0;
  const { get } = engine.client;
  engine.client.get = async (...request) => {
    waiting += 1;
    mostWaiting = Math.max(mostWaiting, waiting);
    return get.apply(engine.client, request).finally(() => {
      waiting -= 1;
    });
  };
  const { keeper, search } = watch([{ ears: many, credentials: ["alpha"] }]);
  await search();
  expect(keeper.state.inventory.devices.size).toBe(many.length);
  expect(mostWaiting).toBeLessThanOrEqual(32);
}, 30_000);

describe("a known device", () => {
  /** Answers to both communities' words at different times, as one that is set up anew. */
  function printerAt(ear: Ear | undefined, community: string): Ear {
    if (!ear) throw new Error("no socket");
    return Object.assign(ear, { view: printer("AAJN011000009"), community });
  }

  it("never hears its old credential again once its address lies in a range that forbids it", async () => {
    const ear = printerAt(ears[0], "community-alpha");
    const { keeper, search, reload, poll } = watch([{ ears: [ear], credentials: ["alpha"] }]);
    await search();
    expect(keeper.state.inventory.devices.size).toBe(1);
    reload([{ ears: [ear], credentials: ["beta"] }]);
    ear.heard.splice(0);
    await poll();
    await search();
    expect(ear.words).toEqual(["community-beta"]);
  }, 30_000);

  it("is read on with the credential of the range into which it fell, and remembers that one", async () => {
    const ear = printerAt(ears[0], "community-alpha");
    const { keeper, search, reload, poll } = watch([{ ears: [ear], credentials: ["alpha"] }]);
    await search();
    reload([{ ears: [ear], credentials: ["beta"] }]);
    ear.community = "community-beta";
    await poll();
    await vi.waitFor(() => {
      const [device] = keeper.state.inventory.devices.values();
      expect(device).toMatchObject({ credential: "beta", failures: 0 });
    });
  }, 30_000);

  it("that is being read when its credential changes hears the old one no more, and is read anew", async () => {
    const ear = printerAt(ears[0], "community-alpha");
    const { keeper, poller, search, reload } = watch([{ ears: [ear], credentials: ["alpha"] }]);
    await search();
    ear.delayMs = 100;
    ear.heard.splice(0);
    poller.readAllNow();
    await vi.waitFor(() => expect(ear.heard.length).toBeGreaterThan(0));
    reload([{ ears: [ear], credentials: ["beta"] }]);
    Object.assign(ear, { community: "community-beta", delayMs: 0 });
    ear.heard.splice(0);
    await vi.waitFor(() => {
      const [device] = keeper.state.inventory.devices.values();
      expect(device).toMatchObject({ credential: "beta", failures: 0 });
    });
    expect(ear.words).toEqual(["community-beta"]);
  }, 30_000);

  it("that knows SNMPv1 only is found, read under its credential, told once, and not met anew by each search", async () => {
    const ear = Object.assign(printerAt(ears[0], "community-alpha"), { isVersion1Only: true });
    const { keeper, search, poll, told } = watch([{ ears: [ear], credentials: ["alpha"] }]);
    await search();
    await poll();
    expect([...keeper.state.inventory.devices.values()]).toMatchObject([{ credential: "alpha", failures: 0 }]);
    ear.heard.splice(0);
    await search();
    expect(ear.heard.length).toBe(2);
    expect(told).toEqual(["device.version-1"]);
  }, 30_000);

  it("is asked one thing at a time, by a search while it is polled too", async () => {
    const ear = printerAt(ears[0], "community-alpha");
    const { keeper, search, poll } = watch([{ ears: [ear], credentials: ["alpha"] }]);
    await search();
    expect(keeper.state.inventory.devices.size).toBe(1);
    ear.delayMs = 30;
    const polled = poll();
    await Promise.all([polled, search()]);
    expect(ear.mostWaiting).toBe(1);
  }, 30_000);

  it("is walked once after a restart, by its poll and not by the search beside it", async () => {
    const ear = printerAt(ears[0], "community-alpha");
    const ranges: Range[] = [{ ears: [ear], credentials: ["alpha"] }];
    const first = watch(ranges);
    await first.search();
    const [known] = first.keeper.state.inventory.devices.values();
    const stored = new Map([["device/x", { known, memory: null, recorded: null }]]);
    const alone = watch(ranges, stored);
    ear.heard.splice(0);
    await alone.poll();
    const walked = ear.heard.splice(0).length;
    const agent = watch(ranges, stored);
    await Promise.all([agent.poll(), agent.search()]);
    expect(ear.heard.length).toBe(walked + 1);
  }, 30_000);

  it.each(["after a reload", "after a restart"])(
    "outside all ranges is not asked and so is not silent, %s",
    async (when) => {
      const [ear, other] = [printerAt(ears[0], "community-alpha"), ears[1]];
      const first = watch([{ ears: [ear], credentials: ["alpha"] }]);
      await first.search();
      const [device] = first.keeper.state.inventory.devices.values();
      if (!device) throw new Error("not found");
      const elsewhere: Range[] = [{ ears: [other], credentials: ["alpha"] }];
      const stored = new Map([[`device/${device.identity.uid}`, { known: device, memory: null, recorded: null }]]);
      const agent = when === "after a reload" ? first : watch(elsewhere, stored);
      if (agent === first) agent.reload(elsewhere);
      ear.heard.splice(0);
      await agent.poll();
      await agent.search();
      expect(ear.heard).toEqual([]);
      const [known] = agent.keeper.state.inventory.devices.values();
      expect(known).toMatchObject({ failures: 0 });
      expect(known && agent.poller.interviewer.isOutside(known)).toBe(true);
    },
    30_000,
  );

  it("of which no credential is known is asked with that of its range, not with the one of delivery", async () => {
    const ear = printerAt(ears[0], "community-alpha");
    const before = watch([{ ears: [ear], credentials: ["alpha"] }]);
    await before.search();
    const [device] = before.keeper.state.inventory.devices.values();
    const known = { ...device, credential: null };
    const stored = new Map([["device/x", { known, memory: null, recorded: null }]]);
    ear.heard.splice(0);
    const agent = watch([{ ears: [ear], credentials: ["alpha"] }], stored);
    await agent.poll();
    await agent.search();
    expect(ear.words).toEqual(["community-alpha"]);
  }, 30_000);

  it("of SNMPv3 is read by its user, hears no community, and its user is heard nowhere else", async () => {
    const agent = new UserAgent();
    const port = await agent.start();
    onTestFinished(() => agent.stop());
    const device = { place: `127.0.0.1:${port}` };
    const [alpha] = ears;
    const { keeper, search, reload, poll } = watch([
      { ears: [alpha], credentials: ["alpha"] },
      { ears: [device], credentials: ["signed"] },
    ]);
    await search();
    await poll();
    const [known] = keeper.state.inventory.devices.values();
    expect(known).toMatchObject({ credential: "signed", failures: 0 });
    reload([{ ears: [alpha, device], credentials: ["alpha"] }]);
    await search();
    expect(agent.hasHeard("community-alpha")).toBe(true);
    agent.forget();
    await poll();
    expect(agent.hasHeard("signed")).toBe(false);
    expect(alpha?.words).toEqual(["community-alpha"]);
  }, 30_000);
});
