import { expect, test } from "vitest";
import { newerHeartbeat } from "../../src/central/agent-state.ts";
import { at, heartbeat } from "./records.ts";

function latest(epoch: string, seq: number, minutes: number) {
  const { kind, body } = heartbeat();
  if (kind !== "heartbeat") throw new Error("a heartbeat");
  return { epoch, seq, at: at(minutes), body };
}

test.each([
  ["of one epoch that of the higher number", latest("e-1", 3, 0), latest("e-1", 2, 9)],
  ["that of the later epoch", latest("e-2", 1, 0), latest("e-1", 8, 9)],
])("the later heartbeat is %s, whatever the clocks said", (_which, later, earlier) => {
  expect([newerHeartbeat(earlier, later), newerHeartbeat(later, earlier)]).toEqual([later, later]);
  expect(newerHeartbeat(null, earlier)).toBe(earlier);
});
