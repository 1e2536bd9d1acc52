import { performance } from "node:perf_hooks";
import type { Traffic } from "../../src/agent/snmp/shared-sockets.ts";

/** What a layer did between start and end of its steady part. */
export interface Work {
  /** Readings of one device that were asked for; 0 in a sweep. */
  readonly devicePolls: number;
  readonly failed: number;
  readonly [name: string]: number | string;
}

export interface Stopwatch {
  /** The preparation is over: from here on time, CPU and traffic count. */
  start(traffic: () => Traffic): void;
  end(): void;
}

const kilobyte = 1024;

/** Runs a layer and adds what it cost. `rssMb` is the peak of the whole process, preparation included. */
export async function measure(layer: (stopwatch: Stopwatch) => Promise<Work>): Promise<object> {
  let traffic: () => Traffic = () => ({ sent: 0, sentBytes: 0, received: 0, receivedBytes: 0 });
  let begun = reading(traffic);
  let ended = begun;
  const work = await layer({
    start: (source) => {
      traffic = source;
      begun = reading(traffic);
    },
    end: () => {
      ended = reading(traffic);
    },
  });
  const cpuMs = ended.cpuMs - begun.cpuMs;
  const wallMs = ended.wallMs - begun.wallMs;
  const bytes = ended.sentBytes + ended.receivedBytes - begun.sentBytes - begun.receivedBytes;
  const per = Math.max(1, work.devicePolls);
  return {
    ...work,
    wallMs: Math.round(wallMs),
    cpuMs: Math.round(cpuMs),
    systemMs: Math.round(ended.systemMs - begun.systemMs),
    cpuMsPer1000: round((cpuMs * 1000) / per),
    wallMsPer1000: round((wallMs * 1000) / per),
    pdusPerPoll: round((ended.sent - begun.sent) / per),
    bytesPerPoll: Math.round(bytes / per),
    unanswered: ended.sent - begun.sent - (ended.received - begun.received),
    rssMb: Math.round(process.resourceUsage().maxRSS / kilobyte),
    rssNowMb: Math.round(process.memoryUsage.rss() / kilobyte / kilobyte),
  };
}

function reading(traffic: () => Traffic) {
  const { user, system } = process.cpuUsage();
  return { ...traffic(), wallMs: performance.now(), cpuMs: (user + system) / 1000, systemMs: system / 1000 };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
