/**
 * Central with a clock that runs fast. `node central-process.ts FOLDER PORT STARTED SPEED` writes its address and runs
 * until SIGTERM.
 */
import { flushCompileCache } from "node:module";
import { startCentral } from "../../src/central/compose.ts";
import { clockFromWords } from "./site-clock.ts";

const [, , dataDir = "", port = "0", ...words] = process.argv;
const central = await startCentral({ dataDir, port: Number(port), clock: clockFromWords(words[0], words[1]) });
process.stdout.write(`${central.url}\n`);
// What is killed leaves nothing in the cache.
flushCompileCache();
await new Promise<void>((resolve) => process.once("SIGTERM", () => resolve()));
await central.stop();
