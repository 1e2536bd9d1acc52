import { existsSync } from "node:fs";
import { readSiNumbers } from "../../config/si-numbers.ts";
import { countPlaces, parseRanges } from "../../discovery/range-set.ts";
import { defaultSweepSettings } from "../../discovery/sweep-plan.ts";
import { AgentError } from "../../leaf/errors.ts";
import { failed, ok, type Result } from "../../leaf/result.ts";
import { parseCentralAddress } from "../../upload/central-address.ts";
import type { GivenAnswers } from "./answers.ts";
import type { Dialogue } from "./dialogue.ts";

/** What is offered as an answer: from the present configuration, the environment and this machine's networks. */
export interface Offers {
  readonly siteName: string;
  readonly centralUrl: string | null;
  readonly proxyUrl: string | null;
  /** Whether the proxy is the environment's and not yet configured. */
  readonly isProxyNoticed: boolean;
  readonly ranges: readonly string[];
  /** Whether these ranges are configured, maybe with credentials and exclusions that are not asked for here. */
  readonly areRangesPresent: boolean;
  readonly community: string;
  readonly siNumbersFile: string | null;
  /** Under which this agent is enrolled; null: it is not. */
  readonly agent: string | null;
}

const none = "-";

/** Asks a person for everything that a set-up needs; an answer given by a flag is not asked for. */
export async function interview(dialogue: Dialogue, offers: Offers, given: GivenAnswers): Promise<GivenAnswers> {
  const { word } = bound(dialogue);
  const answers: Record<string, unknown> = { ...given };
  const unless = async (name: keyof GivenAnswers, ask: () => Promise<unknown>) => {
    if (answers[name] === undefined) answers[name] = await ask();
  };
  await unless("siteName", () => dialogue.ask("ask.siteName", offers.siteName, checkText));
  await unless("centralUrl", () => dialogue.ask("ask.centralUrl", offers.centralUrl ?? none, checkCentral));
  if (answers["centralUrl"] !== null) {
    await unless("enrolmentCode", () => askForCode(dialogue, offers.agent));
    if (offers.isProxyNoticed) process.stdout.write(`${word("proxyNoticed", { proxy: offers.proxyUrl ?? "" })}\n`);
    await unless("proxyUrl", () => dialogue.ask("ask.proxyUrl", offers.proxyUrl ?? none, checkProxy));
  }
  await unless("ranges", () => askForRanges(dialogue, offers));
  await unless("siNumbersFile", () => dialogue.ask("ask.siNumbersFile", offers.siNumbersFile ?? none, checkSiFile));
  return answers;
}

async function askForRanges(dialogue: Dialogue, offers: Offers): Promise<unknown> {
  const offered = offers.ranges.join(", ");
  const lines = await dialogue.ask("ask.ranges", offered || null, checkRanges);
  const parsed = parseRanges(lines, { isPublicAllowed: false });
  if (parsed.ok) {
    const addresses = countPlaces(parsed.value) + parsed.value.names.length;
    process.stdout.write(`  ${dialogue.word("rangeSize", { addresses, seconds: sweepSeconds(addresses) })}\n`);
  }
  if (offers.areRangesPresent && lines.join(", ") === offered) return null;
  const community = await dialogue.ask("ask.community", offers.community, checkText);
  const exclude = lines.filter((line) => line.startsWith("!")).map((line) => line.slice(1));
  return lines.filter((line) => !line.startsWith("!")).map((addresses) => ({ addresses, exclude, community }));
}

function askForCode(dialogue: Dialogue, agent: string | null): Promise<string | null> {
  if (agent === null) return dialogue.ask("ask.enrolmentCode", null, checkText);
  return dialogue.ask("ask.enrolmentCodeKept", "", (answer) => ok(answer === "" ? null : answer), { agent });
}

/** Every silent address is asked twice, and waited for once more. */
export function sweepSeconds(addresses: number): number {
  const { addressesPerSecond, timeoutMs } = defaultSweepSettings;
  return Math.ceil((2 * addresses) / addressesPerSecond + (2 * timeoutMs) / 1000);
}

function checkText(answer: string): Result<string, string> {
  return answer === "" ? failed("?") : ok(answer);
}

function checkCentral(answer: string): Result<string | null, string> {
  return answer === none ? ok(null) : tried(() => parseCentralAddress(answer).href.replace(/\/$/, ""));
}

function checkProxy(answer: string): Result<string | null, string> {
  if (answer === none || answer === "") return ok(null);
  return URL.parse(answer)?.protocol === "http:" ? ok(answer) : failed("http://proxy.example.com:3128");
}

function checkRanges(answer: string): Result<readonly string[], string> {
  const lines = answer
    .split(",")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const parsed = parseRanges(lines, { isPublicAllowed: false });
  if (lines.length === 0) return failed("192.168.1.0/24");
  return parsed.ok ? ok(lines) : failed(parsed.failure.join("; "));
}

function checkSiFile(answer: string): Result<string | null, string> {
  if (answer === none || answer === "") return ok(null);
  if (!existsSync(answer)) return failed(answer);
  return tried(() => {
    readSiNumbers(answer);
    return answer;
  });
}

function tried<Value>(action: () => Value): Result<Value, string> {
  try {
    return ok(action());
  } catch (error) {
    if (error instanceof AgentError) return failed(error.message);
    throw error;
  }
}

function bound(dialogue: Dialogue): Pick<Dialogue, "word"> {
  return { word: (key, values) => dialogue.word(key, values) };
}
