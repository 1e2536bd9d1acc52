import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";
import { Chance } from "../../../scripts/soak/chance.ts";
import { type KillPointName, killedAt } from "../../../scripts/soak/kill-points.ts";
import { event, outboxIn, temporaryFolder, wholeBatch } from "./temporary-outbox.ts";

vi.setConfig({ testTimeout: 30_000 });

const garbage = Buffer.alloc(50_000, 0x21);

/** The closed store of one event. */
function storedFolder() {
  const folder = temporaryFolder(onTestFinished);
  const outbox = outboxIn(folder);
  outbox.open();
  outbox.commit({ records: [event("a", "first")], states: [] });
  const { epoch } = outbox.stats();
  outbox.close();
  return { folder, epoch };
}

function killAt(point: KillPointName, pass: number, program: string, ...words: readonly string[]): void {
  const file = fileURLToPath(new URL(program, import.meta.url));
  const { signal } = spawnSync(process.execPath, [...killedAt(point, pass, new Chance(1)), file, ...words]);
  expect(signal).toBe("SIGKILL");
}

const damages: readonly (readonly [string, (path: string) => void])[] = [
  ["corrupt", (path) => writeFileSync(path, garbage)],
  ["empty", (path) => truncateSync(path, 0)],
  ["missing", (path) => rmSync(path)],
];
const rescuePoints = ["rescue.running", "rescue.ready", "rescue.aside", "rescue.placed"] as const;
const rescues = damages.flatMap(([reason, damage]) =>
  rescuePoints
    // What is missing is not put aside.
    .filter((point) => reason !== "missing" || point === "rescue.running" || point === "rescue.placed")
    .map((point) => [point, reason, damage] as const),
);

test.each(rescues)("killed at %s, a store that is %s is rescued once, and its loss told", (point, reason, damage) => {
  const { folder } = storedFolder();
  damage(join(folder, "outbox.db"));
  killAt(point, 1, "committing-agent.ts", folder, "0");

  const outbox = outboxIn(folder);
  onTestFinished(() => outbox.close());
  const isLeft = point === "rescue.running" || point === "rescue.ready";
  expect(outbox.open()).toMatchObject(isLeft ? { outcome: "recovered", reason } : { outcome: "ok" });
  expect(outbox.nextBatch(wholeBatch)?.gaps).toEqual([{ from: 1, to: 1, reason: "corrupt" }]);
  expect(outbox.mustTellAgain()).toBe(true);
  const aside = readdirSync(folder).filter((name) => name.startsWith("outbox.corrupt-"));
  expect(aside).toHaveLength(reason === "missing" ? 0 : 1);
  if (reason === "corrupt") expect(readFileSync(join(folder, aside[0] ?? ""))).toEqual(garbage);
});
