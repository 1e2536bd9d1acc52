import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockInstance } from "../../../src/agent/outbox/instance-lock.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "instance-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a damaged lock, which holds nothing, is mended and keeps a second agent off", () => {
  const path = join(folder, "lock.db");
  writeFileSync(path, "junk that is no database at all");
  const unlock = lockInstance(path);
  expect(() => lockInstance(path)).toThrow(/Another agent works on this state folder/);
  unlock();
  lockInstance(path)();
});
