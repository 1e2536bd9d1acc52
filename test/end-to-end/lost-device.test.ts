import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { composeAgent } from "../../src/agent/compose/agent.ts";
import { loadConfig } from "../../src/agent/config/config-store.ts";
import { createLog } from "../../src/agent/log/pino-log.ts";
import { startDevice } from "../../src/simulator/site.ts";
import { outboxIn, temporaryFolder } from "../agent/outbox/temporary-outbox.ts";
import { VirtualClock } from "../virtual-clock.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** The network is searched for it each hour; as these go, so goes a week. */
const hours = 2;

test("a device and a central that are off cost a line each, and the heartbeat counts the device as silent", {
  timeout: 60_000,
}, async () => {
  const device = await startDevice({ recording: "bizhub-c360i" });
  const folder = temporaryFolder(onTestFinished);
  const file = join(folder, "agent.json");
  const config = {
    site: { name: "Site" },
    central: { url: "http://127.0.0.1:9" },
    ranges: [{ addresses: `127.0.0.1:${device.port}` }],
    schedule: { statusIntervalS: 60, suppliesIntervalS: 86_400, sweepIntervalS: 2_592_000 },
    stateFolder: "state",
    statusPage: { enabled: false },
  };
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  const clock = new VirtualClock();
  const lines: { readonly level: string; readonly event: string }[] = [];
  const log = createLog("debug", { write: (line) => lines.push(JSON.parse(line)) }, () => clock.monoMs());
  const count = (event: string) => lines.filter((line) => line.event === event).length;
  const sweepEnds = () => vi.waitFor(() => expect(count("sweep.finished")).toBe(count("sweep.started")), 20_000);
  const { agent } = await composeAgent(loadConfig(file), { log, clock, patience: { timeoutMs: 5, retryAtMs: [] } });
  await agent.start();
  await vi.waitFor(() => expect(count("sweep.finished")).toBe(1));
  await device.stop();
  const before = lines.length;
  while (count("deviceSilent.raised") === 0) await clock.advance(minuteMs);
  for (let hour = 0; hour < hours; hour += 1) {
    await clock.advance(hourMs);
    await sweepEnds();
  }
  const told = lines.slice(before).filter(({ level }) => level !== "debug");
  expect(count("sweep.started")).toBeGreaterThanOrEqual(hours);
  expect(told.map(({ event }) => event)).toEqual(["upload.failed", "deviceSilent.raised"]);
  await agent.stop();

  const outbox = outboxIn(join(folder, "state"));
  outbox.open();
  const { records = [] } = outbox.nextBatch({ maxRecords: 100, maxBytes: 1_000_000 }) ?? {};
  outbox.close();
  expect(records.find(({ kind }) => kind === "heartbeat")?.body).toMatchObject({
    isLast: true,
    devices: { known: 1, answering: 0, silent: 1 },
  });
});
