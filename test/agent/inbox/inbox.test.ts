import { mkdirSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { handIn } from "../../../src/agent/inbox/hand-in.ts";
import { Inbox } from "../../../src/agent/inbox/inbox.ts";
import type { Wish } from "../../../src/agent/inbox/wish.ts";
import { AgentError } from "../../../src/agent/leaf/errors.ts";
import { silentLog } from "../../../src/agent/leaf/log.ts";
import { systemRandom } from "../../../src/agent/leaf/random.ts";
import type { Change, Outbox } from "../../../src/agent/outbox/outbox.ts";
import type { SqliteOutbox } from "../../../src/agent/outbox/sqlite-outbox.ts";
import { VirtualClock } from "../../virtual-clock.ts";
import { outboxIn, temporaryFolder, wholeBatch } from "../outbox/temporary-outbox.ts";

const at = "2026-11-22T08:00:00.000Z";
const request: Wish = {
  kind: "request",
  body: { requestedAt: at, device: "d-1", what: "repair", color: null, text: "It squeaks", contact: "Olena" },
};
const stock: Wish = {
  kind: "stock",
  body: { declaredAt: at, device: "d-1", items: [{ key: "toner.cyan", count: 2 }] },
};

class Bench {
  readonly folder = temporaryFolder(onTestFinished);
  readonly clock = new VirtualClock();
  readonly outbox: SqliteOutbox = outboxIn(this.folder);
  readonly told: string[] = [];
  reloads = 0;

  constructor() {
    this.outbox.open();
    onTestFinished(() => this.outbox.close());
  }

  leave(wish: Wish) {
    return handIn(this.folder, wish, this.clock, systemRandom);
  }

  inbox(outbox: Pick<Outbox, "commit" | "readStates"> = this.outbox): Inbox {
    const inbox = new Inbox({
      ...{ stateFolder: this.folder, clock: this.clock, outbox, quarantine: this.outbox, onStored: () => {} },
      log: { ...silentLog, warn: (event) => this.told.push(event), error: (event) => this.told.push(event) },
      onReload: () => {
        this.reloads += 1;
      },
    });
    onTestFinished(() => inbox.stop());
    return inbox;
  }

  /** A file as somebody else would put it there. */
  put(name: string, text: string): void {
    mkdirSync(join(this.folder, "inbox"), { recursive: true });
    writeFileSync(join(this.folder, "inbox", name), text);
  }

  get files(): readonly string[] {
    return readdirSync(join(this.folder, "inbox"));
  }

  get records() {
    return this.outbox.nextBatch(wholeBatch)?.records ?? [];
  }
}

test("a wish lies in a private file until the agent takes it", async () => {
  const bench = new Bench();
  const left = bench.leave(request);
  expect(bench.files).toHaveLength(1);
  expect(statSync(join(bench.folder, "inbox", bench.files[0] ?? "")).mode & 0o077).toBe(0);
  bench.inbox().start();
  expect(left.isTaken()).toBe(true);
  expect(bench.records).toMatchObject([{ kind: "request", observedAt: at, body: { text: "It squeaks" } }]);
});

test("whoever handed in what the agent refuses, as one of an earlier version may, is told", () => {
  const bench = new Bench();
  const left = bench.leave({ ...request, kind: "of a later version" } as unknown as Wish);
  expect(left.isTaken()).toBe(false);
  bench.inbox().start();
  expect(() => left.isTaken()).toThrow(expect.objectContaining({ code: "wish-refused" }));
});

test("what is handed in while the agent runs is taken within a second", async () => {
  const bench = new Bench();
  bench.inbox().start();
  bench.leave(stock);
  await bench.clock.advance(1000);
  expect(bench.records).toMatchObject([{ kind: "stock", body: { items: [{ key: "toner.cyan", count: 2 }] } }]);
});

test("wishes are taken in the order in which they came, each with an id of its own", async () => {
  const bench = new Bench();
  bench.leave(request);
  await bench.clock.advance(5);
  bench.leave(stock);
  bench.inbox().start();
  const records = bench.records;
  expect(records.map(({ kind }) => kind).sort()).toEqual(["request", "stock"]);
  expect(records.toSorted((one, other) => one.seq - other.seq).map(({ kind }) => kind)).toEqual(["request", "stock"]);
  const ids = records.map(({ body }) => ("id" in body ? body.id : undefined));
  expect(new Set(ids).size).toBe(2);
});

test("a kill between the commit and the deletion does not take a wish twice", () => {
  const bench = new Bench();
  bench.leave(request);
  const [name = ""] = bench.files;
  const killed = new Error("killed");
  const dying = bench.inbox({
    readStates: () => bench.outbox.readStates(),
    commit: (change: Change) => {
      bench.outbox.commit(change);
      throw killed;
    },
  });
  dying.start();
  dying.stop();
  expect(bench.files).toEqual([name]);
  bench.inbox().start();
  expect(bench.files).toEqual([]);
  expect(bench.records).toHaveLength(1);
});

test("a disk that takes nothing keeps the wish for later", async () => {
  const bench = new Bench();
  bench.leave(request);
  let isFull = true;
  const inbox = bench.inbox({
    readStates: () => bench.outbox.readStates(),
    commit: (change: Change) => {
      if (isFull) throw new AgentError({ kind: "system", code: "outbox-disk-full", message: "full", canRetry: true });
      return bench.outbox.commit(change);
    },
  });
  inbox.start();
  expect(bench.files).toHaveLength(1);
  isFull = false;
  await bench.clock.advance(1000);
  expect(bench.records).toHaveLength(1);
});

test("a reload is asked for once a wish", () => {
  const bench = new Bench();
  bench.leave({ kind: "reload" });
  bench.inbox().start();
  expect({ reloads: bench.reloads, files: bench.files }).toEqual({ reloads: 1, files: [] });
});

describe("what is no wish", () => {
  test.each([
    ["no JSON", "{"],
    ["an unknown kind", '{"kind":"shell","body":{}}'],
    ["a field too many", JSON.stringify({ ...request, more: 1 })],
    ["a text without bound", JSON.stringify({ ...request, body: { ...request.body, text: "x".repeat(3000) } })],
    ["a file without bound", " ".repeat(70_000)],
  ])("%s is put aside and told once", async (_name, text) => {
    const bench = new Bench();
    bench.put("2026-wrong.json", text);
    bench.inbox().start();
    await bench.clock.advance(10_000);
    expect(bench.told).toEqual(["inbox.refused"]);
    expect(bench.files).toEqual(["2026-wrong.json.refused"]);
    expect(bench.records).toEqual([]);
  });

  test.each(["a.json", "half-written.json.new", `${"n".repeat(80)}.json`])("%s is passed over", (name) => {
    const bench = new Bench();
    bench.put(name, JSON.stringify(request));
    bench.inbox().start();
    expect(bench.records).toEqual([]);
  });
});

test("a file that cannot be read yet waits", async () => {
  const bench = new Bench();
  bench.leave(request);
  const path = join(bench.folder, "inbox", bench.files[0] ?? "");
  const away = join(bench.folder, "away");
  renameSync(path, away);
  symlinkSync("nowhere", path);
  bench.inbox().start();
  expect(bench.told).toEqual([]);
  rmSync(path);
  renameSync(away, path);
  await bench.clock.advance(1000);
  expect(bench.records).toHaveLength(1);
});

test("without a folder nothing is wrong", async () => {
  const bench = new Bench();
  rmSync(join(bench.folder, "inbox"), { recursive: true, force: true });
  bench.inbox().start();
  await bench.clock.advance(3000);
  expect(bench.told).toEqual([]);
});

test("a file that brings the agent down stays, and those beside it are taken", async () => {
  const bench = new Bench();
  for (const name of ["aaaaaaaa", "bbbbbbbb"]) bench.put(`${name}.json`, JSON.stringify(request));
  const crashing = {
    readStates: () => bench.outbox.readStates(),
    commit: (change: Change) => {
      if (JSON.stringify(change.records).includes("aaaaaaaa")) throw new Error("a bug of ours");
      return bench.outbox.commit(change);
    },
  };
  bench.inbox(crashing).start();
  await bench.clock.advance(5000);
  expect(bench.files).toEqual(["aaaaaaaa.json"]);
  expect(bench.records).toHaveLength(1);
  expect(bench.told).toEqual(["inbox.crashed"]);
});
