import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { composeAgent } from "../../../src/agent/compose/agent.ts";
import { loadConfig } from "../../../src/agent/config/config-store.ts";
import { silentLog } from "../../../src/agent/leaf/log.ts";
import { temporaryFolder } from "../outbox/temporary-outbox.ts";

test("all wrong files are told at once, and nothing is opened", async () => {
  const folder = temporaryFolder(onTestFinished);
  const file = join(folder, "a.json");
  const config = {
    site: { name: "x" },
    ranges: [{ addresses: "10.0.0.1" }],
    central: { url: "https://central.example", caFile: "no.pem" },
    siNumbersFile: "no.csv",
    stateFolder: "state",
  };
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  await expect(composeAgent(loadConfig(file), { log: silentLog })).rejects.toThrow(/no\.csv[\s\S]*no\.pem/);
  expect(existsSync(join(folder, "state"))).toBe(false);
});
