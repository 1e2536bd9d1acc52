/**
 * Commits readings with an event each, so many times or until somebody ends it, and writes their last number to standard
 * output after each commit; central takes them now and then. `node committing-agent.ts FOLDER [COMMITS]`
 */
import { writeSync } from "node:fs";
import { event, outboxIn, reading, wholeBatch } from "./temporary-outbox.ts";

const outbox = outboxIn(process.argv[2] ?? "");
const { outcome } = outbox.open();
writeSync(1, `${outcome}\n`);
const states = outbox.readStates();
let round = Number(states.get("round") ?? 0);
for (let left = Number(process.argv[3] ?? Number.POSITIVE_INFINITY); left > 0; left -= 1) {
  round += 1;
  const records = [reading("a", round * 1000, "x".repeat(round % 500)), event("a", `round-${round}`)];
  const seqs = outbox.commit({ records, states: [{ key: "round", value: round }] });
  writeSync(1, `${seqs.at(-1)}\n`);
  if (round % 10 === 0) {
    outbox.nextBatch(wholeBatch);
    outbox.settle({ accepted: [[1, (seqs[0] ?? 1) - 1]], rejected: [] });
  }
}
