/**
 * Hands batches to central's ingest as fast as it takes them, from the JSON text on, each in one durable transaction.
 * Prints one line of JSON: records a second, the memory halfway and at the end, which must not differ much, and how late
 * the event loop was, whose 99th percentile must stay below 200 ms.
 * `node scripts/soak-ingest.ts --records 200000`
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { parseArgs } from "node:util";
import { encodeBody, wireCrc } from "../src/agent/outbox/body-codec.ts";
import type { AgentState } from "../src/central/agent-state.ts";
import { ingest } from "../src/central/ingest.ts";
import { openSqliteStore } from "../src/central/sqlite-store.ts";
import { watchLoop } from "./loop-watch.ts";
import { inventReading, startMs } from "./soak/invented-reading.ts";

const agentCount = 50;
const devicesOfAgent = 40;
const inBatch = 500;
const megabyte = 1024 * 1024;

const { values } = parseArgs({ options: { records: { type: "string", default: "200000" } } });
const wanted = Number(values.records);
const folder = mkdtempSync(join(tmpdir(), "mfp-agent-ingest-"));
const store = openSqliteStore(folder);
try {
  const agents = Array.from({ length: agentCount }, (_, index): AgentState => {
    const id = `ag-${index}`;
    return {
      ...{ id, site: "Load", hostName: id, enrolledAt: new Date(startMs).toISOString(), isRevoked: false },
      ...{ lastContactMs: null, heartbeat: null, lastSilence: null },
    };
  });
  await store.transact(async (tables) => {
    for (const agent of agents) await tables.addAgent(agent, `hash of ${agent.id}`);
  });
  let [tookMs, halfwayMb] = [0, 0];
  const endWatch = watchLoop();
  for (let taken = 0; taken < wanted; taken += inBatch) {
    const round = Math.floor(taken / inBatch / agentCount);
    const agent = agents[(taken / inBatch) % agentCount];
    if (agent === undefined) break;
    const text = batchText(agent.id, round);
    const startedMs = performance.now();
    const outcome = await ingest(store, agent, JSON.parse(text), { nowMs: startMs + taken, holidays: new Set() });
    tookMs += performance.now() - startedMs;
    if (!outcome.ok || outcome.added !== inBatch) throw new Error("a batch was not taken whole");
    if (taken >= wanted / 2 && halfwayMb === 0) halfwayMb = rssMb();
    // Between two uploads a server hears of its other clients; without it the loop would never turn here.
    await setImmediate();
  }
  const recordsPerSecond = Math.round((wanted / tookMs) * 1000);
  process.stdout.write(
    `${JSON.stringify({ records: wanted, recordsPerSecond, halfwayMb, endMb: rssMb(), ...endWatch() })}\n`,
  );
} finally {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
}

function batchText(agent: string, round: number): string {
  const first = Number(agent.slice("ag-".length)) * devicesOfAgent;
  const records = Array.from({ length: inBatch }, (_, index) => {
    const poll = round * Math.ceil(inBatch / devicesOfAgent) + Math.floor(index / devicesOfAgent);
    const { content, observedAt } = inventReading(first + (index % devicesOfAgent), startMs + poll * 900_000, poll);
    const seq = round * inBatch + index + 1;
    return { seq, observedAt, backfill: true, crc: wireCrc(encodeBody(content.body).crc), ...content };
  });
  const clock = { synced: true, bootId: `boot of ${agent}`, monoMs: round };
  const sentAt = new Date(startMs).toISOString();
  return JSON.stringify({ agent, epoch: "e", sentAt, clock, eventsRemaining: 0, gaps: [], records });
}

function rssMb(): number {
  return Math.round(process.memoryUsage.rss() / megabyte);
}
