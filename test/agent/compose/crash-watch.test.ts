import { expect, test } from "vitest";
import { watchedClient } from "../../../src/agent/compose/crash-watch.ts";
import { ok } from "../../../src/agent/leaf/result.ts";
import { publicCredential } from "../../../src/agent/snmp/credentials.ts";
import type { SnmpClient } from "../../../src/agent/snmp/snmp-client.ts";
import type { CrashBook } from "../../../src/agent/supervision/crash-book.ts";

const options = { timeoutMs: 1, retryAtMs: [] };
const target = { address: "10.0.0.7", port: 161, credential: publicCredential };

function bench(state: { isAtEase: boolean; leftOut: readonly string[] }) {
  const asked: string[] = [];
  const noted: string[] = [];
  const client: SnmpClient = {
    get: async ({ address }) => {
      asked.push(address);
      return ok([]);
    },
    getBulk: async ({ address }) => {
      asked.push(address);
      return ok({ nonRepeaters: [], rows: [] });
    },
    close() {},
  };
  const book: Pick<CrashBook, "isAtEase" | "leftOut" | "during"> = {
    ...state,
    during: (address, ask) => {
      noted.push(address);
      return ask();
    },
  };
  const watched = watchedClient(client, book);
  const ask = async () => [
    await watched.get(target, [], options),
    await watched.getBulk(target, { oids: [], nonRepeaters: 0, maxRepetitions: 1 }, options),
  ];
  return { asked, noted, ask };
}

test.each([
  ["nothing is noted without a crash", { isAtEase: true, leftOut: [] }, 2, 0],
  ["whoever is asked is noted after a crash", { isAtEase: false, leftOut: [] }, 2, 2],
  ["whoever is left out is not asked", { isAtEase: false, leftOut: ["10.0.0.7"] }, 0, 0],
] as const)("%s", async (_name, state, packets, notes) => {
  const { asked, noted, ask } = bench(state);
  const answers = await ask();
  expect([asked.length, noted.length]).toEqual([packets, notes]);
  expect(answers.map(({ ok }) => ok)).toEqual(Array(2).fill(packets > 0));
});
