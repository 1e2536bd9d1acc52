import type { Command } from "commander";
import { openWire } from "../compose/wire.ts";
import { type LoadedConfig, loadConfig } from "../config/config-store.ts";
import { configuredNetworkDoor } from "../config/network-door.ts";
import { exitCodes } from "../leaf/errors.ts";
import {
  type ConfigOption,
  configFileFrom,
  printJson,
  printLines,
  withConfig,
  withExample,
  withJson,
} from "./command-options.ts";
import { deviceChain, lookIfAny, machineChain, networkChain, storedIfAny } from "./doctor/chains.ts";
import { findingJson, findingText } from "./doctor/doctor-text.ts";
import { doctorWords } from "./doctor/doctor-words.ts";
import { type Finding, runChain, type Step } from "./doctor/finding.ts";
import { thisMachine } from "./doctor/machine.ts";
import { isMissingNumber, joinMissingNumbers } from "./doctor/missing-numbers.ts";
import { startSteps } from "./doctor/program-steps.ts";
import type { Look } from "./look-at-agent.ts";
import type { Speech } from "./speech.ts";
import { wrapText } from "./wrap-text.ts";

interface DoctorOptions extends ConfigOption {
  readonly network?: true;
  readonly device?: string;
  readonly json?: true;
}

/** Devices that are asked at the same time: each that is silent is waited for, and the wait is most of the work. */
const devicesAtOnce = 50;

export function addDoctorCommand(program: Command, speech: Speech): void {
  const { say } = speech;
  const command = program
    .command("doctor")
    .description(say("command.doctor"))
    .option("--network", say("option.network"))
    .option("--device <name>", say("option.device"));
  withExample(withJson(withConfig(command, speech), speech), speech, "doctor --device 192.168.1.20");
  command.action(async (options: DoctorOptions) => {
    await new Doctor(options, speech).examine();
  });
}

/** One examination: chains of steps in the order of the data, told as they end. */
class Doctor {
  readonly #options: DoctorOptions;
  readonly #speech: Speech;
  readonly #findings: Finding[] = [];

  constructor(options: DoctorOptions, speech: Speech) {
    this.#options = options;
    this.#speech = speech;
  }

  async examine(): Promise<void> {
    const { network, device, json } = this.#options;
    const isAll = !network && device === undefined;
    const loaded = await this.#load(isAll);
    if (loaded) {
      const look = await lookIfAny(loaded);
      if (isAll) await this.#chain(await machineChain(loaded), null);
      if (isAll || network) await this.#chain(networkChain(loaded, look), doctorWords.way[this.#speech.language]);
      if (isAll || device !== undefined) await this.#visit(loaded, look, device);
    }
    const broken = this.#findings.filter(({ outcome }) => outcome === "failed");
    if (json) printJson(this.#findings.map((finding) => findingJson(finding, this.#speech.language)));
    else
      printLines([
        "",
        this.#word(broken.length === 0 ? "wellEnd" : "brokenEnd").replace("{count}", `${broken.length}`),
      ]);
    if (broken.length > 0) process.exitCode = exitCodeOf(broken);
  }

  /** The configuration, if the program can start with it; every other question hangs on it. */
  async #load(isTold: boolean): Promise<LoadedConfig | undefined> {
    let loaded: LoadedConfig | undefined;
    const load = () => {
      loaded = loadConfig(configFileFrom(this.#options));
      // The other files that it names have steps of their own.
      configuredNetworkDoor(loaded);
      return loaded;
    };
    const steps = startSteps(thisMachine, load);
    const findings = await runChain(steps, null, () => {});
    const shown = isTold ? findings : findings.filter(({ outcome }) => outcome === "failed");
    if (shown.length > 0) this.#head(this.#word("thisMachine"));
    for (const finding of shown) this.#take(finding);
    return loaded;
  }

  async #visit(loaded: LoadedConfig, look: Look | undefined, name: string | undefined): Promise<void> {
    const devices = look?.snapshot.devices ?? [];
    const names = name === undefined ? devices.map(({ address }) => address) : [name];
    if (names.length === 0 && !this.#options.json) printLines(["", this.#word("noDevices")]);
    const isTold = (finding: Finding) => names.length === 1 || !isMissingNumber(finding);
    const wire = await openWire();
    try {
      const waiting = storedIfAny(loaded)?.waiting ?? new Map();
      const queue = [...names];
      const work = async () => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
          const findings = await runChain(deviceChain(loaded, look, wire, next, waiting), next, () => {});
          this.#head(this.#word("device").replace("{address}", next));
          this.#findings.push(...findings);
          this.#tell(findings.filter(isTold));
        }
      };
      await Promise.all(Array.from({ length: Math.min(devicesAtOnce, names.length) }, work));
      const untold = this.#findings.filter((finding) => !isTold(finding));
      if (untold.length > 0) this.#head(this.#word("allDevices"));
      this.#tell(joinMissingNumbers(untold));
    } finally {
      wire.close();
    }
  }

  async #chain(steps: readonly Step[], title: string | null): Promise<void> {
    if (title !== null) this.#head(title);
    await runChain(steps, null, (finding) => this.#take(finding));
  }

  #take(finding: Finding): void {
    this.#findings.push(finding);
    this.#tell([finding]);
  }

  #tell(findings: readonly Finding[]): void {
    if (this.#options.json) return;
    const lines = findings.flatMap((finding) => findingText(finding, this.#speech.language));
    printLines(lines.flatMap((line) => wrapText(line, process.stdout.columns)));
  }

  #head(title: string): void {
    if (!this.#options.json) printLines([...(this.#findings.length === 0 ? [] : [""]), title]);
  }

  #word(key: keyof typeof doctorWords): string {
    return doctorWords[key][this.#speech.language];
  }
}

/** The machine's own troubles before the network's, as the steps stand. */
function exitCodeOf(findings: readonly Finding[]): number {
  const [first] = findings;
  if (first?.step === "config") return exitCodes.config;
  const machine: readonly Finding["step"][] = [
    "node",
    "ranges",
    "stateFolder",
    "disk",
    "agent",
    "credential",
    "outbox",
  ];
  return first && machine.includes(first.step) ? exitCodes.system : exitCodes.unavailable;
}
