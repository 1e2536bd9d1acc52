import { expect, test } from "vitest";
import { findConcerns } from "../../../src/agent/status/concerns.ts";
import { device, minutesAgo, snapshot } from "./invented-site.ts";

const failing = (sinceMinutes: number, kind: string) => ({
  ...snapshot().upload,
  lastSuccessAt: minutesAgo(sinceMinutes),
  lastFailure: { at: minutesAgo(1), kind, message: "Central did not answer." },
});
const outbox = (state: string) => ({ ...snapshot().outbox, state });

const cases = [
  ["a site in order", {}, []],
  ["an upload that fails for an hour", { upload: failing(61, "timeout") }, ["uploadFails"]],
  ["an upload that fails for a short time", { upload: failing(59, "timeout") }, []],
  [
    "an upload that fails since a start a while ago, whatever was before",
    { upload: failing(600, "timeout"), startedAt: minutesAgo(59) },
    [],
  ],
  ["an agent that central refuses", { upload: failing(5, "unauthorized") }, ["uploadFails"]],
  ["a failure that is over", { upload: { ...failing(61, "timeout"), lastSuccessAt: minutesAgo(0) } }, []],
  ["a failure without a central", { upload: { ...failing(61, "timeout"), centralUrl: null } }, []],
  ["a full outbox", { outbox: outbox("full") }, ["outbox"]],
  ["a device at which the agent crashed", { leftOut: ["192.168.1.20"] }, ["leftOut"]],
  ["a silent device", { devices: [device({ contact: "silent" })] }, ["silent"]],
  ["a device that missed one poll", { devices: [device({ contact: "quiet" })] }, []],
  ["a device without a service number", { devices: [device({ si: null })] }, ["notRegistered"]],
] as const;

test.each(cases)("%s", (_name, changes, kinds) => {
  expect(findConcerns(snapshot(changes)).map(({ kind }) => kind)).toEqual(kinds);
});
