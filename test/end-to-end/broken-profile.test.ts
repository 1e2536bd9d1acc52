import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { projectFile } from "../../src/agent/leaf/project-files.ts";

let copy = "";
let config = "";

/** A checkout whose profiles somebody has edited and broken. */
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), "broken-profile-"));
  for (const part of ["src", "mibs", "package.json"]) cpSync(projectFile(part), join(copy, part), { recursive: true });
  symlinkSync(projectFile("node_modules"), join(copy, "node_modules"));
  writeFileSync(join(copy, "mibs/profiles/broken.yaml"), "name: broken\nask: [\n");
  config = join(copy, "mfp-agent.json");
  const content = { site: { name: "x" }, ranges: [{ addresses: "127.0.0.1:9" }], stateFolder: "state" };
  writeFileSync(config, JSON.stringify(content), { mode: 0o600 });
});
afterAll(() => rmSync(copy, { recursive: true }));

test.each([
  ["read", () => ["read", "127.0.0.1:9"]],
  ["discover", () => ["discover", "127.0.0.1:9"]],
  ["run", () => ["run", "--config", config]],
])("%s ends at once when a profile is broken, and names its file and line", async (_, args) => {
  const { code, stderr } = await run(args());
  expect(stderr).toMatch(/profiles\/broken\.yaml:\d+: /);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(code).toBe(65);
  expect(existsSync(join(copy, "state", "outbox.db"))).toBe(false);
});

function run(args: readonly string[]): Promise<{ readonly code: unknown; readonly stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(copy, "src/agent/mfp-agent.mjs"), ...args], (error, _, stderr) =>
      resolve({ code: error?.code ?? 0, stderr }),
    );
  });
}
