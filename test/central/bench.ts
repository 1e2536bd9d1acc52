import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AgentState } from "../../src/central/agent-state.ts";
import type { Clock } from "../../src/central/clock.ts";
import { type IngestOutcome, ingest, type Way } from "../../src/central/ingest.ts";
import type { RegistryEntry } from "../../src/central/registry.ts";
import { importRegistry } from "../../src/central/registry-import.ts";
import { openSqliteStore } from "../../src/central/sqlite-store.ts";
import type { CentralStore } from "../../src/central/store.ts";
import { serial, startMs } from "./records.ts";

/** A clock that goes only when told. */
export class ManualClock implements Clock {
  #ms = 0;
  #timers: { readonly dueMs: number; readonly action: () => void }[] = [];

  wallMs(): number {
    return startMs + this.#ms;
  }

  monoMs(): number {
    return this.#ms;
  }

  after(delayMs: number, action: () => void): () => void {
    const timer = { dueMs: this.#ms + delayMs, action };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  pass(ms: number): void {
    this.#ms += ms;
    const due = this.#timers.filter(({ dueMs }) => dueMs <= this.#ms);
    this.#timers = this.#timers.filter(({ dueMs }) => dueMs > this.#ms);
    for (const { action } of due) action();
  }
}

export const agent: AgentState = {
  ...{ id: "ag-1", site: "Lviv", hostName: "box", enrolledAt: "2026-11-16T08:00:00.000Z", isRevoked: false },
  ...{ lastContactMs: null, heartbeat: null, lastSilence: null },
};

export const registered: RegistryEntry = {
  ...{ si: "UA-104233", serial, customer: "Customer", site: "Lviv", person: "Ivan", email: "ivan@example.com" },
  ...{ contract: "K-1", status: "active", reason: "", deadlineHours: null },
};

export function csvOf(entry: RegistryEntry): string {
  const { deadlineHours, ...texts } = entry;
  return `${Object.keys(texts).join(",")},deadlineHours\n${Object.values(texts).join(",")},${deadlineHours ?? ""}\n`;
}

export function makeFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "central-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A store with one agent and what the desk did in it, without any network. */
export class Bench {
  readonly clock = new ManualClock();
  readonly folder = makeFolder();
  readonly store: CentralStore = openSqliteStore(this.folder.path);

  get time() {
    return { nowMs: this.clock.wallMs(), holidays: new Set<string>() };
  }

  async open(entry: RegistryEntry | null = registered): Promise<void> {
    await this.store.transact((tables) => tables.addAgent(agent, "hash"));
    if (entry !== null) await this.register(entry);
  }

  register(entry: RegistryEntry) {
    return importRegistry(this.store, csvOf(entry), this.time);
  }

  upload(body: unknown, way: Way = "line"): Promise<IngestOutcome> {
    return ingest(this.store, agent, body, this.time, way);
  }

  /** Orders by number. */
  async orders() {
    const orders = await this.store.transact((tables) => tables.orders(1000));
    return orders.toSorted((one, other) => (one.number < other.number ? -1 : 1));
  }

  notifications() {
    return this.store.transact((tables) => tables.notifications(1000));
  }

  async close(): Promise<void> {
    await this.store.close();
    this.folder.remove();
  }
}
