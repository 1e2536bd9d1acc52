import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { KnownDevice } from "../../src/agent/inventory/device-directory.ts";
import { systemClock } from "../../src/agent/leaf/clock.ts";
import { silentLog } from "../../src/agent/leaf/log.ts";
import { Database } from "../../src/agent/outbox/database.ts";
import type { NewRecord } from "../../src/agent/outbox/outbox.ts";
import { SqliteOutbox } from "../../src/agent/outbox/sqlite-outbox.ts";
import { readOverview } from "../../src/central/overview.ts";
import { openSqliteStore } from "../../src/central/sqlite-store.ts";
import { SignedFile } from "../../src/contract/signed-file.ts";
import { at, identity, monthClose, reading, toner, uid } from "../central/records.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "offline-site-"));
const [config, exported, receipt, page, central] = [
  "agent.json",
  "site.export",
  "site.receipt",
  "page.html",
  "central",
].map((name) => join(folder, name)) as [string, string, string, string, string];

function run(program: "agent/mfp-agent.mjs" | "central/mfp-agent-central.mjs", ...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(project, "src", program), ...words], {
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

const exportWith = (...words: string[]) =>
  run("agent/mfp-agent.mjs", "export", "--lang", "en", "--config", config, ...words);
const importWith = (...words: string[]) =>
  run("central/mfp-agent-central.mjs", "import", exported, "--data", central, "--receipt", receipt, ...words);

function openOutbox(): SqliteOutbox {
  const parts = { folder: join(folder, "state"), clock: systemClock, log: silentLog, boundBytes: 16 * 1024 * 1024 };
  const outbox = new SqliteOutbox({ ...parts, newEpoch: () => "e-offline" });
  outbox.open();
  return outbox;
}

function commit(records: readonly NewRecord[]): void {
  const outbox = openOutbox();
  const told = { credential: null, profile: null, firstSeenAt: at(0), seenAt: at(0), failures: 0 };
  const known: KnownDevice = { ...told, identity: identity(), basis: "serial", addresses: [] };
  const memory = { meter: { epoch: 1, observedAt: at(0), counters: { total: 486_002, "copy.black": 270 } } };
  outbox.commit({ records, states: [{ key: `device/${uid}`, value: { known, memory, recorded: null } }] });
  outbox.close();
}

async function look() {
  const store = openSqliteStore(central);
  const orders = await store.transact((tables) => tables.orders(10));
  const readings = await store.transact((tables) => tables.recordsOf(uid, "reading", 10));
  await store.close();
  return { orders: orders.length, readings: readings.length };
}

beforeAll(() => {
  const settings = { site: { name: "Mill" }, ranges: [{ addresses: "192.168.1.0/24" }], stateFolder: "state" };
  writeFileSync(config, JSON.stringify(settings), { mode: 0o600 });
  commit([
    { content: reading(0, 1), observedAt: at(0), device: uid },
    { content: toner(1, "raise"), observedAt: at(1), device: uid },
    { content: reading(5, 2), observedAt: at(5), device: uid },
  ]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a site without a network", { timeout: 30_000 }, () => {
  test("writes what waits into a signed file, and keeps it", () => {
    expect(exportWith("--to", exported)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^3 records of ag-/),
    });
    expect(statSync(exported).mode & 0o077).toBe(0);
    const outbox = openOutbox();
    expect(outbox.stats().records).toBe(3);
    outbox.close();
  });

  test("is believed by central only when somebody vouches for it, and takes no order twice", async () => {
    expect(importWith()).toMatchObject({ status: 65, stderr: expect.stringContaining("--trust-for") });
    expect(importWith("--trust-for", "Mill")).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/3 new records/),
    });
    expect(importWith()).toMatchObject({ status: 0, stdout: expect.stringMatching(/0 new records/) });
    expect(await look()).toEqual({ orders: 1, readings: 2 });
  });

  test("deletes what the receipt names and nothing else, once", () => {
    commit([{ content: reading(9, 3), observedAt: at(9), device: uid }]);
    const taken = { status: 0, stdout: expect.stringMatching(/^Central has 3 records/) };
    expect(exportWith("--acknowledged", receipt)).toMatchObject(taken);
    expect(exportWith("--acknowledged", receipt).stdout).toMatch(/^Central has 0 records/);
    expect(exportWith("--to", exported).stdout).toMatch(/^1 records/);
    expect(importWith().stdout).toMatch(/1 new record;/);
  });

  test("carries a record in one file only, and all again when a file was lost", () => {
    commit([{ content: reading(12, 4), observedAt: at(12), device: uid }]);
    expect(exportWith("--to", exported).stdout).toMatch(/^1 records/);
    expect(exportWith("--to", exported).stdout).toMatch(/^0 records/);
    expect(exportWith("--to", exported, "--all").stdout).toMatch(/^2 records/);
    expect(importWith().stdout).toMatch(/1 new record;/);
    expect(exportWith("--acknowledged", receipt).stdout).toMatch(/^Central has 2 records/);
  });

  test("reports a month by its billing readings, also when central has them", () => {
    const close = monthClose(20, "2026-10", 481_234);
    commit([
      { content: close, observedAt: at(20), device: uid },
      { content: reading(20, 5), observedAt: at(20), device: uid },
    ]);
    expect(exportWith("--month", "2026-10", "--to", exported).stdout).toMatch(/^1 records/);
    expect(importWith().stdout).toMatch(/1 new record;/);
    expect(exportWith("--acknowledged", receipt).stdout).toMatch(/^Central has 1 records/);
    expect(exportWith("--month", "2026-10", "--page", page).status).toBe(0);
    expect(readFileSync(page, "utf8")).toContain("481,234");
    const unknown = { status: 65, stderr: expect.stringContaining("no billing reading") };
    expect(exportWith("--month", "2026-09", "--page", page)).toMatchObject(unknown);
    expect(exportWith("--to", exported, "--all").stdout).toMatch(/^1 records/);
  });

  test("notes which numbers leave, and tells a row that cannot be read any more as a gap", async () => {
    commit(
      [21, 22, 23].map((minutes) => ({ content: reading(minutes, minutes), observedAt: at(minutes), device: uid })),
    );
    const database = new Database(join(folder, "state", "outbox.db"));
    const damaged = database.number("SELECT max(seq) - 1 FROM record");
    database.run("UPDATE record SET crc = crc + 1 WHERE seq = ?", damaged);
    database.close();
    expect(exportWith("--to", exported, "--all").status).toBe(0);
    const mark = readFileSync(join(folder, "state", "carried.json"), "utf8");
    expect(JSON.parse(mark)).toEqual({ epoch: "e-offline", highWater: damaged + 1 });
    expect(importWith().status).toBe(0);
    expect(exportWith("--acknowledged", receipt).status).toBe(0);
    const outbox = openOutbox();
    expect(outbox.stats().records).toBe(0);
    outbox.close();
    const store = openSqliteStore(central);
    const [agent] = (await readOverview(store, 0)).agents;
    await store.close();
    expect(agent?.streams).toMatchObject([{ holes: [], gaps: [{ from: damaged, to: damaged, reason: "corrupt" }] }]);
  });

  test("put back whole, takes no receipt for what another life of it had carried, and loses nothing by it", async () => {
    const state = join(folder, "state");
    cpSync(state, `${state}-snapshot`, { recursive: true });
    commit([{ content: reading(31, 31), observedAt: at(31), device: uid }]);
    expect(exportWith("--to", exported).stdout).toMatch(/^1 records/);
    rmSync(state, { recursive: true });
    cpSync(`${state}-snapshot`, state, { recursive: true });
    commit([{ content: reading(32, 32), observedAt: at(32), device: uid }]);
    expect(importWith().stdout).toMatch(/1 new record;/);
    const refused = { status: 65, stderr: expect.stringContaining("before the state folder was put back") };
    expect(exportWith("--acknowledged", receipt)).toMatchObject(refused);

    expect(exportWith("--to", exported).stdout).toMatch(/^1 records/);
    expect(importWith().stdout).toMatch(/0 new records;/);
    expect(exportWith("--acknowledged", receipt).stdout).toMatch(/^Central has 0 records.* refused 0/);
    expect(exportWith("--to", exported).stdout).toMatch(/^1 records/);
    expect(importWith().stdout).toMatch(/1 new record;/);
    expect(exportWith("--acknowledged", receipt).stdout).toMatch(/^Central has 1 records/);
  });

  test("takes no file that was changed on the way, and no other central's receipt", () => {
    const file = SignedFile.parse(JSON.parse(readFileSync(exported, "utf8")));
    writeFileSync(exported, JSON.stringify({ ...file, agent: "ag-other" }));
    expect(importWith("--trust-for", "Mill")).toMatchObject({ status: 65, stderr: expect.stringContaining("changed") });
    writeFileSync(exported, JSON.stringify(file));
    const elsewhere = join(folder, "other-central");
    const words = ["import", exported, "--data", elsewhere, "--receipt", receipt, "--trust-for", "Mill"];
    expect(run("central/mfp-agent-central.mjs", ...words).status).toBe(0);
    expect(exportWith("--acknowledged", receipt)).toMatchObject({
      status: 65,
      stderr: expect.stringContaining("another central"),
    });
  });

  test("prints its counters with a code for each device", () => {
    expect(exportWith("--page", page).status).toBe(0);
    const text = readFileSync(page, "utf8");
    for (const part of ["bizhub C454e", "A5C0222481137", "486,002", "<svg"]) expect(text).toContain(part);
  });

  test("keeps its keys to itself", () => {
    for (const [place, name] of [
      [join(folder, "state"), "signing-key.pem"],
      [central, "service-key.pem"],
    ] as const) {
      expect(readdirSync(place)).toContain(name);
      expect(statSync(join(place, name)).mode & 0o077).toBe(0);
    }
  });
});
