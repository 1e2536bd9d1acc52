import { execFileSync, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { describeUnless, findProgram } from "../../needs.ts";
import { temporaryFolder } from "./temporary-outbox.ts";

const agents = ["small-disk-agent.ts", "refusing-disk-agent.ts"].map((name) =>
  fileURLToPath(new URL(name, import.meta.url)),
);
const [smallDiskAgent = "", refusingDiskAgent = ""] = agents;

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
      "left after the upload: 0 disk-full",
      "stored again: 1001 ok",
    ]);
    expect(last).toMatch(/^stored, more than the disk holds: 41001 /);
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

test("a limit on the size of files is an expected refusal: what was stored stays readable", { timeout: 60_000 }, () => {
  const folder = temporaryFolder(onTestFinished);
  // In units of 512 bytes: four megabytes.
  const script = 'ulimit -f 8192 && "$NODE" "$AGENT" "$DISK" limited';
  const env = { ...process.env, DISK: folder, NODE: process.execPath, AGENT: refusingDiskAgent };
  const lines = execFileSync("sh", ["-c", script], { env, encoding: "utf8", timeout: 50_000 }).trim().split("\n");
  expect(lines).toEqual(["stored: 1", "refused: outbox-read-only", "readable: true", "state: read-only"]);
});
