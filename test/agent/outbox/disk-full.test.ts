import { execFileSync, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { describeUnless, findProgram } from "../../needs.ts";
import { temporaryFolder } from "./temporary-outbox.ts";

const agent = fileURLToPath(new URL("small-disk-agent.ts", import.meta.url));

/** A small disk of one's own needs user namespaces, which some machines forbid. */
const canMount = findProgram("unshare") !== undefined && spawnSync("unshare", ["-Urm", "true"]).status === 0;

/** Runs the agent on a disk of its own, and answers what it met. */
function runOnDisk(size: string): readonly string[] {
  const folder = temporaryFolder(onTestFinished);
  const script = 'mount -t tmpfs -o size="$SIZE" none "$DISK" && "$NODE" "$AGENT" "$DISK"';
  const env = { ...process.env, DISK: folder, SIZE: size, NODE: process.execPath, AGENT: agent };
  return execFileSync("unshare", ["-Urm", "sh", "-c", script], { env, encoding: "utf8", timeout: 50_000 })
    .trim()
    .split("\n");
}

describeUnless("a disk that others fill", canMount ? "" : "user namespaces are not allowed here", () => {
  test("is named, keeps what was stored, drains, and stores again when it has room", { timeout: 60_000 }, () => {
    const [last = "", ...before] = runOnDisk("12m").toReversed();
    expect(before.toReversed()).toEqual([
      "stored: 1000 ok",
      "on the full disk: outbox-disk-full disk-full",
      "left after the upload: 0 disk-full",
      "stored again: 1001 ok",
    ]);
    expect(last).toMatch(/^stored, more than the disk holds: 41001 /);
  });
});
