import type { Command } from "commander";
import { openWire } from "../compose/wire.ts";
import { broadAddresses } from "../config/broad-range.ts";
import { identify } from "../discovery/identify.ts";
import { countPlaces, parseRanges } from "../discovery/range-set.ts";
import { type SweepAnswer, type SweepPlan, type SweepProgress, sweepSeconds } from "../discovery/sweep-plan.ts";
import { AgentError, exitCodes } from "../leaf/errors.ts";
import { addressText } from "../schedule/meet-device.ts";
import { type CredentialOptions, chooseCredential, withCredential } from "./chosen-credential.ts";
import { printJson, printLines, withExample, withJson } from "./command-options.ts";
import { foundTable, type Kind } from "./found-table.ts";
import { progressBar } from "./progress-bar.ts";
import { planQuick, planWhole, type SearchTools } from "./search-plan.ts";
import type { Speech } from "./speech.ts";

interface DiscoverOptions extends CredentialOptions {
  readonly json?: true;
  readonly rate: string;
  readonly public?: true;
  readonly broad?: true;
  readonly quick?: true;
  readonly outside?: true;
}

export function addDiscoverCommand(program: Command, speech: Speech): void {
  const { say } = speech;
  const command = program
    .command("discover")
    .description(say("command.discover"))
    .argument("<range...>", say("argument.range"))
    .option("--rate <n>", say("option.rate"), "250")
    .option("--public", say("option.public"))
    .option("--broad", say("option.broad"))
    .option("--quick", say("option.quick"))
    .option("--outside", say("option.outside"));
  withExample(withJson(withCredential(command, speech), speech), speech, "discover 192.168.1.0/24 '!192.168.1.1'");
  command.action(async (ranges: string[], options: DiscoverOptions) => {
    await discover(ranges, options, speech);
  });
}

async function discover(ranges: readonly string[], options: DiscoverOptions, speech: Speech): Promise<void> {
  const parsed = parseRanges(ranges, { isPublicAllowed: options.public === true });
  if (!parsed.ok) {
    throw new AgentError({
      kind: "usage",
      code: "range-wrong",
      message: parsed.failure.join("\n"),
      remedy: publicHint(parsed.failure),
    });
  }
  const rate = Number(options.rate);
  if (!Number.isInteger(rate) || rate < 1 || rate > 1000) {
    throw new AgentError({
      kind: "usage",
      code: "rate-wrong",
      message: `--rate ${options.rate} is no pace`,
      remedy: "A whole number from 1 to 1000 addresses a second.",
    });
  }
  const addresses = countPlaces(parsed.value);
  if (addresses + parsed.value.names.length === 0) {
    throw new AgentError({
      kind: "usage",
      code: "range-empty",
      message: "all of that is left out, so that nobody was asked",
      remedy: "Name addresses beside those with an exclamation mark.",
    });
  }
  if (addresses > broadAddresses && !options.broad && !options.quick) {
    const message = `${addresses} addresses take about ${sweepSeconds(addresses, rate)} s to search`;
    throw new AgentError({ kind: "usage", code: "range-broad", message, remedy: "--broad says yes to that." });
  }
  const chosen = chooseCredential(options);
  const isOutsideAllowed = options.outside === true;
  const planSearch = options.quick ? planQuick : planWhole;
  const plan: Plan = (tools) => planSearch(parsed.value, chosen, { ...tools, isOutsideAllowed });
  const { found, stoppedAt } = await search(plan, rate, speech);
  if (options.json) printJson(found.map(asJson));
  else printLines(asText(found, stoppedAt !== undefined, speech));
  if (stoppedAt === undefined) return;
  process.stderr.write(`${speech.say("searchStopped", { ...stoppedAt, found: found.length })}\n`);
  process.exitCode = exitCodes.interrupted;
}

function publicHint(failures: readonly string[]): string {
  return failures.some((failure) => failure.includes("private network"))
    ? "--public says that they are."
    : "mfp-agent discover --help shows the forms.";
}

interface Search {
  readonly found: readonly SweepAnswer[];
  /** How far it was when a person ended it; undefined: it is whole. */
  readonly stoppedAt: Pick<SweepProgress, "probed" | "total"> | undefined;
}

type Plan = (tools: Omit<SearchTools, "isOutsideAllowed">) => Promise<SweepPlan>;

async function search(makePlan: Plan, rate: number, speech: Speech): Promise<Search> {
  const wire = await openWire();
  const bar = progressBar(process.stderr, speech);
  const found: SweepAnswer[] = [];
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once("SIGINT", interrupt);
  let probed = 0;
  let total = 0;
  const show = (progress: SweepProgress) => {
    probed = progress.probed;
    bar.show(progress);
  };
  try {
    const tell = (line: string) => process.stderr.write(`${line}\n`);
    const plan = await makePlan({ speech, tell, signal: stop.signal });
    total = plan.total;
    for await (const answer of wire.sweep(plan, rate, show, stop.signal)) found.push(answer);
  } finally {
    bar.clear();
    process.off("SIGINT", interrupt);
    wire.close();
  }
  return { found, stoppedAt: stop.signal.aborted ? { probed, total } : undefined };
}

function asJson(answer: SweepAnswer) {
  const { target, ...said } = answer;
  return { address: addressText(target), kind: identify(answer).kind, ...said };
}

function asText(found: readonly SweepAnswer[], isStopped: boolean, speech: Speech): readonly string[] {
  const { say } = speech;
  if (found.length === 0) return isStopped ? [] : [say("answeredNothing")];
  const counts = Map.groupBy(found, (answer) => identify(answer).kind);
  const count = (kind: Kind) => counts.get(kind)?.length ?? 0;
  return [
    ...foundTable(found, speech),
    "",
    say("foundCounts", {
      konicaMinolta: count("konicaMinolta"),
      otherPrinter: count("otherPrinter"),
      other: count("other"),
    }),
  ];
}
