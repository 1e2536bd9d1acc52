import { renameSync, writeFileSync } from "node:fs";
import { createCode } from "../../src/central/enrolment.ts";
import { systemRandom } from "../../src/central/random.ts";
import { importRegistry } from "../../src/central/registry-import.ts";
import { openSqliteStore } from "../../src/central/sqlite-store.ts";
import type { CentralStore } from "../../src/central/store.ts";

/** Tells central the devices under contract. */
export async function fillRegistry(folder: string, serials: readonly string[], nowMs: number): Promise<void> {
  const header = "si,serial,customer,site,person,email,contract,status,reason";
  const rows = serials.map(
    (serial, index) => `UA-${200_001 + index},${serial},Soak,Site,Olena,olena@soak.example,C-1,active,`,
  );
  const text = [header, ...rows].join("\n");
  const imported = await inStore(folder, (store) => importRegistry(store, text, { nowMs, holidays: new Set() }));
  if (!imported.ok) throw new Error(imported.errors.join("\n"));
}

/** Answers a code with which an agent enrols. */
export async function newCode(folder: string, nowMs: number): Promise<string> {
  const { code } = await inStore(folder, (store) => createCode(store, "Soak", nowMs, systemRandom));
  return code;
}

/** The agent's settings; `range` is as in `ranges`. */
export function settingsOf(range: string, centralPort: number, heartbeatIntervalS: number): unknown {
  return {
    site: { name: "Soak" },
    central: { url: `http://127.0.0.1:${centralPort}` },
    ranges: [{ addresses: range }],
    schedule: { statusIntervalS: 300, suppliesIntervalS: 900, countersIntervalS: 3600, heartbeatIntervalS },
    stateFolder: "state",
    statusPage: { port: 0 },
  };
}

/** Replaces a file at once, so that nobody reads half of it. */
export function writePrivate(file: string, content: unknown): void {
  writeFileSync(`${file}.new`, JSON.stringify(content), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

async function inStore<Value>(folder: string, action: (store: CentralStore) => Promise<Value>): Promise<Value> {
  const store = openSqliteStore(folder);
  try {
    return await action(store);
  } finally {
    await store.close();
  }
}
