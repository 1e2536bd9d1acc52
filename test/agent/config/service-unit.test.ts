import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Configuration } from "../../../src/agent/config/config-schema.ts";

const unit = readFileSync(new URL("../../../config/mfp-agent.service", import.meta.url), "utf8");
const credentials = (setting: string) =>
  [...unit.matchAll(new RegExp(`^${setting}=([^:]+):`, "gm"))].map(([, name]) => name);

test("the service sees every file that the set-up writes beside the configuration, and starts without those that need not be", () => {
  const { secretsFile } = Configuration.parse({ site: { name: "x" }, ranges: [{ addresses: "10.0.0.1" }] });
  expect(credentials("LoadCredential")).toEqual(["mfp-agent.json", secretsFile, "si-numbers.csv"]);
  expect(credentials("SetCredential")).toEqual([secretsFile, "si-numbers.csv"]);
});
