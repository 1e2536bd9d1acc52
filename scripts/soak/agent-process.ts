/**
 * The whole agent with a clock that runs fast and goes wrong; all else is as `mfp-agent run` has it.
 * `node agent-process.ts CONFIG OFFSET STARTED SPEED`, until SIGTERM; at SIGUSR2 it reads the file OFFSET again.
 */
import { flushCompileCache } from "node:module";
import { spareHeap } from "../../src/agent/leaf/spare-heap.ts";

spareHeap();
const { composeAgent } = await import("../../src/agent/compose/agent.ts");
const { openLog } = await import("../../src/agent/compose/log.ts");
const { loadConfig } = await import("../../src/agent/config/config-store.ts");
const { clockFromWords, wrongBy } = await import("./site-clock.ts");

const [, , file = "", offsetFile = "", ...words] = process.argv;
const loaded = loadConfig(file);
const { clock, readAgain } = wrongBy(offsetFile, clockFromWords(words[0], words[1]));
const { agent, reload } = await composeAgent(loaded, {
  clock,
  log: openLog(loaded.config.log.level),
  // Packets are lost in real time while the site lives fast: waiting as long as at a real site would take hours of it.
  patience: { timeoutMs: 300, retryAtMs: [400, 900] },
});
const stopped = new Promise<void>((resolve) => process.once("SIGTERM", () => resolve()));
process.on("SIGHUP", reload);
process.on("SIGUSR2", readAgain);
await agent.start();
// What is killed leaves nothing in the cache.
flushCompileCache();
await stopped;
await agent.stop();
