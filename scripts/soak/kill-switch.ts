/**
 * Kills the program that it is loaded into, at a point of `kill-points.ts`; production code knows nothing of it.
 * `node --import kill-switch.ts?point=NAME&pass=N&delayUs=N PROGRAM` dies the N-th time that it comes there.
 */
import { subscribe } from "node:diagnostics_channel";
import fs, { writeSync } from "node:fs";
import type { ClientRequest, IncomingMessage } from "node:http";
import { syncBuiltinESMExports } from "node:module";
import { basename } from "node:path";
import { DatabaseSync, StatementSync } from "node:sqlite";
import { Worker } from "node:worker_threads";
import { type KillPointName, lastWord } from "./kill-points.ts";

const { searchParams } = new URL(import.meta.url);
const armed = searchParams.get("point") ?? "";
const pass = Number(searchParams.get("pass"));
const delayUs = Number(searchParams.get("delayUs"));

const configFile = "mfp-agent.json";
/** The files that are written anew beside their place, and the first part of the names of their points. */
const placedFiles: Readonly<Record<string, "mark" | "key" | "credential" | "settings">> = {
  [configFile]: "settings",
  "epoch.json": "mark",
  "signing-key.pem": "key",
  "credential.json": "credential",
};
const store = "outbox.db";
const rescued = `${store}.recovering`;
const stores: ReadonlySet<string> = new Set([store, "central.db"]);
const longEnoughMs = 5000;

/** What the open transaction did. */
let isMigrating = false;
let isApplying = false;
let passes = 0;
let isReloading = false;

function isDue(point: KillPointName): boolean {
  if (point !== armed) return false;
  passes += 1;
  return passes === pass;
}

function say(): void {
  writeSync(2, `${lastWord}${armed}\n`);
}

function reach(point: KillPointName): void {
  if (!isDue(point)) return;
  say();
  process.kill(process.pid, "SIGKILL");
}

/** A thread kills the process a moment after the gate opens, whatever the main thread is in then. */
const gate = new Int32Array(new SharedArrayBuffer(4));
if (armed.endsWith(".running")) {
  const code = `
    const { workerData: { gate, delayUs } } = require("node:worker_threads");
    Atomics.wait(gate, 0, 0);
    const endMs = performance.now() + delayUs / 1000;
    while (performance.now() < endMs);
    process.kill(process.pid, "SIGKILL");`;
  new Worker(code, { eval: true, execArgv: [], workerData: { gate, delayUs } }).unref();
}

function reachDuring(point: KillPointName, action: () => void): void {
  if (!isDue(point)) return void action();
  say();
  Atomics.store(gate, 0, 1);
  Atomics.notify(gate, 0);
  action();
  Atomics.wait(gate, 0, 1, longEnoughMs);
}

const { exec } = DatabaseSync.prototype;
DatabaseSync.prototype.exec = function (sql) {
  const run = () => exec.call(this, sql);
  const name = sql === "COMMIT" || sql.startsWith("PRAGMA user_version") ? basename(this.location() ?? "") : "";
  if (name === rescued) return reachDuring("rescue.running", run);
  if (!stores.has(name)) return run();
  if (sql !== "COMMIT") {
    isMigrating = true;
    return run();
  }
  if (isMigrating) reach("migration.ready");
  if (isApplying) reach("batch.applying");
  reach("commit.ready");
  reachDuring("commit.running", run);
  reach("commit.done");
  // SQLite does the same by itself, inside of a commit that fills the log.
  const checkpoint = () => exec.call(this, "PRAGMA wal_checkpoint");
  if (armed === "checkpoint.running") reachDuring("checkpoint.running", checkpoint);
  if (isApplying) reach("batch.applied");
  if (isMigrating) reach("migration.done");
  isMigrating = false;
  isApplying = false;
};

const { run } = StatementSync.prototype;
StatementSync.prototype.run = function (this: StatementSync, ...values: Parameters<typeof run>) {
  if (this.sourceSQL.startsWith("DELETE FROM record")) isApplying = true;
  return run.apply(this, values);
} as typeof run; // It has two forms, and both come through here as they are.

if (armed === "settings.read") {
  process.on("SIGHUP", () => {
    isReloading = true;
  });
}

const { readFileSync, renameSync } = fs;
fs.renameSync = (from, to) => {
  const [source, target] = [basename(String(from)), basename(String(to))];
  const placed = placedFiles[target];
  if (placed) reach(`${placed}.written`);
  if (source === store) reach("rescue.ready");
  renameSync(from, to);
  if (placed) reach(`${placed}.placed`);
  if (source === store) reach("rescue.aside");
  if (source === rescued) reach("rescue.placed");
};
fs.readFileSync = ((...words: Parameters<typeof readFileSync>) => {
  const content = readFileSync(...words);
  if (isReloading && basename(String(words[0])) === configFile) reach("settings.read");
  return content;
}) as typeof readFileSync; // The same.
syncBuiltinESMExports();

/** What Node publishes on the channels of its HTTP client and server. */
interface Published {
  readonly request: ClientRequest | IncomingMessage;
  readonly response?: IncomingMessage;
}

/** A cast, because Node documents what it publishes and types it as unknown. */
function onHttp(channel: string, action: (published: Published) => void): void {
  subscribe(channel, (message) => action(message as Published));
}

function whatOf({ request }: Published): "enrolment" | "batch" {
  return "path" in request && request.path.includes("enrolment") ? "enrolment" : "batch";
}

onHttp("http.client.request.start", (published) => {
  published.request.once("finish", () => reach(`${whatOf(published)}.asked`));
});
onHttp("http.client.response.finish", (published) => {
  published.response?.once("end", () => reach(`${whatOf(published)}.answered`));
});
onHttp("http.server.request.start", ({ request }) => request.once("end", () => reach("request.read")));
onHttp("http.server.response.finish", () => reach("answer.sent"));
