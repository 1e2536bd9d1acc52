import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { composeAgent } from "../src/agent/compose/agent.ts";
import { loadConfig } from "../src/agent/config/config-store.ts";
import { sleep, systemClock } from "../src/agent/leaf/clock.ts";
import { projectFile } from "../src/agent/leaf/project-files.ts";
import { type Central, startCentral } from "../src/central/compose.ts";
import { readOverview } from "../src/central/overview.ts";
import { importRegistry } from "../src/central/registry-import.ts";
import { parseScript } from "../src/simulator/script.ts";
import { type Site, startSite } from "../src/simulator/site.ts";
import { fastClock } from "./demo/fast-clock.ts";
import { freeSubnet } from "./demo/free-subnet.ts";
import { Narrator } from "./demo/narrator.ts";
import { conclude, type Ending, type Evidence } from "./demo/summary.ts";
import { watchDesk } from "./demo/watch-desk.ts";
import { readAgentBooks, readCentralBooks } from "./soak/books.ts";

/** The story of scripts/demo/site.yaml is over after this time of the site. */
const storyHours = 20;
/** With an end that is set the site lives as many times the story, so that what it tells last arrives. */
const setPart = 1.25;
/** After as many times the story the site has told more than it. */
const longestPart = 1.5;
const moveAtHours = 9;
const defaultSpeed = 1200;
const shortestRunS = 20;
const hourMs = 3_600_000;
const exitUsage = 64;

const seconds = runTime();
/** Fast enough for the whole story with a quarter to spare. */
const speed = seconds === undefined ? defaultSpeed : (storyHours * 3600 * setPart) / seconds;
const folder = mkdtempSync(join(tmpdir(), "mfp-agent-demo-"));
const stop = new AbortController();
// npm passes a terminal's Ctrl-C on, so it comes twice: only the first one counts.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());
// Whatever ends the process, nothing stays behind.
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
process.exitCode = await demonstrate();

async function demonstrate(): Promise<number> {
  const clock = fastClock(speed);
  const startedMs = clock.monoMs();
  const hours = () => (clock.monoMs() - startedMs) / hourMs;
  const narrator = new Narrator(hours);
  narrator.tell(
    "site",
    `a day in ${Math.round(86_400 / speed)} s; 13 Konica Minolta devices, 3 other printers, a switch`,
  );

  const central = await startCentral({ dataDir: join(folder, "central"), clock });
  const registry = readFileSync(projectFile("scripts/demo/registry.csv"), "utf8");
  const imported = await importRegistry(central.store, registry, { nowMs: clock.wallMs(), holidays: new Set() });
  if (!imported.ok) throw new Error(imported.errors.join("\n"));
  const { subnet, port } = await freeSubnet();
  const script = parseScript(readFileSync(projectFile("scripts/demo/site.yaml"), "utf8"), "scripts/demo/site.yaml");
  const site = await startSite({ ...script, firstAddress: `${subnet}.11`, port }, { speed });
  const { agent, snapshot } = await composeAgent(
    configure(subnet, port, central.url, await central.createCode("Kyiv office")),
    {
      clock,
      log: narrator.log,
      onSweepProgress: narrator.showSweep,
      // A packet is lost in real time while the site lives fast: waiting as long as at a real site would take hours of it.
      patience: { timeoutMs: 300, retryAtMs: [400, 900] },
    },
  );
  const desk = watchDesk(central.url, narrator);
  const page = await agent.start();
  narrator.tell("agent", `page ${page ?? "off"}`);
  narrator.tell("central", `page ${central.adminUrl}`);

  const moving = site.devices[2];
  const cancelMove = clock.after(moveAtHours * hourMs, () => {
    narrator.tell("site", `UA-100003 gets the address ${subnet}.99`);
    void moving?.moveTo(`${subnet}.99`);
  });
  const cancelEnd = clock.after(storyHours * hourMs, () => {
    if (seconds === undefined) narrator.tell("site", "the story is told; the pages stay up until Ctrl-C sums it up");
  });
  await sleep(systemClock, seconds === undefined ? 2 ** 31 - 1 : seconds * 1000, stop.signal);
  cancelMove();
  cancelEnd();
  const ending = endingAfter(hours());
  const { length: otherPrinters } = snapshot().otherPrinters;
  await agent.stop();
  await desk.stop();
  const { text, exitCode } = conclude(await gatherEvidence(central, site, otherPrinters), ending);
  process.stdout.write(text);
  await Promise.all([central.stop(), site.stop()]);
  return exitCode;
}

function endingAfter(hours: number): Ending {
  if (hours >= storyHours) return hours < storyHours * longestPart ? "told" : "outlived";
  return seconds === undefined ? "left" : "stopped";
}

/** Each side's books are read from its own files: neither can vouch for the other. */
async function gatherEvidence(central: Central, site: Site, otherPrinters: number): Promise<Evidence> {
  const agent = readAgentBooks(join(folder, "state"));
  const { devices } = await readOverview(central.store, 0);
  return {
    agent,
    central: readCentralBooks(join(folder, "central"), agent.epoch),
    deviceAddresses: devices.map(({ identity }) => identity.value.address),
    otherPrinters,
    asked: site.devices.reduce((sum, { requests }) => sum + requests.get + requests.getNext + requests.getBulk, 0),
    wrote: site.devices.reduce((sum, { requests }) => sum + requests.set, 0),
  };
}

function configure(subnet: string, port: number, centralUrl: string, enrolmentCode: string) {
  const file = join(folder, "mfp-agent.json");
  const config = {
    site: { name: "Demonstration" },
    central: { url: centralUrl },
    ranges: [{ addresses: `${subnet}.1-126:${port}` }],
    schedule: { statusIntervalS: 600, suppliesIntervalS: 1800, countersIntervalS: 14_400, heartbeatIntervalS: 1800 },
    stateFolder: "state",
    statusPage: { port: 0 },
  };
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  writeFileSync(join(folder, "secrets.json"), JSON.stringify({ enrolmentCode }), { mode: 0o600 });
  return loadConfig(file);
}

/** `--for 60s` or `--for 2m`; without it the demonstration runs until Ctrl-C. */
function runTime(): number | undefined {
  const written = readWords();
  if (written === undefined) return undefined;
  const [, amount, unit] = /^([0-9]{1,5})(s|m)$/.exec(written) ?? [];
  const time = Number(amount) * (unit === "m" ? 60 : 1);
  if (amount === undefined || time < shortestRunS) refuse(`--for ${written}: a time of at least ${shortestRunS}s`);
  return time;
}

function readWords(): string | undefined {
  try {
    return parseArgs({ options: { for: { type: "string" } } }).values.for;
  } catch (error) {
    refuse(error instanceof Error ? error.message : String(error));
  }
}

function refuse(what: string): never {
  process.stderr.write(`${what}; the demonstration takes --for 60s or --for 2m, or nothing\n`);
  process.exit(exitUsage);
}
