import { hostname } from "node:os";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import type { Command } from "commander";
import { type DraftAgent, openDraftAgent } from "../compose/store.ts";
import { openWire } from "../compose/wire.ts";
import { parseJson } from "../config/json-text.ts";
import { configuredSiNumbers } from "../config/named-files.ts";
import { stateFolderOf } from "../config/state-folder.ts";
import { systemClock } from "../leaf/clock.ts";
import { AgentError } from "../leaf/errors.ts";
import { fill, type Values } from "../leaf/language.ts";
import { programVersion } from "../leaf/program.ts";
import { type ConfigOption, configFileFrom, printLines, withConfig, withExample } from "./command-options.ts";
import { foundTable } from "./found-table.ts";
import { readGivenFile } from "./given-file.ts";
import { progressBar } from "./progress-bar.ts";
import { checkAnswers, type SetupAnswers } from "./setup/answers.ts";
import { Dialogue, interrupted } from "./setup/dialogue.ts";
import { draftConfig } from "./setup/draft-config.ts";
import { type Findings, findDevices } from "./setup/find-devices.ts";
import { nextBatch, uploadAll } from "./setup/first-upload.ts";
import { interview } from "./setup/interview.ts";
import { offersFor } from "./setup/offers.ts";
import { readPresent, Workspace } from "./setup/workspace.ts";
import type { Speech } from "./speech.ts";
import { isFolderInUse } from "./stored-agent.ts";
import { type SetupKey, setupWords } from "./words/setup-words.ts";

interface SetupOptions extends ConfigOption {
  readonly answers?: string;
}

export function addSetupCommand(program: Command, speech: Speech): void {
  const { say } = speech;
  const command = program
    .command("setup")
    .description(say("command.setup"))
    .option("--answers <file>", say("option.answers"));
  withExample(withConfig(command, speech), speech, "setup --config /etc/mfp-agent/mfp-agent.json --answers site.json");
  command.action(async (options: SetupOptions) => {
    await new Setup(configFileFrom(options), speech).run(options.answers);
  });
}

/** One set-up, from the questions to central's confirmation. */
class Setup {
  readonly #file: string;
  readonly #speech: Speech;
  readonly #stop = new AbortController();
  #dialogue: Dialogue | undefined;

  constructor(file: string, speech: Speech) {
    this.#file = resolve(file);
    this.#speech = speech;
  }

  /** @param answersFile undefined: a person is asked */
  async run(answersFile: string | undefined): Promise<void> {
    const interrupt = () => this.#stop.abort();
    process.on("SIGINT", interrupt);
    process.on("SIGTERM", interrupt);
    try {
      const answers = answersFile === undefined ? await this.#ask() : readAnswers(answersFile, this.#file);
      await this.#carryOut(answers);
    } finally {
      this.#dialogue?.close();
      process.off("SIGINT", interrupt);
      process.off("SIGTERM", interrupt);
    }
  }

  async #ask(): Promise<SetupAnswers> {
    if (!process.stdin.isTTY) {
      throw new AgentError({
        kind: "usage",
        code: "setup-needs-terminal",
        message: "There is no terminal to ask questions on.",
        remedy: "Give the answers in a file: --answers FILE",
      });
    }
    const dialogue = new Dialogue(this.#speech.language);
    this.#dialogue = dialogue;
    dialogue.signal.addEventListener("abort", () => this.#stop.abort());
    const { config } = readPresent(this.#file);
    this.#tell("hello");
    if (Object.keys(config).length > 0) this.#tell("present", { file: this.#file });
    return checkAnswers(await interview(dialogue, offersFor(this.#file), {}), "setup");
  }

  async #carryOut(answers: SetupAnswers): Promise<void> {
    const present = readPresent(this.#file);
    const workspace = new Workspace(this.#file, draftConfig(answers, present), present);
    workspace.open();
    try {
      const findings = await this.#search(workspace);
      const isEnrolled = await this.#upload(workspace, findings);
      this.#check();
      workspace.keep(isEnrolled);
    } finally {
      workspace.discard();
    }
    this.#tell("kept", { file: this.#file });
    this.#tell("startIt", { file: this.#file });
  }

  async #search({ loaded }: Workspace): Promise<Findings> {
    this.#tell("searching");
    const wire = await openWire();
    const bar = progressBar(process.stderr, this.#speech);
    try {
      const findings = await findDevices(wire, loaded, bar.show, this.#stop.signal);
      bar.clear();
      this.#check();
      if (findings.answers.length > 0) printLines(foundTable(findings.answers, this.#speech));
      for (const { address, reason } of findings.notRead) this.#tell("notRead", { address, reason });
      if (findings.met.length === 0) this.#tell("nothingFound");
      return findings;
    } finally {
      bar.clear();
      wire.close();
    }
  }

  /** Answers whether the agent is enrolled at the end. */
  async #upload(workspace: Workspace, { met }: Findings): Promise<boolean> {
    const { loaded } = workspace;
    if (isFolderInUse(stateFolderOf(loaded))) {
      this.#tell("uploadLater");
      await this.#confirm("ask.keep");
      return false;
    }
    const draft = openDraftAgent(loaded, { store: workspace.storeFolder, credential: workspace.credentialFolder });
    try {
      draft.keeper.takeRegistry(siNumbers(loaded));
      draft.keeper.takeReadings(met);
      if (draft.central === undefined) {
        await this.#confirm("ask.keep");
        return false;
      }
      await this.#preview(draft, loaded.config.central?.url ?? "");
      return await this.#send(draft);
    } finally {
      draft.keeper.store();
      draft.outbox.close();
    }
  }

  async #preview(draft: DraftAgent, url: string): Promise<void> {
    const agent = draft.central?.credential()?.agent;
    const batch = nextBatch(draft, agent ?? "set-when-enrolled", systemClock);
    const body = JSON.stringify(batch ?? {});
    this.#tell("preview", { host: new URL(url).host });
    if (agent === undefined) this.#tell("previewEnrolment", { version: programVersion(), hostName: hostname() });
    this.#tell("previewBatch", {
      records: batch?.records.length ?? 0,
      bytes: Buffer.byteLength(body),
      packed: gzipSync(body).length,
    });
    this.#tell("previewNever");
    if (await this.#dialogue?.confirm("ask.showAll", false)) printLines([JSON.stringify(batch, null, 2)]);
    await this.#confirm("ask.goOn");
  }

  async #send(draft: DraftAgent): Promise<boolean> {
    const { central } = draft;
    if (central?.enrol) {
      const enrolled = await central.enrol(this.#stop.signal);
      this.#check();
      if (!enrolled.ok) throw uploadFailed(enrolled.failure.message);
      this.#tell("enrolled", { agent: enrolled.value.agent, site: enrolled.value.site });
    }
    const agent = central?.credential()?.agent;
    if (agent === undefined) return false;
    const confirmed = await uploadAll(draft, agent, systemClock, this.#stop.signal);
    this.#check();
    if (!confirmed.ok) throw uploadFailed(confirmed.failure.message);
    this.#tell("uploaded", { accepted: confirmed.value.accepted, time: confirmed.value.serverTime });
    return true;
  }

  /** A person may still say no; an unattended set-up said yes by its answers. */
  async #confirm(key: SetupKey): Promise<void> {
    this.#check();
    if (this.#dialogue && !(await this.#dialogue.confirm(key, true))) throw interrupted();
  }

  #check(): void {
    if (this.#stop.signal.aborted) throw interrupted();
  }

  #tell(key: SetupKey, values: Values = {}): void {
    printLines([fill(setupWords[key][this.#speech.language], values)]);
  }
}

function uploadFailed(message: string): AgentError {
  return new AgentError({
    kind: "unavailable",
    code: "setup-upload-failed",
    message: `central did not take the first upload: ${message}`,
    remedy: "Nothing was changed. Correct the answers and run setup again; mfp-agent doctor --network finds the cause.",
  });
}

/** @throws AgentError when the file cannot be read or an answer is wrong */
function readAnswers(file: string, configFile: string): SetupAnswers {
  const given = parseJson(readGivenFile(file));
  if (given.ok) return checkAnswers(withOffers(given.value, configFile), file);
  const { line, column, remedy } = given.failure;
  throw new AgentError({
    kind: "usage",
    code: "setup-answer-wrong",
    message: `${file}:${line}:${column}: is not JSON: ${remedy}`,
    remedy: "Correct this place; nothing was changed.",
  });
}

/** What the file leaves open is what a person would be offered: the present values, else what this machine knows. */
function withOffers(given: unknown, configFile: string): unknown {
  if (typeof given !== "object" || given === null) return given;
  const { centralUrl, proxyUrl, siNumbersFile, ranges, areRangesPresent } = offersFor(configFile);
  const open = areRangesPresent ? null : ranges.map((addresses) => ({ addresses }));
  return { centralUrl, proxyUrl, siNumbersFile, ranges: open, ...given };
}

function siNumbers(loaded: Workspace["loaded"]) {
  return [...configuredSiNumbers(loaded)].map(([serial, si]) => ({ serial, si }));
}
