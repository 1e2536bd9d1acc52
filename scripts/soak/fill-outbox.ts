/**
 * Leaves an outbox as a site has it after weeks without a network. `node fill-outbox.ts FOLDER READINGS`
 */
import { systemClock } from "../../src/agent/leaf/clock.ts";
import { silentLog } from "../../src/agent/leaf/log.ts";
import { systemRandom } from "../../src/agent/leaf/random.ts";
import { defaultBoundBytes, SqliteOutbox } from "../../src/agent/outbox/sqlite-outbox.ts";
import { inventReading, pollsPerDay, startMs } from "./invented-reading.ts";

const deviceCount = 200;
const inCommit = 500;

const [, , folder = "", count = "0"] = process.argv;
const outbox = new SqliteOutbox({
  folder,
  boundBytes: defaultBoundBytes,
  clock: systemClock,
  log: silentLog,
  newEpoch: systemRandom.name,
});
outbox.open();
const wanted = Number(count);
for (let done = 0; done < wanted; done += inCommit) {
  const records = Array.from({ length: Math.min(inCommit, wanted - done) }, (_, index) => {
    const poll = Math.floor((done + index) / deviceCount);
    return inventReading((done + index) % deviceCount, startMs + (poll * 86_400_000) / pollsPerDay, poll);
  });
  outbox.commit({ records, states: [] });
}
outbox.close();
