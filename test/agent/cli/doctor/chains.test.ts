import { expect, test } from "vitest";
import { deviceChain } from "../../../../src/agent/cli/doctor/chains.ts";
import type { Wire } from "../../../../src/agent/compose/wire.ts";
import { Configuration } from "../../../../src/agent/config/config-schema.ts";
import { Secrets } from "../../../../src/agent/config/secrets-schema.ts";
import { device, snapshot } from "../../status/invented-site.ts";

const config = Configuration.parse({ site: { name: "x" }, ranges: [{ addresses: "10.0.0.10:1161" }] });
const loaded = { config, secrets: Secrets.parse({}), file: "/etc/mfp-agent.json" };
const site = snapshot({ devices: [device({ address: "10.0.0.10:1161" })] });
const look = { source: "stored", snapshot: site } as const;
const unused = () => expect.unreachable();
const wire: Wire = { meet: unused, explain: unused, sweep: unused, record: unused, close: unused };

test.each([
  ["10.0.0.10", "ok"],
  ["UA-104217", "ok"],
  ["10.0.0.10:1161", "ok"],
  ["10.0.0.11", "failed"],
])("%s leads to the known device on its port: %s", async (name, outcome) => {
  const [range] = deviceChain(loaded, look, wire, name, new Map());
  expect(await range?.check()).toMatchObject({ outcome });
});
