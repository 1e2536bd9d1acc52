import type { Acknowledgement } from "../../contract/batch.ts";
import type { Command, CommandOutcome } from "../../contract/command.ts";
import { AgentError } from "../leaf/errors.ts";
import type { Log } from "../leaf/log.ts";
import type { Outbox } from "../outbox/outbox.ts";
import { type CommandMemory, type CommandRules, decideCommands, emptyCommandMemory } from "./command-rules.ts";

const stateKey = "commands";
/** As many as one batch may tell. */
const mostTold = 64;

export interface CommandDeskParts {
  readonly outbox: Pick<Outbox, "commit" | "readStates">;
  readonly log: Log;
  /** undefined: not enrolled. */
  readonly rules: () => CommandRules | undefined;
}

/** Takes central's commands: decides, keeps the decision on disk, and only then hands out what is to be followed. */
export class CommandDesk {
  readonly #parts: CommandDeskParts;
  #memory: CommandMemory;

  constructor(parts: CommandDeskParts) {
    this.#parts = parts;
    // Written by this program in one piece and checked by its CRC, so its form is trusted.
    this.#memory = (parts.outbox.readStates().get(stateKey) as CommandMemory | undefined) ?? emptyCommandMemory;
  }

  /** Outcomes that central does not know yet; they go with the next batch. */
  untold(): readonly CommandOutcome[] {
    return this.#memory.decided
      .filter(({ isTold }) => !isTold)
      .slice(0, mostTold)
      .map(({ id, outcome }) => ({ id, outcome }));
  }

  /** Answers what is to be followed now; a decision that cannot be stored is put off, and the commands come again. */
  take({ commands, serverTime }: Acknowledgement): readonly Command[] {
    const rules = this.#parts.rules();
    if (rules === undefined || (commands.length === 0 && this.untold().length === 0)) return [];
    const { memory, started, refused } = decideCommands(this.#memory, commands, serverTime, rules);
    if (!this.#store(memory)) return [];
    this.#tell(commands, started, refused);
    return started;
  }

  #store(memory: CommandMemory): boolean {
    try {
      this.#parts.outbox.commit({ records: [], states: [{ key: stateKey, value: memory }] });
      this.#memory = memory;
      return true;
    } catch (error) {
      if (!(error instanceof AgentError) || !error.canRetry) throw error;
      return false;
    }
  }

  #tell(commands: readonly Command[], started: readonly Command[], refused: readonly CommandOutcome[]): void {
    const { log } = this.#parts;
    for (const { id, name, device } of started) log.info("command.started", { id, name, device });
    for (const { id, outcome } of refused) {
      const { name, device } = commands.find((command) => command.id === id) ?? {};
      log.warn("command.refused", { id, name, device, outcome });
    }
  }
}
