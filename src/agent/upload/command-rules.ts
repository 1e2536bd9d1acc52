import { type Command, type CommandOutcome, commandText } from "../../contract/command.ts";
import { isSignedBy } from "./signing-key.ts";

/** A command that was decided upon. It is kept until it expires, so that it is never followed twice. */
export interface DecidedCommand extends CommandOutcome {
  readonly name: string;
  readonly expiresAt: string;
  /** Central's time of the decision. */
  readonly decidedAt: string;
  /** Whether central knows the outcome. */
  readonly isTold: boolean;
}

/** What the agent remembers of commands; stored before any of them is followed. */
export interface CommandMemory {
  readonly decided: readonly DecidedCommand[];
  /** The latest time that central told: expiry is judged by it, for this machine's clock may be wrong by years. */
  readonly centralTime: string;
}

export const emptyCommandMemory: CommandMemory = { decided: [], centralTime: "1970-01-01T00:00:00.000Z" };

export interface CommandRules {
  /** This agent's name: a command is signed for one agent. */
  readonly agent: string;
  /** undefined: central told no key at the enrolment, so no command is good. */
  readonly serviceKey: string | undefined;
  /** Names that the site allows. */
  readonly allowed: ReadonlySet<string>;
  /** Names that this agent can follow at all. */
  readonly known: ReadonlySet<string>;
  readonly isDeviceKnown: (uid: string) => boolean;
}

export interface Decision {
  readonly memory: CommandMemory;
  /** To be followed now. */
  readonly started: readonly Command[];
  readonly refused: readonly CommandOutcome[];
}

/** One command of a kind in this time; another is left to come again with a later answer. */
const kindIntervalMs = 60_000;

/**
 * Decides over the commands of one acknowledgement, each once for ever. Whatever was decided before was told in the
 * batch that is acknowledged here.
 */
export function decideCommands(
  before: CommandMemory,
  commands: readonly Command[],
  serverTime: string,
  rules: CommandRules,
): Decision {
  const centralTime = Date.parse(serverTime) > Date.parse(before.centralTime) ? serverTime : before.centralTime;
  const nowMs = Date.parse(centralTime);
  // What has expired is refused for that alone, so its number need not be remembered any longer.
  const decided: DecidedCommand[] = before.decided
    .filter(({ expiresAt }) => Date.parse(expiresAt) > nowMs)
    .map((command) => (command.isTold ? command : { ...command, isTold: true }));
  const started: Command[] = [];
  const refused: CommandOutcome[] = [];
  for (const command of commands) {
    const { id, name, expiresAt } = command;
    if (decided.some((known) => known.id === id)) continue;
    const outcome = judge(command, nowMs, rules);
    if (outcome === "started" && isTooSoon(decided, name, nowMs)) continue;
    decided.push({ id, name, outcome, expiresAt, decidedAt: centralTime, isTold: false });
    if (outcome === "started") started.push(command);
    else refused.push({ id, outcome });
  }
  return { memory: { decided, centralTime }, started, refused };
}

/** The signature first: nothing else of a command that is not central's is worth a look. */
function judge(command: Command, nowMs: number, rules: CommandRules): CommandOutcome["outcome"] {
  const { agent, serviceKey, allowed, known, isDeviceKnown } = rules;
  const isSigned = serviceKey !== undefined && isSignedBy(serviceKey, commandText(agent, command), command.signature);
  if (!isSigned) return "wrongSignature";
  if (Date.parse(command.expiresAt) <= nowMs) return "expired";
  if (!known.has(command.name)) return "unknownCommand";
  if (!allowed.has(command.name)) return "notAllowed";
  // A recording is of one device: of a whole site it would be thousands of requests for one wish.
  if (command.device === null) return command.name === "record" ? "unknownDevice" : "started";
  return isDeviceKnown(command.device) ? "started" : "unknownDevice";
}

function isTooSoon(decided: readonly DecidedCommand[], name: string, nowMs: number): boolean {
  return decided.some(
    (other) =>
      other.name === name && other.outcome === "started" && nowMs - Date.parse(other.decidedAt) < kindIntervalMs,
  );
}
