import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkConfig } from "../../../src/agent/config/config-store.ts";
import { checkNamedFiles, configuredAuthority, configuredSiNumbers } from "../../../src/agent/config/named-files.ts";
import { Secrets } from "../../../src/agent/config/secrets-schema.ts";

let folder = "";
const pem = `${rootCertificates[0]}\n`;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "named-files-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function load(extra: object) {
  const file = join(folder, "mfp-agent.json");
  const config = checkConfig(file, { site: { name: "x" }, ranges: [{ addresses: "10.0.0.1" }], ...extra });
  return { config, secrets: Secrets.parse({}), file };
}

function authorityIn(content: string | Buffer) {
  writeFileSync(join(folder, "ca.pem"), content);
  return configuredAuthority(load({ central: { url: "https://central.example", caFile: "ca.pem" } }));
}

test("certificates are read as they stand", () => {
  expect(authorityIn(pem)).toBe(pem);
  expect(authorityIn(`# ours\r\n${pem}${pem}`)).toContain(pem);
});

test.each([
  ["nothing", "", /ca\.pem: holds no certificate in PEM/],
  ["something else", "hello", /ca\.pem: holds no certificate in PEM/],
  ["bytes that are no text", Buffer.from([0x30, 0x82, 0, 0]), /ca\.pem: cannot be read: it is not a text file/],
  [
    "a cut certificate",
    "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
    /holds a damaged certificate/,
  ],
])("a certificate file with %s is told by name", (_, content, expected) => {
  expect(() => authorityIn(content)).toThrow(expected);
});

test.each([
  ["missing.csv", /missing\.csv: cannot be read: there is no such file \(ENOENT\)/],
  [".", /cannot be read: it is a folder \(EISDIR\)/],
  ["ca.pem/x.csv", /cannot be read: a part of its path is a file/],
])("a table of service numbers at %s is told by name", (siNumbersFile, expected) => {
  writeFileSync(join(folder, "ca.pem"), pem);
  expect(() => configuredSiNumbers(load({ siNumbersFile }))).toThrow(expected);
});

test("without files there are no numbers and no authority", () => {
  expect(configuredSiNumbers(load({})).size).toBe(0);
  expect(configuredAuthority(load({}))).toBeUndefined();
});

test("one wrong file does not hide another", () => {
  const central = { url: "https://central.example", caFile: "no.pem" };
  expect(() => checkNamedFiles(load({ central, siNumbersFile: "no.csv" }))).toThrow(/no\.csv[\s\S]*no\.pem/);
});
