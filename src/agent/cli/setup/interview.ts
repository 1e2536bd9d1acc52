import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseRange } from "../../config/address-range.ts";
import { broadAddresses, isBroad } from "../../config/broad-range.ts";
import { readProxyAddress } from "../../config/central-address.ts";
import { readSiNumbers } from "../../config/si-numbers.ts";
import { countPlaces, parseRanges } from "../../discovery/range-set.ts";
import { sweepSeconds } from "../../discovery/sweep-plan.ts";
import { AgentError } from "../../leaf/errors.ts";
import { failed, ok, type Result } from "../../leaf/result.ts";
import { parseCentralAddress } from "../../upload/central-address.ts";
import { AccessQuestions } from "./access-questions.ts";
import type { Access, GivenAnswers } from "./answers.ts";
import type { Check, Dialogue } from "./dialogue.ts";
import type { Offers } from "./offers.ts";
import { type ProxyAnswer, readProxy } from "./proxy-answer.ts";

const none = "-";

/** Asks a person for everything that a set-up needs; an answer given by a flag is not asked for. */
export async function interview(dialogue: Dialogue, offers: Offers, given: GivenAnswers): Promise<GivenAnswers> {
  const answers: Record<string, unknown> = { ...given };
  const unless = async (name: keyof GivenAnswers, ask: () => Promise<unknown>) => {
    if (answers[name] === undefined) answers[name] = await ask();
  };
  await unless("siteName", () => dialogue.ask("ask.siteName", offers.siteName, checkText));
  await unless("centralUrl", () => dialogue.ask("ask.centralUrl", offers.centralUrl ?? none, checkCentral));
  if (answers["centralUrl"] !== null) {
    await unless("enrolmentCode", () => askForCode(dialogue, offers.agent));
    if (answers["proxyUrl"] === undefined) Object.assign(answers, await askForProxy(dialogue, offers));
  }
  if (answers["ranges"] === undefined) Object.assign(answers, await askForRanges(dialogue, offers));
  const checkFile = checkSiFile(offers.file);
  await unless("siNumbersFile", () => dialogue.ask("ask.siNumbersFile", offers.siNumbersFile ?? none, checkFile));
  return answers;
}

function askForCode(dialogue: Dialogue, agent: string | null): Promise<string | null> {
  const orNone = (answer: string) => ok(answer === "" || answer === none ? null : answer);
  if (agent !== null) return dialogue.ask("ask.enrolmentCodeKept", "", orNone, { agent });
  return dialogue.ask("ask.enrolmentCode", null, (answer) =>
    answer === "" ? failed("it is written as XXXXX-XXXXX") : orNone(answer),
  );
}

/** A password is never shown: neither the environment's, nor a present one, nor the one that is typed. */
async function askForProxy(dialogue: Dialogue, { proxy, hasProxyPassword, isProxyNoticed }: Offers) {
  const offered = proxy === null ? null : readProxy(proxy);
  if (isProxyNoticed && offered !== null) {
    const key = offered.proxyPassword === null ? "proxyNoticed" : "proxyNoticedPassword";
    dialogue.tell(key, { proxy: offered.proxyUrl });
  }
  const answer = await dialogue.ask("ask.proxyUrl", offered?.proxyUrl ?? none, checkProxy);
  if (answer === null) return { proxyUrl: null };
  if (answer.proxyUrl === offered?.proxyUrl && offered.proxyPassword !== null) return offered;
  const isKept = answer.proxyUrl === offered?.proxyUrl && hasProxyPassword;
  const hasUser = URL.parse(answer.proxyUrl)?.username !== "";
  if (answer.proxyPassword !== null || isKept || !hasUser) return answer;
  const proxyPassword = await dialogue.askHidden("ask.proxyPassword", checkText);
  return { proxyUrl: answer.proxyUrl, proxyPassword };
}

async function askForRanges(dialogue: Dialogue, offers: Offers): Promise<GivenAnswers> {
  const { ranges, areRangesPresent } = offers;
  if (!areRangesPresent) for (const { addresses } of ranges) dialogue.tell("proposed", sizeOf([addresses]));
  const offered = ranges.flatMap(({ addresses, exclude }) => [addresses, ...exclude.map((one) => `!${one}`)]);
  const areAgreed = ranges.every((range) => range.isBroadRange || !isBroad(range));
  const lines = await askForLines(dialogue, [...new Set(offered)], areAgreed);
  const wanted = lines.filter((line) => !line.startsWith("!"));
  const excluded = lines.filter((line) => line.startsWith("!")).map((line) => line.slice(1));
  const excludedElsewhere = new Set(ranges.flatMap(({ exclude }) => exclude));
  const questions = new AccessQuestions(dialogue, offers.credentialNames, offers.users);
  const answered = [];
  for (const addresses of wanted) {
    const present = areRangesPresent ? ranges.find((range) => range.addresses === addresses) : undefined;
    const isOwnPublicRange =
      isPublic(addresses) && (present?.isOwnPublicRange || (await dialogue.confirm("ask.own", false, { addresses })));
    // One that was typed holds everywhere; one that was there, where it was.
    const exclude = excluded.filter((one) => !present || present.exclude.includes(one) || !excludedElsewhere.has(one));
    const asked = await questions.askFor(addresses, present?.credentials);
    answered.push({ addresses, exclude, ...asked, isOwnPublicRange, isBroadRange: true });
  }
  const credentials: Readonly<Record<string, Access>> = questions.credentials;
  return { ranges: answered, credentials };
}

/** A broad search needs a yes of its own, unless it is the one that was agreed to before. */
async function askForLines(
  dialogue: Dialogue,
  offered: readonly string[],
  areAgreed: boolean,
): Promise<readonly string[]> {
  const lines = await dialogue.ask("ask.ranges", offered.join(", ") || null, checkRanges);
  const size = sizeOf(lines);
  dialogue.tell("rangeSize", size);
  const isAgreed = size.addresses <= broadAddresses || (areAgreed && lines.every((line) => offered.includes(line)));
  if (isAgreed || (await dialogue.confirm("ask.broad", false, size))) return lines;
  return askForLines(dialogue, offered, areAgreed);
}

function sizeOf(lines: readonly string[]) {
  const parsed = parseRanges(lines, { isPublicAllowed: true });
  const addresses = parsed.ok ? countPlaces(parsed.value) + parsed.value.names.length : 0;
  return { range: lines.join(", "), addresses, seconds: sweepSeconds(addresses) };
}

function isPublic(line: string): boolean {
  const range = parseRange(line);
  return range.ok && range.value.kind === "addresses" && range.value.isPublic;
}

function checkText(answer: string): Result<string, string> {
  return answer === "" ? failed("?") : ok(answer);
}

function checkCentral(answer: string): Result<string | null, string> {
  return answer === none ? ok(null) : tried(() => parseCentralAddress(answer).href.replace(/\/$/, ""));
}

function checkProxy(answer: string): Result<ProxyAnswer | null, string> {
  if (answer === none || answer === "") return ok(null);
  const proxy = readProxy(answer);
  const address = readProxyAddress(proxy.proxyUrl);
  return address.ok ? ok(proxy) : address;
}

/** Public ranges pass: whether they are the site's own is asked for each. */
function checkRanges(answer: string): Result<readonly string[], string> {
  const lines = answer
    .split(",")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const parsed = parseRanges(lines, { isPublicAllowed: true });
  if (!parsed.ok) return failed(parsed.failure.join("; "));
  return lines.some((line) => !line.startsWith("!")) ? ok(lines) : failed("an address such as 192.168.1.0/24");
}

/** A file is looked for beside the configuration, and then where the person stands. */
function checkSiFile(configFile: string): Check<string | null> {
  return (answer) => {
    if (answer === none || answer === "") return ok(null);
    const beside = resolve(dirname(configFile), answer);
    return tried(() => {
      readSiNumbers(existsSync(beside) ? beside : resolve(answer));
      return existsSync(beside) ? answer : resolve(answer);
    });
  };
}

function tried<Value>(action: () => Value): Result<Value, string> {
  try {
    return ok(action());
  } catch (error) {
    if (error instanceof AgentError) return failed(error.message);
    throw error;
  }
}
