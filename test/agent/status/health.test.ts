import { expect, test } from "vitest";
import { type HealthFacts, isHealthy } from "../../../src/agent/status/health.ts";

const hourMs = 3_600_000;
const moving: HealthFacts = {
  ...{ sinceStartMs: 10 * hourMs, devices: 3, sincePollMs: 20_000, statusIntervalMs: 60_000 },
  ...{ hasCentral: true, records: 5, sinceUploadMs: 5_000, uploadWaitsFor: null },
};

const cases: readonly (readonly [string, Partial<HealthFacts>, boolean])[] = [
  ["data moves", {}, true],
  ["three status intervals pass without a poll", { sincePollMs: 180_001 }, false],
  ["the status interval is long", { sincePollMs: 180_001, statusIntervalMs: 600_000 }, true],
  ["a short status interval gives a slow device its time", { sincePollMs: 100_000, statusIntervalMs: 10_000 }, true],
  ["there is nothing to poll", { devices: 0, sincePollMs: null }, true],
  ["the agent has just started", { sinceStartMs: 60_000, sincePollMs: null, sinceUploadMs: null }, true],
  ["no poll ever ended", { sincePollMs: null }, false],
  ["records wait and the upload tells no reason", { sinceUploadMs: hourMs }, false],
  ["the upload fails and tells why", { sinceUploadMs: hourMs, uploadWaitsFor: "refused" }, true],
  ["there is nothing to upload", { sinceUploadMs: hourMs, records: 0 }, true],
  ["no central is configured", { sinceUploadMs: null, hasCentral: false }, true],
];

test.each(cases)("when %s", (_name, changes, expected) => {
  expect(isHealthy({ ...moving, ...changes })).toBe(expected);
});
