import { hostname, release, type } from "node:os";
import type { Command } from "commander";
import type { LoadedConfig } from "../config/config-store.ts";
import { stamp, systemClock } from "../leaf/clock.ts";
import { programVersion } from "../leaf/program.ts";
import { mask } from "./bundle-mask.ts";
import { type ConfigOption, configFrom, printLines, withConfig, withExample } from "./command-options.ts";
import { lookIfAny, machineChain, networkChain, storedIfAny } from "./doctor/chains.ts";
import { findingJson } from "./doctor/doctor-text.ts";
import { type Finding, runChain } from "./doctor/finding.ts";
import { Dialogue, interrupted } from "./setup/dialogue.ts";
import type { Speech } from "./speech.ts";
import { alignColumns } from "./table.ts";
import { writeNamedFile } from "./written-file.ts";

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
    const gathered = await gather(configFrom(options));
    const bundle = options.mask ? mask(gathered) : gathered;
    printLines([say("bundleHolds"), ...contents(bundle)]);
    if (!options.yes && process.stdin.isTTY) await confirm(speech);
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
  };
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

async function confirm({ language }: Speech): Promise<void> {
  const dialogue = new Dialogue(language);
  try {
    if (!(await dialogue.confirm("ask.bundle", true))) throw interrupted();
  } finally {
    dialogue.close();
  }
}
