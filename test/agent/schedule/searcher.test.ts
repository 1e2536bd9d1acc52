import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eventSettings } from "../../../src/agent/events/event-settings.ts";
import { defaultSiteSettings } from "../../../src/agent/events/site.ts";
import { systemClock } from "../../../src/agent/leaf/clock.ts";
import { silentLog } from "../../../src/agent/leaf/log.ts";
import { Secret } from "../../../src/agent/leaf/secret.ts";
import type { Outbox } from "../../../src/agent/outbox/outbox.ts";
import { Poller } from "../../../src/agent/schedule/poller.ts";
import { Searcher, searchRanges } from "../../../src/agent/schedule/searcher.ts";
import { SiteKeeper } from "../../../src/agent/schedule/site-keeper.ts";
import type { NetSnmpClient } from "../../../src/agent/snmp/net-snmp-client.ts";
import type { SnmpCredential } from "../../../src/agent/snmp/snmp-client.ts";
import type { SnmpEngine } from "../../../src/agent/snmp/snmp-engine.ts";
import { MibView } from "../../../src/simulator/mib-view.ts";
import { respond } from "../../../src/simulator/responder.ts";
import { parseRecording } from "../../../src/simulator/snmprec.ts";
import { library } from "../../recorded-answers.ts";
import { startEngine } from "../snmp/udp-device.ts";

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
]);
const words = ["community-alpha", "community-beta", "user-gamma", "public"];

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

  constructor(address: string) {
    this.#address = address;
  }

  async start(): Promise<void> {
    this.#socket.on("message", (bytes, sender) => {
      this.heard.push(bytes);
      const settings = { community: this.community, maxMessageBytes: 1472 };
      const reply = this.view ? respond(bytes, this.view, settings) : undefined;
      if (reply?.kind === "answer") this.#socket.send(reply.bytes, sender.port, sender.address);
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
let ears: Ear[] = [];

beforeEach(async () => {
  engine = await startEngine();
  ears = ["127.77.1.1", "127.77.1.2", "127.77.2.1", "127.77.2.2", "127.77.3.1"].map((address) => new Ear(address));
  await Promise.all(ears.map((ear) => ear.start()));
});

afterEach(() => {
  engine.client.close();
  for (const ear of ears) ear.stop();
});

/** An agent over these ranges, each with the credentials that may be said there. */
function watch(ranges: readonly { readonly ears: readonly (Ear | undefined)[]; readonly credentials: string[] }[]) {
  const outbox = { readStates: () => new Map(), commit: () => [], stats: () => ({ state: "ok" }) } as unknown as Outbox;
  const rules = { events: eventSettings(library, "UTC"), site: defaultSiteSettings };
  const log = silentLog;
  const keeper = new SiteKeeper({ outbox, clock: systemClock, log, rules, onStored() {} });
  const options = { timeoutMs: 300, retryAtMs: [] };
  const interview = { engine, library, options, stamp: () => new Date(systemClock.wallMs()).toISOString() };
  const intervals = { status: 1e9, supplies: 1e9, full: 1e9 };
  const poller = new Poller({ clock: systemClock, log, interview, keeper, credentials, intervals, mostAtOnce: 16 });
  poller.start();
  const searched = ranges.flatMap((range) =>
    range.ears.flatMap((ear) =>
      ear ? [{ addresses: ear.place, exclude: [], credentials: range.credentials, isOwnPublicRange: true }] : [],
    ),
  );
  const searcher = new Searcher({
    ...{ log, engine, interview, keeper, poller, credentials },
    ranges: searchRanges(searched, credentials),
    probesPerSecond: 250,
    onProgress() {},
  });
  const search = () => searcher.search(new AbortController().signal);
  return { keeper, poller, search };
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
    const { keeper, poller, search } = watch([
      { ears: [alpha, alphaSilent], credentials: ["alpha"] },
      { ears: [beta, betaSilent], credentials: ["beta"] },
      { ears: [gamma], credentials: ["gamma"] },
    ]);
    await search();
    expect(keeper.state.inventory.devices.size).toBe(2);
    poller.readAllNow();
    await poller.stop();
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
