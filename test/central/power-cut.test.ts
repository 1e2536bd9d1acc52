import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { canTrace, describeUnless } from "../needs.ts";
import { makeFolder } from "./bench.ts";

const program = fileURLToPath(new URL("committing-central.ts", import.meta.url));
const commits = 40;

describeUnless("a power cut at central", canTrace ? "" : "strace cannot be used here", () => {
  test("right after an acknowledgement costs nothing of it: what was written is synced first", () => {
    const folder = makeFolder();
    const trace = join(folder.path, "trace");
    const calls = ["-e", "trace=write,pwrite64,fsync,fdatasync"];
    const command = [process.execPath, program, join(folder.path, "store"), String(commits)];
    execFileSync("strace", ["-f", "-qq", "-y", "-o", trace, ...calls, ...command], { timeout: 25_000 });
    const states = { reports: 0, isDirty: false };
    for (const call of readFileSync(trace, "utf8").split("\n")) {
      const isOfLog = call.includes("central.db-wal>");
      if (isOfLog && call.includes("pwrite64(")) states.isDirty = true;
      if (isOfLog && call.includes("sync(")) states.isDirty = false;
      if (!/ write\(1<.*"TO-2026-/.test(call)) continue;
      states.reports += 1;
      expect(states.isDirty, call).toBe(false);
    }
    folder.remove();
    expect(states.reports).toBe(commits);
  });
});
