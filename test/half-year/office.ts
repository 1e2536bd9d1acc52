import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { NewRecord } from "../../src/agent/outbox/outbox.ts";
import { ingest } from "../../src/central/ingest.ts";
import { openSqliteStore } from "../../src/central/sqlite-store.ts";
import type { CentralStore } from "../../src/central/store.ts";
import type { WorkOrder } from "../../src/central/work-order.ts";
import { Event } from "../../src/contract/event.ts";

const agent = {
  ...{ id: "agent-1", site: "Half-year", hostName: "host", enrolledAt: "2026-05-01T00:00:00.000Z", isRevoked: false },
  ...{ lastContactMs: null, heartbeat: null, lastSilence: null },
};
/** Events go at once; readings wait for company. */
const batchRecords = 200;
const manyRecords = 100_000;

/** The central service, uploads and network left out. */
export class Office {
  readonly #folder = mkdtempSync(join(tmpdir(), "half-year-"));
  readonly #store: CentralStore = openSqliteStore(this.#folder);
  #waiting: NewRecord[] = [];
  #seq = 0;

  async open(serials: readonly string[]): Promise<void> {
    const entries = serials.map((serial, index) => ({
      ...{ si: `UA-${index}`, serial, customer: "Customer", site: "Site", person: "Person", email: "" },
      ...{ contract: "Full", status: "active" as const, reason: "", deadlineHours: 8 },
    }));
    await this.#store.transact(async (tables) => {
      await tables.replaceRegistry(entries);
      await tables.saveAgent(agent);
    });
  }

  async take(records: readonly NewRecord[], nowMs: number): Promise<void> {
    this.#waiting.push(...records);
    const isUrgent = records.some(({ content }) => content.kind === "event");
    if (isUrgent || this.#waiting.length >= batchRecords) await this.flush(nowMs);
  }

  async flush(nowMs: number): Promise<void> {
    const records = this.#waiting.map(({ content, observedAt }) => {
      this.#seq += 1;
      const crc = crc32(JSON.stringify(content.body)).toString(16).padStart(8, "0");
      return { ...content, seq: this.#seq, observedAt, backfill: false, crc };
    });
    this.#waiting = [];
    const sentAt = new Date(nowMs).toISOString();
    const upload = {
      ...{ agent: agent.id, epoch: "e-1", sentAt, clock: { synced: true, bootId: "boot-1", monoMs: nowMs } },
      ...{ eventsRemaining: 0, gaps: [], records },
    };
    const outcome = await ingest(this.#store, agent, upload, { nowMs, holidays: new Set() });
    if (!outcome.ok) throw new Error(outcome.text);
    if (outcome.acknowledgement.rejected.length > 0) throw new Error(JSON.stringify(outcome.acknowledgement.rejected));
  }

  orders(): Promise<readonly WorkOrder[]> {
    return this.#store.transact((tables) => tables.orders(manyRecords));
  }

  async eventsOf(uid: string): Promise<readonly Event[]> {
    const bodies = await this.#store.transact((tables) => tables.recordsOf(uid, "event", manyRecords));
    return bodies.map((body) => Event.parse(JSON.parse(body)));
  }

  async close(): Promise<void> {
    await this.#store.close();
    rmSync(this.#folder, { recursive: true });
  }
}
