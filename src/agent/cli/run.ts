import type { Command } from "commander";
import { composeAgent } from "../compose/agent.ts";
import { openDaemonLog } from "../compose/log.ts";
import { loadConfig } from "../config/config-store.ts";
import { systemClock } from "../leaf/clock.ts";
import { type ConfigOption, configFileFrom, withConfig, withExample } from "./command-options.ts";
import type { Speech } from "./speech.ts";

/** Signals within this time are one. */
const gatherMs = 100;

export function addRunCommand(program: Command, speech: Speech): void {
  const command = program.command("run").description(speech.say("command.run"));
  withExample(withConfig(command, speech), speech, "run --config /etc/mfp-agent/mfp-agent.json");
  command.action(async (options: ConfigOption) => {
    await run(configFileFrom(options));
  });
}

async function run(file: string): Promise<void> {
  const loaded = loadConfig(file);
  const log = openDaemonLog(loaded);
  const { agent, reload } = await composeAgent(loaded, { log, setLogLevel: log.setLevel });
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
  if (isService()) process.on("SIGHUP", onceForMany(reload));
  await agent.start();
  await stopped;
}

/** The library that stores the configuration sends the first signal of a kind on a second time; both are one wish. */
function onceForMany(action: () => void): () => void {
  let isWaiting = false;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    systemClock.after(gatherMs, () => {
      isWaiting = false;
      action();
    });
  };
}

/** To a program on a terminal SIGHUP says that the terminal is gone, and on Windows that the console is. */
function isService(): boolean {
  return process.platform !== "win32" && !process.stdin.isTTY && !process.stdout.isTTY;
}
