import type { Command } from "commander";
import { composeAgent } from "../compose/agent.ts";
import { crashBookOf } from "../compose/crash-watch.ts";
import { openDaemonLog } from "../compose/log.ts";
import { loadConfig } from "../config/config-store.ts";
import { systemClock } from "../leaf/clock.ts";
import { exitCodes, messageOf } from "../leaf/errors.ts";
import type { Log } from "../leaf/log.ts";
import { supervisorFrom } from "../supervision/systemd-notify.ts";
import { leavePort } from "./agent-page.ts";
import { type ConfigOption, configFileFrom, withConfig, withExample } from "./command-options.ts";
import type { Speech } from "./speech.ts";

const mostStackLines = 8;
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
  // Rejections that nobody handles arrive here too.
  process.on("uncaughtException", (error) => endBy(error, log));
  const { agent, watchdog, reload } = await composeAgent(loaded, {
    ...{ log, setLogLevel: log.setLevel },
    supervisor: supervisorFrom(process.env, process.pid),
    crashBook: crashBookOf(loaded, log),
  });
  const stopped = new Promise<void>((resolve, reject) => {
    const stop = (signal: NodeJS.Signals) => {
      // A second signal means "at once": the default action of the signal is back.
      process.off("SIGINT", stop);
      process.off("SIGTERM", stop);
      log.info("agent.stopping", { signal });
      Promise.all([watchdog.stop(), agent.stop()]).then(() => resolve(), reject);
    };
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
  });
  if (isService()) {
    process.on("SIGHUP", onceForMany(reload));
    // Whoever read the lines is gone, or their disk is full: devices are watched all the same.
    for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners("error").on("error", () => {});
  }
  const takeBack = leavePort(loaded, await agent.start());
  watchdog.start();
  await stopped;
  takeBack();
}

/** What the program was doing is not known any more: it ends, and whoever started it starts it again. */
function endBy(error: unknown, log: Log): void {
  try {
    const stack = error instanceof Error ? (error.stack ?? "") : "";
    const at = stack.split("\n").flatMap((line) => /^ {4}at (.{1,200})/.exec(line)?.[1] ?? []);
    log.error("agent.crashed", { message: messageOf(error), at: at.slice(0, mostStackLines) });
  } finally {
    process.exit(exitCodes.internal);
  }
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
