import type { Command } from "commander";
import { logFilesOf } from "../compose/log.ts";
import type { LoadedConfig } from "../config/config-store.ts";
import { sleep, systemClock } from "../leaf/clock.ts";
import { AgentError, systemCode } from "../leaf/errors.ts";
import { type ConfigOption, configFrom, withConfig, withExample, withJson } from "./command-options.ts";
import { isWanted, type LogWish } from "./logs/log-filter.ts";
import { logWriter } from "./logs/log-line-text.ts";
import { LogTail } from "./logs/log-tail.ts";
import { lookAtAgent } from "./look-at-agent.ts";
import { moment } from "./moment.ts";
import { devicesNamed } from "./named-device.ts";
import type { Speech } from "./speech.ts";

interface LogsOptions extends ConfigOption {
  readonly follow?: true;
  readonly json?: true;
  readonly device?: string;
  readonly code?: string;
  readonly since?: string;
}

const lookEveryMs = 300;

export function addLogsCommand(program: Command, speech: Speech): void {
  const { say } = speech;
  const command = program
    .command("logs")
    .description(say("command.logs"))
    .option("-f, --follow", say("option.follow"))
    .option("--device <name>", say("option.device"))
    .option("--code <code>", say("option.code"))
    .option("--since <time>", say("option.since"));
  withExample(withJson(withConfig(command, speech), speech), speech, "logs --since 2h --code upload --follow");
  command.action(async (options: LogsOptions) => {
    const loaded = configFrom(options);
    const { code, device, since } = options;
    await show(loaded, options, {
      ...(code !== undefined && { code }),
      ...(since !== undefined && { since: moment(since, systemClock) }),
      ...(device !== undefined && { names: await namesOf(loaded, device) }),
    });
  });
}

async function show(loaded: LoadedConfig, { follow, json }: LogsOptions, wish: LogWish): Promise<void> {
  const paths = logFilesOf(loaded);
  const tail = new LogTail(paths);
  const write = json ? (line: string) => `${line}\n` : logWriter(loaded.config.site.timeZone);
  let isAny = print(tail, wish, write);
  if (!isAny && !follow) throw noLines(paths.at(-1) ?? "");
  while (follow) {
    await sleep(systemClock, lookEveryMs);
    isAny = print(tail, wish, write) || isAny;
  }
}

/** Answers whether there was any line, wanted or not. */
function print(tail: LogTail, wish: LogWish, write: (line: string) => string): boolean {
  let isAny = false;
  try {
    for (const line of tail.lines()) {
      isAny = true;
      if (isWanted(line, wish)) process.stdout.write(write(line));
    }
  } catch (cause) {
    throw new AgentError({
      kind: "system",
      code: "log-unreadable",
      message: `the log cannot be read (${systemCode(cause) ?? "unknown error"})`,
      remedy: "Run the command as the user of the agent, as in: sudo -u mfp-agent mfp-agent logs",
      cause,
    });
  }
  return isAny;
}

function noLines(path: string): AgentError {
  return new AgentError({
    kind: "unavailable",
    code: "log-missing",
    message: `${path}: there is no log yet`,
    remedy: "Under systemd the journal keeps it: journalctl -u mfp-agent. Elsewhere start the agent: mfp-agent run.",
  });
}

/** Lines name a device by one of its names; one that the agent does not know is looked for as it is written. */
async function namesOf(loaded: LoadedConfig, name: string): Promise<readonly string[]> {
  const devices = await lookAtAgent(loaded, systemClock).then(
    ({ snapshot }) => devicesNamed(snapshot.devices, name),
    () => [],
  );
  const names = devices.flatMap(({ uid, serial, si, address, reading }) => [
    uid,
    serial,
    si,
    address,
    reading?.device.hostName,
  ]);
  return [name, ...names].filter((each) => typeof each === "string");
}
