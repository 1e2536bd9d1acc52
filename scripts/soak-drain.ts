/**
 * A site comes back after weeks without a network: its outbox drains into a central in a process of its own while
 * readings go on to be stored. Prints one line of JSON; `peakRssMb` is the agent's alone, and of its event loop, whose
 * 99th percentile must stay below 200 ms, is `loopLateMs…`.
 * `node scripts/soak-drain.ts --readings 576000`
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { systemClock } from "../src/agent/leaf/clock.ts";
import { silentLog } from "../src/agent/leaf/log.ts";
import { projectFile } from "../src/agent/leaf/project-files.ts";
import { systemRandom } from "../src/agent/leaf/random.ts";
import { spareHeap } from "../src/agent/leaf/spare-heap.ts";
import { defaultBoundBytes, SqliteOutbox } from "../src/agent/outbox/sqlite-outbox.ts";
import { AxiosCentral } from "../src/agent/upload/axios-central.ts";
import type { Credential } from "../src/agent/upload/credential-file.ts";
import { enrol } from "../src/agent/upload/enrolment.ts";
import { Uploader } from "../src/agent/upload/uploader.ts";
import { defaultUploaderSettings } from "../src/agent/upload/uploader-state.ts";
import { watchLoop } from "./loop-watch.ts";
import { inventReading } from "./soak/invented-reading.ts";

/** Two hundred devices every fifteen minutes are one reading in four and a half seconds; this is many times as busy. */
const liveEveryMs = 100;
const megabyte = 1024 * 1024;

// As the agent does at its start; without it V8 alone takes some eighty megabytes more.
spareHeap();
const { values } = parseArgs({ options: { readings: { type: "string", default: "576000" } } });
const folder = mkdtempSync(join(tmpdir(), "mfp-agent-drain-"));
const stateFolder = join(folder, "state");
const centralFolder = join(folder, "central");
let central: ChildProcess | undefined;
try {
  runScript("fill-outbox.ts", stateFolder, values.readings);
  const code = runScript("make-code.ts", centralFolder).trim();
  central = spawn(process.execPath, [script("central-process.ts"), centralFolder, "0", String(Date.now()), "1"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [address] = await once(central.stdout ?? central, "data");
  process.stdout.write(`${JSON.stringify(await drain(String(address).trim(), code))}\n`);
} finally {
  central?.kill();
  rmSync(folder, { recursive: true, force: true });
}

async function drain(address: string, code: string): Promise<object> {
  const startRssMb = Math.round(process.memoryUsage.rss() / megabyte);
  const bootId = systemRandom.name();
  const parts = { folder: stateFolder, boundBytes: defaultBoundBytes, clock: systemClock, log: silentLog, bootId };
  const outbox = new SqliteOutbox({ ...parts, newEpoch: systemRandom.name });
  outbox.open();
  // What the default bound held; the rest was thinned.
  const kept = outbox.stats().records;
  let credential: Credential | undefined;
  const port = new AxiosCentral({ address, clock: systemClock, token: () => credential?.token });
  const request = { code, version: "0", hostName: "load" };
  const enrolled = await enrol(port, join(stateFolder, "credential.json"), request, new AbortController().signal);
  if (!enrolled.ok) throw new Error(enrolled.failure.message);
  credential = enrolled.value;
  const uploader = new Uploader({
    ...{ outbox, central: port, clock: systemClock, log: silentLog, bootId },
    settings: { ...defaultUploaderSettings, startSpreadMs: 0 },
    random: systemRandom.fraction,
    agent: () => enrolled.value.agent,
    isClockSynced: () => true,
    commandOutcomes: () => [],
    onAcknowledged: () => {},
  });
  const startedMs = performance.now();
  const latenessMs: number[] = [];
  const endWatch = watchLoop();
  uploader.start();
  for (let live = 0; uploader.snapshot().records < kept; live += 1) {
    const dueMs = performance.now() + liveEveryMs;
    await sleep(liveEveryMs);
    outbox.commit({ records: [inventReading(live % 200, Date.now(), 3000 + live)], states: [] });
    uploader.notify(false);
    latenessMs.push(performance.now() - dueMs);
  }
  const tookS = (performance.now() - startedMs) / 1000;
  const loop = endWatch();
  await uploader.stop();
  const { lastSeq } = outbox.stats();
  outbox.close();
  const inOrder = latenessMs.toSorted((one, other) => one - other);
  return {
    readings: lastSeq,
    kept,
    seconds: Math.round(tookS),
    readingsPerSecond: Math.round(lastSeq / tookS),
    sentMb: Math.round(port.sentBytes() / megabyte),
    startRssMb,
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
    liveReadings: latenessMs.length,
    liveLateMsP99: Math.round(inOrder[Math.floor(inOrder.length * 0.99)] ?? 0),
    ...loop,
  };
}

function script(name: string): string {
  return projectFile(`scripts/soak/${name}`);
}

function runScript(name: string, ...words: string[]): string {
  const child = spawnSync(process.execPath, [script(name), ...words], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (child.status !== 0) throw new Error(`${name} failed`);
  return child.stdout;
}
