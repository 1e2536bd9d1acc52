import { isDeepStrictEqual } from "node:util";
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
  /** Refused by the last answer and not remembered: central hears of it once, the log too while it goes on coming. */
  #turnedAway: readonly CommandOutcome[] = [];

  constructor(parts: CommandDeskParts) {
    this.#parts = parts;
    // Written by this program in one piece and checked by its CRC, so its form is trusted.
    this.#memory = (parts.outbox.readStates().get(stateKey) as CommandMemory | undefined) ?? emptyCommandMemory;
  }

  /** Outcomes that central does not know yet; they go with the next batch. */
  untold(): readonly CommandOutcome[] {
    const decided = this.#memory.decided.filter(({ isTold }) => !isTold).map(({ id, outcome }) => ({ id, outcome }));
    return [...decided, ...this.#turnedAway].slice(0, mostTold);
  }

  /** Answers what is to be followed now; a decision that cannot be stored is put off, and the commands come again. */
  take({ commands, serverTime }: Acknowledgement): readonly Command[] {
    const rules = this.#parts.rules();
    if (rules === undefined || (commands.length === 0 && this.untold().length === 0)) return [];
    const { memory, started, refused } = decideCommands(this.#memory, commands, serverTime, rules);
    if (!isDeepStrictEqual(memory, this.#memory) && !this.#store(memory)) return [];
    const isRemembered = ({ id }: CommandOutcome) => memory.decided.some((known) => known.id === id);
    const isNews = ({ id }: CommandOutcome) => !this.#turnedAway.some((known) => known.id === id);
    this.#tell(commands, started, refused.filter(isNews));
    this.#turnedAway = refused.filter((outcome) => !isRemembered(outcome));
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
