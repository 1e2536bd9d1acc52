import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { composeAgent } from "../src/agent/compose/agent.ts";
import { loadConfig } from "../src/agent/config/config-store.ts";
import { sleep, systemClock } from "../src/agent/leaf/clock.ts";
import { projectFile } from "../src/agent/leaf/project-files.ts";
import { startCentral } from "../src/central/compose.ts";
import { importRegistry } from "../src/central/registry-import.ts";
import { parseScript } from "../src/simulator/script.ts";
import { startSite } from "../src/simulator/site.ts";
import { fastClock } from "./demo/fast-clock.ts";
import { freeSubnet } from "./demo/free-subnet.ts";
import { Narrator } from "./demo/narrator.ts";
import { printSummary, summarize } from "./demo/summary.ts";
import { watchDesk } from "./demo/watch-desk.ts";

/** The story of scripts/demo/site.yaml is over after this time of the site. */
const storyHours = 20;
const moveAtHours = 9;
const defaultSpeed = 1200;
const shortestRunS = 20;
const hourMs = 3_600_000;

const seconds = runTime();
/** Fast enough for the whole story with a quarter to spare. */
const speed = seconds === undefined ? defaultSpeed : (storyHours * 3600 * 1.25) / seconds;
const folder = mkdtempSync(join(tmpdir(), "mfp-agent-demo-"));
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
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
  await sleep(systemClock, seconds === undefined ? 2 ** 31 - 1 : seconds * 1000, stop.signal);
  cancelMove();
  const before = snapshot();
  await agent.stop();
  await desk.stop();
  const summary = await summarize(central, before, site);
  printSummary(summary);
  await Promise.all([central.stop(), site.stop()]);
  return seconds === undefined || summary.failures.length === 0 ? 0 : 1;
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
  const { values } = parseArgs({ options: { for: { type: "string" } } });
  if (values.for === undefined) return undefined;
  const [, amount, unit] = /^([0-9]{1,5})(s|m)$/.exec(values.for) ?? [];
  const time = Number(amount) * (unit === "m" ? 60 : 1);
  if (amount === undefined || time < shortestRunS) {
    process.stderr.write(`--for ${values.for}: a time of at least ${shortestRunS}s, as in 60s or 2m\n`);
    process.exit(64);
  }
  return time;
}
