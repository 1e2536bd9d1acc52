import { expect, test } from "vitest";
import { findMissing, type WaitingRecords } from "../../src/central/missing-records.ts";
import type { AgentView } from "../../src/central/overview.ts";
import type { SeqRange } from "../../src/contract/batch.ts";
import { agent } from "./bench.ts";

const hourMs = 3_600_000;

function view(holes: readonly SeqRange[], lastContactMs: number): AgentView {
  const stream = { agent: agent.id, epoch: "e-1", received: [], gaps: [], holes };
  const word = { lastContactAt: null, nextContactBy: null, promise: "onTime", because: null } as const;
  return { ...agent, ...word, lastContactMs, streams: [stream] };
}

/** What is told after each look. */
function look(
  looks: readonly { readonly atMs: number; readonly holes: readonly SeqRange[]; readonly heardMs: number }[],
) {
  let before: WaitingRecords = new Map();
  return looks.map(({ atMs, holes, heardMs }) => {
    const { waiting, missing } = findMissing([view(holes, heardMs)], before, atMs);
    before = waiting;
    return missing;
  });
}

test("a hole that stays for an hour while its agent calls is told, with all that is missing", () => {
  const holes: SeqRange[] = [
    [51, 100],
    [120, 120],
  ];
  const told = look([0, hourMs - 1, hourMs].map((atMs) => ({ atMs, holes, heardMs: atMs })));
  expect(told).toEqual([[], [], [{ agent: "ag-1", site: "Lviv", epoch: "e-1", records: 51, from: 51, to: 120 }]]);
});

test.each([
  {
    what: "that back-fill closes from below",
    looks: [0, 1, 2, 3].map((hour) => ({
      atMs: hour * hourMs,
      holes: [[51 + hour, 100]] as const,
      heardMs: hour * hourMs,
    })),
  },
  {
    what: "of an agent that does not call",
    looks: [0, 1, 2, 3].map((hour) => ({ atMs: hour * hourMs, holes: [[51, 100]] as const, heardMs: 0 })),
  },
  {
    what: "that was closed",
    looks: [0, 1, 2].map((hour) => ({ atMs: hour * hourMs, holes: [], heardMs: hour * hourMs })),
  },
])("a hole $what is not", ({ looks }) => {
  const told = look(
    looks.map(({ holes, ...rest }) => ({ ...rest, holes: holes.map(([from, to]): SeqRange => [from, to]) })),
  );
  expect(told.flat()).toEqual([]);
});
