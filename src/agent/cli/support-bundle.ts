import { hostname, release, type } from "node:os";
import type { Command } from "commander";
import { logFilesOf } from "../compose/log.ts";
import type { LoadedConfig } from "../config/config-store.ts";
import { stamp, systemClock } from "../leaf/clock.ts";
import { programVersion } from "../leaf/program.ts";
import { mask } from "./bundle-mask.ts";
import { type ConfigOption, configFrom, printLines, withConfig, withExample } from "./command-options.ts";
import { confirm } from "./confirm.ts";
import { lookIfAny, machineChain, networkChain, storedIfAny } from "./doctor/chains.ts";
import { findingJson } from "./doctor/doctor-text.ts";
import { type Finding, runChain } from "./doctor/finding.ts";
import { LogTail } from "./logs/log-tail.ts";
import type { Speech } from "./speech.ts";
import { alignColumns } from "./table.ts";
import { writeNamedFile } from "./written-file.ts";

/** At level info a day of trouble and more. */
const mostLogLines = 500;

interface BundleOptions extends ConfigOption {
  readonly mask?: true;
  readonly yes?: true;
}

export function addSupportBundleCommand(program: Command, speech: Speech): void {
  const { say } = speech;
  const command = program
    .command("support-bundle")
    .description(say("command.bundle"))
    .argument("<file>", say("argument.file"))
    .option("--mask", say("option.mask"))
    .option("--yes", say("option.yes"));
  withExample(withConfig(command, speech), speech, "support-bundle support.json --mask");
  command.action(async (file: string, options: BundleOptions) => {
    const loaded = configFrom(options);
    const gathered = await gather(loaded);
    const bundle = options.mask ? mask(gathered, hostsOf(loaded)) : gathered;
    printLines([say("bundleHolds"), ...contents(bundle)]);
    await confirm(speech, options, { key: "ask.bundle", isYesOffered: true });
    writeNamedFile(file, `${JSON.stringify(bundle, null, 2)}\n`);
    printLines([say("bundleWritten", { file })]);
  });
}

type Bundle = Readonly<Record<string, unknown>>;

/** What a helper at a distance needs. Secrets cannot get in: they stand in a file that is not read for it. */
async function gather(loaded: LoadedConfig): Promise<Bundle> {
  const look = await lookIfAny(loaded);
  const findings: Finding[] = [];
  const note = (finding: Finding) => void findings.push(finding);
  await runChain(await machineChain(loaded), null, note);
  await runChain(networkChain(loaded, look), null, note);
  const stored = storedIfAny(loaded);
  return {
    program: {
      ...{ version: programVersion(), node: process.versions.node, system: `${type()} ${release()}` },
      ...{ architecture: process.arch, hostName: hostname(), writtenAt: stamp(systemClock) },
    },
    configuration: withoutLogin(loaded.config),
    doctor: findings.map((finding) => findingJson(finding, "en")),
    agent: look ?? null,
    outbox: stored ? { ...stored.stats, waiting: Object.fromEntries(stored.waiting) } : null,
    quarantine: (stored?.quarantine ?? []).map(({ body, ...head }) => head),
    log: lastLines(loaded),
  };
}

/** None where systemd's journal keeps them, or where they cannot be read: the rest is still of help. */
function lastLines(loaded: LoadedConfig): readonly unknown[] {
  try {
    return [...new LogTail(logFilesOf(loaded)).lines()].slice(-mostLogLines).map(parseLine);
  } catch {
    return [];
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}

/** Machines of the site that the configuration names; central is the service's own. */
function hostsOf({ config }: LoadedConfig): readonly string[] {
  const { central, ranges, statusPage } = config;
  const proxy = central?.proxyUrl === undefined ? [] : [new URL(central.proxyUrl).hostname];
  const named = ranges.map(({ addresses }) => addresses.replace(/:\d+$/, "")).filter((name) => /[a-z]/i.test(name));
  return [...named, ...proxy, ...(statusPage.network?.names ?? [])];
}

/** The user name of a proxy is nobody's business at the service. */
function withoutLogin(config: LoadedConfig["config"]): unknown {
  const { central } = config;
  if (central?.proxyUrl === undefined) return config;
  const proxyUrl = new URL(central.proxyUrl);
  proxyUrl.username = "";
  proxyUrl.password = "";
  return { ...config, central: { ...central, proxyUrl: proxyUrl.href } };
}

function contents(bundle: Bundle): readonly string[] {
  const rows = Object.entries(bundle).map(([name, part]) => [`  ${name}`, `${JSON.stringify(part).length} B`]);
  return alignColumns(rows);
}
