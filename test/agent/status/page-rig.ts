import type { NetworkDoor } from "../../../src/agent/config/network-door.ts";
import type { Wish } from "../../../src/agent/inbox/wish.ts";
import { silentLog } from "../../../src/agent/leaf/log.ts";
import { systemRandom } from "../../../src/agent/leaf/random.ts";
import type { AgentSnapshot } from "../../../src/agent/status/agent-snapshot.ts";
import type { DevicePast } from "../../../src/agent/status/history/site-history.ts";
import type { LifeBook } from "../../../src/agent/status/life-list.ts";
import type { RawRead } from "../../../src/agent/status/raw-page.ts";
import { StatusPage } from "../../../src/agent/status/status-page.ts";
import { tell } from "../../../src/agent/status/told-event.ts";
import { busySite, exchange, fault, minutesAgo, now, reading } from "./invented-site.ts";

/** A page over an invented site; a test changes what it sees and looks at what it was handed. */
export class PageRig {
  seen: () => AgentSnapshot = busySite;
  standstill: string | null = null;
  past: DevicePast = busyPast();
  raw: () => Promise<NonNullable<RawRead>> = async () => ({ reading: tracedReading() });
  handIn: (wish: Wish) => void = (wish) => void this.handed.push(wish);
  nowMs = 0;
  network: NetworkDoor | undefined;
  readonly handed: Wish[] = [];
  readonly logged: string[] = [];
  #page: StatusPage | undefined;

  /** @returns the page's address on this machine */
  async start(port = 0): Promise<URL> {
    this.#page = this.build(port);
    return new URL(await this.#page.start());
  }

  async stop(): Promise<void> {
    await this.#page?.stop();
  }

  build(port: number): StatusPage {
    const note = (event: string) => void this.logged.push(event);
    return new StatusPage({
      ...{ host: "127.0.0.1", port, timeZone: "Europe/Kyiv", network: this.network },
      log: {
        ...silentLog,
        error: note,
        warn: note,
        info: (event, fields) => note(`${event} ${fields?.["url"] ?? ""}`),
      },
      clock: { monoMs: () => this.nowMs },
      draw: systemRandom.name,
      snapshot: () => this.seen(),
      findStandstill: () => this.standstill,
      metrics: async () => ({ type: "text/plain; version=0.0.4", text: "mfp_agent_healthy 1\n" }),
      history: { start: () => {}, stop: () => {}, pastOf: () => this.past },
      ledger: (most) => Array.from({ length: Math.min(most, 120) }, (_, index) => exchange({ records: 1000 + index })),
      lives: () => busyLives,
      stand: (uid) => {
        const device = this.seen().devices.find((candidate) => candidate.uid === uid);
        const meter = {
          epoch: 1,
          observedAt: now,
          counters: { "copy.fullColor.largeDuplex": 30_411, total: 1_204_817 },
        };
        return device && { identity: device, meter, months: { thisMonth: 4120, lastMonth: 6240 } };
      },
      readRaw: () => this.raw(),
      handIn: (wish) => this.handIn(wish),
    });
  }
}

function tracedReading() {
  return reading({
    provenance: {
      "device.serial": { oid: "1.3.6.1.2.1.43.5.1.1.17.1", raw: "A1B2C3D4E5F6" },
      "toner.black": { oid: "1.3.6.1.2.1.43.11.1.1.9.1.4", raw: "-3" },
    },
  });
}

/** Seventy days in which toner is used up and replaced, with a hole in them. */
export function busyPast(): DevicePast {
  const days = Array.from({ length: 70 }, (_, index) => ({
    day: new Date(Date.parse(now) - (69 - index) * 86_400_000).toISOString().slice(0, 10),
    pages: 1_190_000 + index * 210 + (index % 7) * 40,
    levels: {
      "toner.cyan": Math.max(2, 98 - index),
      "toner.magenta": (140 - 2 * index + 100) % 100,
      "toner.yellow": 90 - (index % 45),
      "toner.black": Math.max(0, 60 - Math.floor(index / 2)),
    },
  })).filter((_, index) => index < 30 || index > 38);
  return {
    days,
    events: [tell(fault()), tell(fault({ action: "clear", at: minutesAgo(60) }))],
    alerts: [
      { key: "a", kind: "service", text: "Call service", code: "C-2557", raisedAt: minutesAgo(90), clearedAt: null },
      {
        key: "b",
        kind: "user",
        text: "Paper jam",
        code: null,
        raisedAt: minutesAgo(4000),
        clearedAt: minutesAgo(3985),
      },
    ],
  };
}

const slot = { description: "", closed: [], openedAt: minutesAgo(60_000), daysLeft: null, pagesLeft: null };

export const busyLives: LifeBook = {
  cartridges: [
    {
      ...{ ...slot, key: "toner.cyan", color: "cyan", number: 2, daysLeft: 71.4, pagesLeft: 11_240 },
      level: { state: "percent", percent: 62 },
      closed: [
        {
          ...{ number: 1, openedAt: null, closedAt: minutesAgo(60_000), pages: null },
          levelAtClose: { state: "percent", percent: 1 },
        },
      ],
    },
    ...["magenta", "yellow", "black"].map((color) => ({
      ...{ ...slot, key: `toner.${color}`, color, number: 1 },
      level: { state: "percent" as const, percent: 40 },
    })),
  ],
  parts: [
    {
      ...{ ...slot, key: "fuser", color: null, description: "Fusing Unit", number: 1, openedAt: null },
      level: { state: "percent", percent: 71 },
    },
  ],
};
