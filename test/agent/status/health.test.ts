import { expect, test } from "vitest";
import { findFreeze, findStandstill, type HealthFacts } from "../../../src/agent/status/health.ts";

const hourMs = 3_600_000;
const moving: HealthFacts = {
  ...{ sinceStartMs: 10 * hourMs, devices: 3, sincePollMs: 20_000, statusIntervalMs: 60_000 },
  ...{
    heartbeatIntervalMs: 300_000,
    hasCentral: true,
    outbox: "ok",
    records: 5,
    sinceUploadMs: 5_000,
    uploadWaitsFor: null,
    uploadDueInMs: null,
    sinceUploadStepMs: 5_000,
  },
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
  ["the upload fails for long and tells why", { sinceUploadMs: hourMs, uploadWaitsFor: "refused" }, false],
  ["the upload has just begun to fail", { sinceUploadMs: 60_000, uploadWaitsFor: "refused" }, true],
  ["a slow heartbeat is all there was to send", { sinceUploadMs: hourMs, heartbeatIntervalMs: hourMs }, true],
  ["central asked for a pause", { sinceUploadMs: hourMs, uploadWaitsFor: "pause" }, true],
  ["there is nothing to upload", { sinceUploadMs: hourMs, records: 0 }, true],
  ["the disk is full", { outbox: "disk-full" }, false],
  ["the disk takes no writes", { outbox: "read-only" }, false],
  ["the outbox thins out what is old", { outbox: "full" }, true],
  ["no central is configured", { sinceUploadMs: null, hasCentral: false }, true],
];

test.each(cases)("when %s", (_name, changes, expected) => {
  expect(findStandstill({ ...moving, ...changes }) === null).toBe(expected);
});

test("a standstill names its reason", () => {
  expect(findStandstill({ ...moving, sincePollMs: hourMs })).toBe("no poll has ended for too long");
  expect(findStandstill({ ...moving, outbox: "disk-full" })).toBe("nothing can be stored: disk-full");
  const failing = { ...moving, sinceUploadMs: hourMs, uploadWaitsFor: "dns" };
  expect(findStandstill(failing)).toBe("nothing was uploaded for too long: dns");
});

const outage: Partial<HealthFacts> = { sinceUploadMs: hourMs, uploadWaitsFor: "dns" };

const freezes: readonly (readonly [string, Partial<HealthFacts>, string | null])[] = [
  ["data moves", {}, null],
  ["no poll has ended for three status intervals", { sincePollMs: 180_001 }, "no poll has ended for too long"],
  ["there is nothing to poll", { devices: 0, sincePollMs: null }, null],
  ["the disk is full", { outbox: "disk-full" }, null],
  ["the disk takes no writes", { outbox: "read-only" }, null],
  ["the internet is away and the next try is to come", { ...outage, uploadDueInMs: 200_000 }, null],
  ["the internet is away and a try is under way", { ...outage, uploadWaitsFor: null, sinceUploadStepMs: 20_000 }, null],
  ["central refuses this agent", { ...outage, uploadDueInMs: 80_000_000, sinceUploadStepMs: 6_000_000 }, null],
  ["a day's wait has just ended", { ...outage, uploadDueInMs: null, sinceUploadStepMs: 10 }, null],
  ["the agent has just started", { sinceStartMs: 60_000, sinceUploadStepMs: null }, null],
  ["a try does not end", { sinceUploadStepMs: hourMs }, "the upload has not gone on for too long"],
  ["a wait does not end", { uploadDueInMs: 0, sinceUploadStepMs: hourMs }, "the upload has not gone on for too long"],
  ["the upload never began", { sinceUploadStepMs: null }, "the upload has not gone on for too long"],
  ["there is nothing to upload", { sinceUploadStepMs: hourMs, records: 0 }, null],
  ["no central is configured", { sinceUploadStepMs: null, hasCentral: false }, null],
];

test.each(freezes)("whether a restart would mend something when %s", (_name, changes, expected) => {
  expect(findFreeze({ ...moving, ...changes })).toBe(expected);
});
