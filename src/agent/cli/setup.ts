import { hostname } from "node:os";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import type { Command } from "commander";
import type { DraftAgent } from "../compose/store.ts";
import { openWire } from "../compose/wire.ts";
import { configuredSiNumbers } from "../config/named-files.ts";
import { stateFolderOf } from "../config/state-folder.ts";
import { stamp, systemClock } from "../leaf/clock.ts";
import { AgentError } from "../leaf/errors.ts";
import { fill, type Values } from "../leaf/language.ts";
import { programVersion } from "../leaf/program.ts";
import { type ConfigOption, configFileFrom, printLines, withConfig, withExample } from "./command-options.ts";
import { foundTable } from "./found-table.ts";
import { progressBar } from "./progress-bar.ts";
import { checkAnswers, type GivenAnswers, type SetupAnswers } from "./setup/answers.ts";
import { Dialogue, interrupted } from "./setup/dialogue.ts";
import { draftConfig } from "./setup/draft-config.ts";
import { inStore } from "./setup/draft-store.ts";
import { type Findings, findDevices } from "./setup/find-devices.ts";
import { nextBatch, uploadAll } from "./setup/first-upload.ts";
import { type AnswerFlags, answersOfFlags, unattendedAnswers, withAnswerFlags } from "./setup/given-answers.ts";
import { interview } from "./setup/interview.ts";
import { knownDevices, silentAmong } from "./setup/known-devices.ts";
import { offersFor } from "./setup/offers.ts";
import { askForSiNumbers } from "./setup/si-questions.ts";
import { checkDraft, readPresent, Workspace } from "./setup/workspace.ts";
import type { Speech } from "./speech.ts";
import { isFolderInUse } from "./stored-agent.ts";
import { translate } from "./translate.ts";
import { type SetupKey, setupWords } from "./words/setup-words.ts";
import { wrapText } from "./wrap-text.ts";

interface SetupOptions extends ConfigOption, AnswerFlags {
  readonly answers?: string;
  readonly yes?: true;
}

export function addSetupCommand(program: Command, speech: Speech): void {
  const { say } = speech;
  const command = program
    .command("setup")
    .description(say("command.setup"))
    .option("--answers <file>", say("option.answers"))
    .option("--yes", say("option.unattended"));
  const example = "setup --config /etc/mfp-agent/mfp-agent.json --answers site.json";
  withExample(withAnswerFlags(withConfig(command, speech), speech), speech, example);
  command.action(async (options: SetupOptions) => {
    await new Setup(configFileFrom(options), speech).run(options);
  });
}

/** What a search found, and what the agent knew before. */
type Found = Findings & { readonly known: Awaited<ReturnType<typeof knownDevices>> };

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

  /** Without `answers` and `yes` a person is asked for what no flag answers. */
  async run(options: SetupOptions): Promise<void> {
    const interrupt = () => this.#stop.abort();
    process.on("SIGINT", interrupt);
    process.on("SIGTERM", interrupt);
    try {
      const flags = answersOfFlags(options);
      const isUnattended = options.answers !== undefined || options.yes === true;
      await this.#carryOut(
        isUnattended
          ? unattendedAnswers(options.answers, flags, offersFor(this.#file, options.stateFolder))
          : await this.#ask(flags, options.stateFolder),
      );
    } finally {
      this.#dialogue?.close();
      process.off("SIGINT", interrupt);
      process.off("SIGTERM", interrupt);
    }
  }

  async #ask(flags: GivenAnswers, stateFolder: string | undefined): Promise<SetupAnswers> {
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
    const offers = offersFor(this.#file, stateFolder);
    this.#tell("hello");
    if (offers.isPresent) this.#tell("present", { file: this.#file });
    return checkAnswers(await interview(dialogue, offers, flags), "setup");
  }

  async #carryOut(answers: SetupAnswers): Promise<void> {
    const present = readPresent(this.#file);
    const draft = draftConfig(answers, present);
    const workspace = new Workspace(this.#file, draft, present, checkDraft(this.#file, draft));
    workspace.open();
    try {
      const findings = await this.#search(workspace);
      const typed = new Map([
        ...Object.entries(answers.siNumbers),
        ...(await this.#askForNumbers(workspace, findings)),
      ]);
      const isEnrolled = await this.#upload(workspace, findings, typed);
      this.#check();
      workspace.keep(isEnrolled, typed);
    } finally {
      workspace.discard();
    }
    this.#tell("kept", { file: this.#file });
    this.#tell("startIt", { file: this.#file });
  }

  async #search({ loaded }: Workspace): Promise<Found> {
    this.#tell("searching");
    const wire = await openWire();
    const bar = progressBar(process.stderr, this.#speech);
    try {
      const findings = await findDevices(wire, loaded, bar.show, this.#stop.signal);
      bar.clear();
      this.#check();
      const known = await knownDevices(loaded);
      const silent = silentAmong(known, findings);
      if (findings.answers.length + silent.length > 0) printLines(foundTable(findings.answers, this.#speech, silent));
      for (const { address, reason } of findings.notRead)
        this.#tell("notRead", { address, reason: this.#said(reason) });
      if (findings.met.length === 0) this.#tell("nothingFound");
      return { ...findings, known };
    } finally {
      bar.clear();
      wire.close();
    }
  }

  async #askForNumbers({ loaded }: Workspace, { met, known }: Found): Promise<ReadonlyMap<string, string>> {
    if (!this.#dialogue) return new Map();
    return askForSiNumbers(this.#dialogue, met, known, configuredSiNumbers(loaded));
  }

  /** Answers whether the agent is enrolled at the end. */
  async #upload(workspace: Workspace, found: Found, typed: ReadonlyMap<string, string>): Promise<boolean> {
    const { loaded } = workspace;
    if (isFolderInUse(stateFolderOf(loaded))) {
      this.#tell("uploadLater");
      await this.#confirm("ask.keep");
      return false;
    }
    const numbers = new Map([...configuredSiNumbers(loaded), ...typed]);
    const work = (store: string, action: (draft: DraftAgent) => Promise<boolean>) =>
      inStore(workspace, store, found.met, numbers, action);
    if (workspace.hasStore) {
      await work(workspace.copyStore(), (draft) => this.#show(draft, loaded.config.central?.url));
      workspace.dropCopy();
      return work(workspace.storeFolder, (draft) => this.#send(draft, loaded.config.site.timeZone));
    }
    return work(workspace.storeFolder, async (draft) => {
      await this.#show(draft, loaded.config.central?.url);
      return this.#send(draft, loaded.config.site.timeZone);
    });
  }

  /** The last question; after it nothing is asked that could be answered with no. */
  async #show(draft: DraftAgent, url: string | undefined): Promise<boolean> {
    if (url === undefined) await this.#confirm("ask.keep");
    else await this.#preview(draft, url);
    return false;
  }

  async #preview(draft: DraftAgent, url: string): Promise<void> {
    const agent = draft.central?.credential()?.agent;
    const batch = nextBatch(draft, agent ?? "set-when-enrolled", systemClock);
    if (batch === undefined && agent !== undefined) {
      this.#tell("nothingToSend");
      return this.#confirm("ask.keep");
    }
    this.#tell("preview", { host: new URL(url).host });
    if (agent === undefined) this.#tell("previewEnrolment", { version: programVersion(), hostName: hostname() });
    if (batch !== undefined) {
      const body = JSON.stringify(batch);
      const size = { bytes: Buffer.byteLength(body), packed: gzipSync(body).length };
      this.#tell("previewBatch", { records: batch.records.length, ...size });
    }
    this.#tell("previewNever");
    if (batch && (await this.#dialogue?.confirm("ask.showAll", false))) printLines([JSON.stringify(batch, null, 2)]);
    await this.#confirm("ask.goOn");
  }

  async #send(draft: DraftAgent, timeZone: string): Promise<boolean> {
    const { central } = draft;
    if (central?.enrol) {
      const enrolled = await central.enrol(this.#stop.signal);
      this.#check();
      if (!enrolled.ok) return this.#afterFailure(enrolled.failure.message, false);
      this.#tell("enrolled", { agent: enrolled.value.agent, site: enrolled.value.site });
    }
    const agent = central?.credential()?.agent;
    if (agent === undefined) {
      if (central !== undefined) this.#tell("notEnrolled");
      return false;
    }
    const confirmed = await uploadAll(draft, agent, systemClock, this.#stop.signal);
    this.#check();
    if (!confirmed.ok) return this.#afterFailure(confirmed.failure.message, true);
    const { accepted, serverTime } = confirmed.value;
    if (serverTime === "") return true;
    const voice = this.#speech.voice(timeZone, stamp(systemClock));
    this.#tell("uploaded", { accepted, time: voice.momentText(serverTime) });
    return true;
  }

  /** A person has answered a lot of questions by now: the settings may stay, and the agent tries again by itself. */
  async #afterFailure(reason: string, isEnrolled: boolean): Promise<boolean> {
    if (!this.#dialogue) throw uploadFailed(reason);
    this.#tell("notTaken", { reason: this.#said(reason) });
    if (await this.#dialogue.confirm("ask.keepUnsent", false)) return isEnrolled;
    throw uploadFailed(reason);
  }

  /** A person may still say no; an unattended set-up said yes by its answers. */
  async #confirm(key: SetupKey): Promise<void> {
    this.#check();
    if (this.#dialogue && !(await this.#dialogue.confirm(key, true))) throw interrupted();
  }

  #check(): void {
    if (this.#stop.signal.aborted) throw interrupted();
  }

  #said(reason: string): string {
    return translate(reason, this.#speech.language);
  }

  #tell(key: SetupKey, values: Values = {}): void {
    printLines(wrapText(fill(setupWords[key][this.#speech.language], values), process.stdout.columns));
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
