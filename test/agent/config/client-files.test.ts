import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { configuredClient } from "../../../src/agent/config/client-files.ts";
import { loadConfig } from "../../../src/agent/config/config-store.ts";
import { describeNeeding } from "../../needs.ts";
import { temporaryFolder } from "../outbox/temporary-outbox.ts";
import { TestAuthority } from "../upload/test-certificates.ts";

function load(folder: string, central: object) {
  const file = join(folder, "agent.json");
  const config = { site: { name: "Site" }, ranges: [{ addresses: "192.168.1.0/24" }] };
  const url = "https://central.example.com";
  writeFileSync(file, JSON.stringify({ ...config, central: { url, ...central } }), { mode: 0o600 });
  return loadConfig(file);
}

test("without files there is no client certificate", () => {
  expect(configuredClient(load(temporaryFolder(onTestFinished), {}))).toBeUndefined();
});

test("one pin alone is refused: the day on which the key changes would cut the agent off", () => {
  const pins = [`sha256/${"A".repeat(43)}=`];
  expect(() => load(temporaryFolder(onTestFinished), { pins })).toThrow(/two pins/);
});

describeNeeding("a client certificate from files", ["openssl"], () => {
  function filesIn(folder: string) {
    const { cert, key } = new TestAuthority(folder).issue("client", "DNS:agent.example");
    writeFileSync(join(folder, "client.pem"), cert);
    writeFileSync(join(folder, "client-key.pem"), key, { mode: 0o600 });
    return { clientCertificateFile: "client.pem", clientKeyFile: "client-key.pem" };
  }

  test("is read, and its key never prints", () => {
    const folder = temporaryFolder(onTestFinished);
    const client = configuredClient(load(folder, filesIn(folder)));
    expect(client?.certificate).toContain("BEGIN CERTIFICATE");
    expect(JSON.stringify(client)).not.toContain("PRIVATE KEY");
  });

  test.each([
    ["only one of the two files", /go together/, { clientKeyFile: undefined }, () => {}],
    [
      "a key that others can read",
      /other users/,
      {},
      (folder: string) => chmodSync(join(folder, "client-key.pem"), 0o644),
    ],
    [
      "a key that is none",
      /no private key/,
      { clientKeyFile: "client.pem" },
      (folder: string) => chmodSync(join(folder, "client.pem"), 0o600),
    ],
  ])("is refused with %s", (_name, message, changes, change) => {
    const folder = temporaryFolder(onTestFinished);
    const files = filesIn(folder);
    change(folder);
    expect(() => configuredClient(load(folder, { ...files, ...changes }))).toThrow(message);
  });
});
