import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { canTrace, describeUnless, findProgram } from "../../needs.ts";
import { outboxIn, temporaryFolder } from "./temporary-outbox.ts";

const agents = ["small-disk-agent.ts", "refusing-disk-agent.ts", "large-file-agent.ts"].map((name) =>
  fileURLToPath(new URL(name, import.meta.url)),
);
const [smallDiskAgent = "", refusingDiskAgent = "", largeFileAgent = ""] = agents;

/** A small disk of one's own needs user namespaces, which some machines forbid. */
const canMount = findProgram("unshare") !== undefined && spawnSync("unshare", ["-Urm", "true"]).status === 0;

/** Runs the agent on a disk of its own, and answers what it met. */
function runOnDisk(size: string, agent: string, how = ""): readonly string[] {
  const folder = temporaryFolder(onTestFinished);
  const script = 'mount -t tmpfs -o size="$SIZE" none "$DISK" && "$NODE" "$AGENT" "$DISK" "$HOW"';
  const env = { ...process.env, DISK: folder, SIZE: size, NODE: process.execPath, AGENT: agent, HOW: how };
  return execFileSync("unshare", ["-Urm", "sh", "-c", script], { env, encoding: "utf8", timeout: 50_000 })
    .trim()
    .split("\n");
}

describeUnless("a disk that others fill", canMount ? "" : "user namespaces are not allowed here", () => {
  test("is named, keeps what was stored, drains, and stores again when it has room", { timeout: 60_000 }, () => {
    const [last = "", ...before] = runOnDisk("12m", smallDiskAgent).toReversed();
    expect(before.toReversed()).toEqual([
      "stored: 1000 ok",
      "on the full disk: outbox-disk-full disk-full",
      "opened again: 1000 disk-full",
      "left after the upload: 0 disk-full",
      "stored again: 1001 ok",
    ]);
    expect(last).toMatch(/^stored, more than the disk holds: 41001 /);
  });

  test("keeps nothing of a file that does not fit", () => {
    expect(runOnDisk("64k", largeFileAgent)).toEqual(["private: ENOSPC", "new: disk-full", "left:"]);
  });

  test("that was mounted read-only is named at the start, and loses nothing", { timeout: 30_000 }, () => {
    expect(runOnDisk("16m", refusingDiskAgent, "read-only")).toEqual([
      "stored: 1",
      "opened: outbox-read-only",
      "opened again: ok",
      "kept: 1",
    ]);
  });
});

describeUnless("a disk whose writes fail for a time", canTrace ? "" : "strace cannot be used here", () => {
  test.each([
    ["ENOSPC", "disk-full"],
    ["EDQUOT", "disk-full"],
    ["EIO", "read-only"],
    ["EROFS", "read-only"],
  ])("with %s is named, loses nothing, and stores again by itself", { timeout: 60_000 }, (error, state) => {
    const folder = temporaryFolder(onTestFinished);
    const before = outboxIn(join(folder, "state"));
    before.open();
    before.close();
    const failing = ["outbox.db-wal", "ballast"].flatMap((name) => ["-P", join(folder, "state", name)]);
    const inject = ["-e", `inject=write,pwrite64:error=${error}:when=1..10`];
    const command = [process.execPath, refusingDiskAgent, folder, "failing"];
    const output = execFileSync("strace", ["-f", "-o", "/dev/null", ...failing, ...inject, ...command], {
      encoding: "utf8",
      timeout: 50_000,
    });
    const lines = output.trim().split("\n");
    expect(lines).toEqual([`refused: outbox-${state}`, `state: ${state}`, "stored again: 1", "state: ok"]);
  });
});

test("a limit on the size of files is an expected refusal: what was stored stays readable", { timeout: 60_000 }, () => {
  const folder = temporaryFolder(onTestFinished);
  // In units of 512 bytes: four megabytes.
  const script = 'ulimit -f 8192 && "$NODE" "$AGENT" "$DISK" limited';
  const env = { ...process.env, DISK: folder, NODE: process.execPath, AGENT: refusingDiskAgent };
  const lines = execFileSync("sh", ["-c", script], { env, encoding: "utf8", timeout: 50_000 }).trim().split("\n");
  expect(lines).toEqual(["stored: 1", "refused: outbox-read-only", "readable: true", "state: read-only"]);
});
