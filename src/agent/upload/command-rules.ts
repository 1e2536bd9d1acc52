import { type Command, type CommandOutcome, commandText } from "../../contract/command.ts";
import { isSignedBy } from "./signing-key.ts";

/** A good command that was decided upon, kept so that it is never followed twice. */
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
  /** The latest expiry among those forgotten: a command that expires no later may be one of them. */
  readonly forgottenUntil: string;
}

export const emptyCommandMemory: CommandMemory = { decided: [], forgottenUntil: "1970-01-01T00:00:00.000Z" };

/**
 * So many are remembered at most: several full answers. The one that expires first is forgotten for a new one, and only
 * once it has expired; until then the new one is left to come again.
 */
export const mostRemembered = 256;

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
 * batch that is acknowledged here. Expiry is judged by central's time of this answer alone, for this machine's clock may
 * be wrong by years; what one wrong answer makes expire is good again with the next.
 */
export function decideCommands(
  before: CommandMemory,
  commands: readonly Command[],
  serverTime: string,
  rules: CommandRules,
): Decision {
  const nowMs = Date.parse(serverTime);
  const decided = before.decided.map((command) => (command.isTold ? command : { ...command, isTold: true }));
  let { forgottenUntil } = before;
  const started: Command[] = [];
  const refused: CommandOutcome[] = [];
  for (const command of commands) {
    const { id, name, expiresAt } = command;
    if (decided.some((known) => known.id === id)) continue;
    const outcome = judge(command, Math.max(nowMs, Date.parse(forgottenUntil)), rules);
    if (outcome === "started" && isTooSoon(decided, name, nowMs)) continue;
    // Neither can ever be followed, and whoever forges them must not fill the memory.
    const isWorthMemory = outcome !== "wrongSignature" && outcome !== "expired";
    if (isWorthMemory && decided.length >= mostRemembered) {
      const forgotten = takeExpired(decided, nowMs);
      if (forgotten === undefined) continue;
      if (Date.parse(forgotten) > Date.parse(forgottenUntil)) forgottenUntil = forgotten;
    }
    if (isWorthMemory) decided.push({ id, name, outcome, expiresAt, decidedAt: serverTime, isTold: false });
    if (outcome === "started") started.push(command);
    else refused.push({ id, outcome });
  }
  return { memory: { decided, forgottenUntil }, started, refused };
}

/** Takes out the one that expires first, and answers when; undefined: none has expired. */
function takeExpired(decided: DecidedCommand[], nowMs: number): string | undefined {
  const [first] = decided.toSorted((one, other) => Date.parse(one.expiresAt) - Date.parse(other.expiresAt));
  if (first === undefined || Date.parse(first.expiresAt) > nowMs) return undefined;
  decided.splice(decided.indexOf(first), 1);
  return first.expiresAt;
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

/** A decision of a time to come was stamped by a wrong answer, and holds up nothing. */
function isTooSoon(decided: readonly DecidedCommand[], name: string, nowMs: number): boolean {
  return decided.some((other) => {
    const agoMs = nowMs - Date.parse(other.decidedAt);
    return other.name === name && other.outcome === "started" && agoMs >= 0 && agoMs < kindIntervalMs;
  });
}
