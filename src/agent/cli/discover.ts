import type { Command } from "commander";
import { openWire } from "../compose.ts";
import { resolveName } from "../discovery/host.ts";
import { identify } from "../discovery/identify.ts";
import { countPlaces, parseRanges, placesOf, type RangeSet } from "../discovery/range-set.ts";
import type { SweepAnswer } from "../discovery/sweep-plan.ts";
import { AgentError } from "../leaf/errors.ts";
import { Secret } from "../leaf/secret.ts";
import { addressText } from "../schedule/meet-device.ts";
import { progressBar } from "./progress-bar.ts";
import { alignColumns } from "./reading-text.ts";

interface DiscoverOptions {
  readonly community: string;
  readonly json?: true;
  readonly rate: string;
  readonly public?: true;
}

export function addDiscoverCommand(program: Command): void {
  program
    .command("discover")
    .description("search ranges for devices that answer SNMP")
    .argument("<range...>", "192.168.1.0/24, 192.168.1.10-50, one address or name; with :PORT; !RANGE leaves out")
    .option("--community <name>", "SNMP community", "public")
    .option("--rate <n>", "new addresses a second", "250")
    .option("--public", "the ranges outside the private networks are our own")
    .option("--json", "print an array of what was found as JSON")
    .addHelpText("after", "\nExample: mfp-agent discover 192.168.1.0/24 '!192.168.1.1'")
    .action(async (ranges: string[], options: DiscoverOptions) => {
      await discover(ranges, options);
    });
}

async function discover(ranges: readonly string[], options: DiscoverOptions): Promise<void> {
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
      message: `--rate ${options.rate}: a whole number from 1 to 1000`,
    });
  }
  const found = await search(parsed.value, new Secret(options.community), rate);
  process.stdout.write(options.json ? `${JSON.stringify(found.map(asJson), null, 2)}\n` : `${asText(found)}\n`);
}

function publicHint(failures: readonly string[]): string {
  return failures.some((failure) => failure.includes("private network"))
    ? "--public says that they are."
    : "mfp-agent discover --help shows the forms.";
}

async function search(ranges: RangeSet, community: Secret, rate: number): Promise<readonly SweepAnswer[]> {
  const credential = { version: "2c" as const, community };
  const named = await Promise.all(
    ranges.names.map(async ({ name, port }) => ({ address: await resolveName(name), port })),
  );
  const wire = await openWire();
  const bar = progressBar(process.stderr);
  const found: SweepAnswer[] = [];
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once("SIGINT", interrupt);
  try {
    const plan = {
      known: named.map((place) => ({ ...place, credentials: [credential] as const })),
      fresh: placesOf(ranges).map((place) => ({ ...place, credentials: [credential] as const })),
      total: named.length + countPlaces(ranges),
    };
    for await (const answer of wire.sweep(plan, rate, bar.show, stop.signal)) found.push(answer);
  } finally {
    bar.clear();
    process.off("SIGINT", interrupt);
    wire.close();
  }
  if (stop.signal.aborted) process.exitCode = interruptedExitCode;
  return found;
}

/** 128 + SIGINT: what was found so far is shown, but the search is not whole. */
const interruptedExitCode = 130;

function asJson(answer: SweepAnswer) {
  const { target, ...said } = answer;
  return { address: addressText(target), kind: identify(answer).kind, ...said };
}

const kindNames = { konicaMinolta: "Konica Minolta", otherPrinter: "other printer", other: "other" };

function asText(found: readonly SweepAnswer[]): string {
  if (found.length === 0) return "Nothing answered SNMP there with this community.";
  const rows = found.map((answer) => [
    addressText(answer.target),
    kindNames[identify(answer).kind],
    answer.serial ?? "-",
    answer.deviceDescr ?? answer.sysDescr ?? "-",
  ]);
  const counts = Map.groupBy(found, (answer) => identify(answer).kind);
  const count = (kind: keyof typeof kindNames) => counts.get(kind)?.length ?? 0;
  return [
    ...alignColumns([["Address", "Kind", "Serial", "Device"], ...rows]),
    "",
    `${count("konicaMinolta")} Konica Minolta, ${count("otherPrinter")} other printers, ${count("other")} other devices`,
  ].join("\n");
}
