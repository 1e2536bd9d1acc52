/** Opens a store that lost events in its epoch, and has central take the rest. `node renewing-agent.ts FOLDER` */
import { outboxIn, wholeBatch } from "./temporary-outbox.ts";

const outbox = outboxIn(process.argv[2] ?? "");
outbox.open();
outbox.nextBatch(wholeBatch);
outbox.settle({ accepted: [[1, 1]], rejected: [] });
