import { expect, onTestFinished, test } from "vitest";
import { runChain } from "../../../../src/agent/cli/doctor/finding.ts";
import type { Machine } from "../../../../src/agent/cli/doctor/machine.ts";
import { machineSteps, type ProgramFacts, startSteps } from "../../../../src/agent/cli/doctor/program-steps.ts";
import { Configuration } from "../../../../src/agent/config/config-schema.ts";
import { Secrets } from "../../../../src/agent/config/secrets-schema.ts";
import { AgentError } from "../../../../src/agent/leaf/errors.ts";
import { failed, ok } from "../../../../src/agent/leaf/result.ts";
import { temporaryFolder } from "../../outbox/temporary-outbox.ts";
import { device, snapshot } from "../../status/invented-site.ts";

const good: Machine = {
  nodeVersion: "24.21.0",
  exists: () => true,
  isWritable: () => true,
  freeBytes: () => 1e12,
  receiveBufferBytes: async () => 8 * 1024 * 1024,
};

function facts(machine: Partial<Machine>, more: Partial<ProgramFacts> = {}): ProgramFacts {
  const stateFolder = temporaryFolder(onTestFinished);
  const config = Configuration.parse({ site: { name: "x" }, ranges: [{ addresses: "10.0.0.1" }], stateFolder });
  return {
    machine: { ...good, ...machine },
    loaded: { config, secrets: Secrets.parse({}), file: "/etc/mfp-agent.json" },
    nowMs: 0,
    page: failed("refused"),
    isFolderInUse: () => false,
    isPortTaken: async () => false,
    readStored: () => undefined,
    credentialFile: "credential.json",
    ...more,
  };
}

async function codes(given: ProgramFacts): Promise<readonly string[]> {
  const findings = await runChain(machineSteps(given), null, () => {});
  return findings.flatMap((finding) => (finding.outcome === "ok" ? [] : [finding.code]));
}

test.each([
  ["a state folder of another user", { isWritable: () => false }, ["state-folder-closed"]],
  ["a disk with 50 MB left", { freeBytes: () => 50 * 1024 * 1024 }, ["disk-low"]],
  ["small socket buffers", { receiveBufferBytes: async () => 212_992 }, ["agent-stopped", "socket-buffer-small"]],
  ["no state folder yet", { exists: () => false }, ["state-folder-missing", "agent-stopped"]],
])("%s is found", async (_, machine, expected) => {
  expect(await codes(facts(machine))).toEqual(expected);
});

test("an agent of another configuration in the folder is found", async () => {
  expect(await codes(facts({}, { isFolderInUse: () => true }))).toEqual(["other-agent"]);
});

test("an agent whose page has no known address is taken for ours", async () => {
  expect(await codes(facts({}, { isFolderInUse: () => true, page: failed("noAddress") }))).toEqual([]);
});

test("an address that the agent leaves out before it knew a device there is found", async () => {
  const devices = [device({ address: "10.0.0.1" })];
  const withLeftOut = (leftOut: string[]) => facts({}, { page: ok(snapshot({ devices, leftOut })) });
  expect(await codes(withLeftOut(["10.0.0.1", "10.0.0.7"]))).toEqual(["device-left-out"]);
  expect(await codes(withLeftOut(["10.0.0.1"]))).toEqual([]);
});

test("an old Node ends the chain before the configuration is read", async () => {
  const load = () => {
    throw new AgentError({ kind: "config", code: "config-missing", message: "none" });
  };
  const findings = await runChain(startSteps({ ...good, nodeVersion: "22.1.0" }, load), null, () => {});
  expect(findings).toMatchObject([{ code: "node-old", values: { version: "22.1.0" } }]);
});
