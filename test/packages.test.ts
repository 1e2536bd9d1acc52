import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";

/** What we read of npm's lock file (version 3); a package that only tools need carries `dev`. */
const LockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      dev: z.boolean().default(false),
      integrity: z.string().optional(),
      hasInstallScript: z.boolean().default(false),
    }),
  ),
});

/** An admin must be able to judge everything that runs beside the printers. */
const maxRuntimePackages = 100;

const text = readFileSync(new URL("../package-lock.json", import.meta.url), "utf8");
const { "": _project, ...packages } = LockFile.parse(JSON.parse(text)).packages;
const entries = Object.entries(packages);
const runtime = entries.filter(([, entry]) => !entry.dev);

test(`fewer than ${maxRuntimePackages} packages run with the agent`, () => {
  expect(runtime.length).toBeGreaterThan(0);
  expect(runtime.length).toBeLessThan(maxRuntimePackages);
});

test("no package that runs with the agent has an install script", () => {
  expect(runtime.filter(([, entry]) => entry.hasInstallScript).map(([name]) => name)).toEqual([]);
});

test("every package is pinned by a strong hash", () => {
  expect(entries.filter(([, entry]) => !entry.integrity?.startsWith("sha512-")).map(([name]) => name)).toEqual([]);
});
