import type { Command } from "commander";
import { composeAgent } from "../compose/agent.ts";
import { openLog } from "../compose/log.ts";
import { loadConfig } from "../config/config-store.ts";
import { type ConfigOption, configFileFrom, withConfig, withExample } from "./command-options.ts";
import type { Speech } from "./speech.ts";

export function addRunCommand(program: Command, speech: Speech): void {
  const command = program.command("run").description(speech.say("command.run"));
  withExample(withConfig(command, speech), speech, "run --config /etc/mfp-agent/mfp-agent.json");
  command.action(async (options: ConfigOption) => {
    await run(configFileFrom(options));
  });
}

async function run(file: string): Promise<void> {
  const loaded = loadConfig(file);
  const log = openLog(loaded.config.log.level);
  const { agent } = await composeAgent(loaded, { log });
  const stopped = new Promise<void>((resolve, reject) => {
    const stop = (signal: NodeJS.Signals) => {
      // A second signal means "at once": the default action of the signal is back.
      process.off("SIGINT", stop);
      process.off("SIGTERM", stop);
      log.info("agent.stopping", { signal });
      agent.stop().then(resolve, reject);
    };
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
  });
  await agent.start();
  await stopped;
}
