import type { Command } from "commander";
import { composeAgent, openLog } from "../compose.ts";
import { loadConfig } from "../config/config-store.ts";

export function addRunCommand(program: Command): void {
  program
    .command("run")
    .description("watch the site until stopped (Ctrl-C or SIGTERM)")
    .requiredOption("--config <file>", "configuration file")
    .addHelpText("after", "\nExample: mfp-agent run --config /etc/mfp-agent/mfp-agent.json")
    .action(async (options: { readonly config: string }) => {
      await run(options.config);
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
