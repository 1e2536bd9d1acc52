import { networkInterfaces } from "node:os";
import type { Command } from "commander";
import { openWire } from "../compose/wire.ts";
import { broadAddresses } from "../config/broad-range.ts";
import { askNetworks, broadcastPlaces } from "../discovery/broadcast.ts";
import { nameRemedy } from "../discovery/host.ts";
import { identify } from "../discovery/identify.ts";
import { countPlaces, parseRanges, type RangeSet } from "../discovery/range-set.ts";
import { type SweepAnswer, type SweepPlan, type SweepProgress, sweepSeconds } from "../discovery/sweep-plan.ts";
import { systemClock } from "../leaf/clock.ts";
import { AgentError, exitCodes } from "../leaf/errors.ts";
import { systemRandom } from "../leaf/random.ts";
import { addressText } from "../schedule/meet-device.ts";
import { Territory } from "../schedule/territory.ts";
import type { SnmpCredential } from "../snmp/snmp-client.ts";
import { type CredentialOptions, credentialFrom, withCredential } from "./chosen-credential.ts";
import { printJson, printLines, withExample, withJson } from "./command-options.ts";
import { foundTable, type Kind } from "./found-table.ts";
import { progressBar } from "./progress-bar.ts";
import type { Speech } from "./speech.ts";

interface DiscoverOptions extends CredentialOptions {
  readonly json?: true;
  readonly rate: string;
  readonly public?: true;
  readonly broad?: true;
  readonly quick?: true;
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
    .option("--quick", say("option.quick"));
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
  if (addresses > broadAddresses && !options.broad && !options.quick) {
    const message = `${addresses} addresses take about ${sweepSeconds(addresses, rate)} s to search`;
    throw new AgentError({ kind: "usage", code: "range-broad", message, remedy: "--broad says yes to that." });
  }
  const credential = credentialFrom(options);
  const look = options.quick === true ? lookQuickly : lookEverywhere;
  const { found, stoppedAt } = await search(parsed.value, credential, rate, speech, look);
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

/** Decides who is asked. */
type Look = (
  territory: Territory,
  ranges: RangeSet,
  credential: SnmpCredential,
  signal: AbortSignal,
) => Promise<SweepPlan>;

const lookEverywhere: Look = async (territory) => ({
  known: [],
  fresh: () => territory.targets(),
  total: territory.size,
});

/** Whoever answers the broadcast is asked by itself then, if the ranges hold it. */
const lookQuickly: Look = async (territory, ranges, credential, signal) => {
  if (credential.version === "3") {
    const message = "nobody can be asked for by a broadcast as an SNMPv3 user";
    throw new AgentError({ kind: "usage", code: "quick-user", message, remedy: "Search without --quick." });
  }
  const networks = broadcastPlaces(networkInterfaces(), ranges);
  if (networks.length === 0) {
    const message = "this machine is in none of the ranges, and a broadcast does not leave its own networks";
    throw new AgentError({ kind: "usage", code: "quick-elsewhere", message, remedy: "Search without --quick." });
  }
  const tools = { clock: systemClock, nextRequestId: systemRandom.requestId, signal };
  const candidates = await askNetworks(networks, credential, tools);
  const known = candidates
    .filter((place) => territory.allows(place, credential))
    .map((place) => ({ ...place, credentials: [credential] as const }));
  return { known, fresh: () => [], total: known.length };
};

async function search(
  ranges: RangeSet,
  credential: SnmpCredential,
  rate: number,
  speech: Speech,
  look: Look,
): Promise<Search> {
  const territory = new Territory([{ places: ranges, credentials: [credential] }], new Map());
  const [unknown] = await territory.resolveNames();
  if (unknown)
    throw new AgentError({ kind: "unavailable", code: "name-unknown", message: unknown.message, remedy: nameRemedy });
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
    const plan = await look(territory, ranges, credential, stop.signal);
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
