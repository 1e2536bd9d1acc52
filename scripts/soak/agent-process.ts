/**
 * The whole agent with a clock that runs fast; all else is as `mfp-agent run` has it.
 * `node agent-process.ts CONFIG STARTED SPEED`, until SIGTERM.
 */
import { composeAgent } from "../../src/agent/compose/agent.ts";
import { openLog } from "../../src/agent/compose/log.ts";
import { loadConfig } from "../../src/agent/config/config-store.ts";
import { clockFromWords } from "./site-clock.ts";

const [, , file = "", ...words] = process.argv;
const loaded = loadConfig(file);
const { agent } = await composeAgent(loaded, {
  clock: clockFromWords(words[0], words[1]),
  log: openLog(loaded.config.log.level),
  // Packets are lost in real time while the site lives fast: waiting as long as at a real site would take hours of it.
  patience: { timeoutMs: 300, retryAtMs: [400, 900] },
});
const stopped = new Promise<void>((resolve) => process.once("SIGTERM", () => resolve()));
await agent.start();
await stopped;
await agent.stop();
