import { expect, test } from "vitest";
import type { AgentBooks, CentralBooks } from "../../../scripts/soak/books.ts";
import { findGrownTables } from "../../../scripts/soak/table-bounds.ts";

const central: CentralBooks = {
  ...{ received: new Map(), everReceived: new Set(), gaps: [], events: [], orders: [], raises: [] },
  ...{ pendingSigns: 0, records: 150, epochs: 1, rows: new Map() },
};
const causes = { starts: 1, putBacks: 0, damages: 0, exports: 0, refused: 1, left: 0 };

test.each([
  ["of a number refused while the agent stopped is explained", 149, []],
  ["of a number refused long before is not", 12, ["table gap of the agent grew to 1 rows, 0 are explained"]],
])("a gap that waits %s", (_, seq, findings) => {
  const agent: AgentBooks = {
    ...{ epoch: "e", lastSeq: 151, waiting: new Map(), copies: new Map(), toldGaps: [], open: new Set<string>() },
    ...{ devices: 9, isSound: true, gaps: [[seq, seq]], quarantined: [{ epoch: "e", seq, kind: "reading" }] },
    rows: new Map([["gap", 1]]),
  };
  expect(findGrownTables(agent, central, causes)).toEqual(findings);
});
