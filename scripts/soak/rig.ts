import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../src/agent/leaf/clock.ts";
import { projectFile } from "../../src/agent/leaf/project-files.ts";
import { createCode } from "../../src/central/enrolment.ts";
import { systemRandom } from "../../src/central/random.ts";
import { importRegistry } from "../../src/central/registry-import.ts";
import { openSqliteStore } from "../../src/central/sqlite-store.ts";
import { type Site, startSite } from "../../src/simulator/site.ts";
import { freeSubnet } from "../demo/free-subnet.ts";
import { type AgentBooks, type CentralBooks, readAgentBooks, readCentralBooks } from "./books.ts";
import type { Chance } from "./chance.ts";
import { StoreDamage } from "./damage.ts";
import { FaultProxy } from "./fault-proxy.ts";
import { Program } from "./program.ts";
import { clockWords } from "./site-clock.ts";
import type { SiteStory } from "./site-story.ts";

/** An hour of a run is 25 days of the site. */
const speed = 600;

/** Every line of the agent's log that no fault of the rig explains. */
const alarming: ReadonlySet<string> = new Set([
  ...["poll.crashed", "sweep.crashed", "upload.outbox-failed", "upload.record-refused"],
  ...["outbox.recovered", "outbox.records-damaged", "outbox.state-damaged", "outbox.not-stored"],
]);

/** The soaked site: devices here, agent and central as programs of their own, and a bad network between those two. */
export interface Rig {
  readonly site: Site;
  readonly agent: Program;
  readonly central: Program;
  readonly proxy: FaultProxy;
  readonly damage: StoreDamage;
  /** Whether the agent has come up since it was started last. */
  isAgentUp(): boolean;
  /** Lines of the agent's log that must not be. */
  readonly alarms: readonly string[];
  books(): { readonly agent: AgentBooks; readonly central: CentralBooks };
  stop(): Promise<void>;
}

export async function startRig(story: SiteStory, chance: Chance): Promise<Rig> {
  const folder = mkdtempSync(join(tmpdir(), "mfp-agent-soak-"));
  const [centralFolder, stateFolder, configFile] = ["central", "state", "mfp-agent.json"].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  const startedMs = systemClock.wallMs();
  const enrolmentCode = await prepareCentral(centralFolder, story.serials, startedMs);

  const { subnet, port } = await freeSubnet();
  const site = await startSite({ ...story.script, firstAddress: `${subnet}.11`, port }, { speed });
  let centralPort = 0;
  const proxy = new FaultProxy(() => centralPort, chance.fork("proxy"));
  const proxyPort = await proxy.start();
  writePrivate(configFile, {
    site: { name: "Soak" },
    central: { url: `http://127.0.0.1:${proxyPort}` },
    ranges: [{ addresses: `${subnet}.11-${10 + story.serials.length}:${port}` }],
    schedule: { statusIntervalS: 300, suppliesIntervalS: 900, countersIntervalS: 3600, heartbeatIntervalS: 600 },
    stateFolder: "state",
    statusPage: { enabled: false },
  });
  writePrivate(join(folder, "secrets.json"), { enrolmentCode });

  const alarms: string[] = [];
  const damage = new StoreDamage(stateFolder, chance.fork("damage"));
  const program = (name: string) => projectFile(`scripts/soak/${name}`);
  const words = clockWords(startedMs, speed);
  const agent = new Program("agent", [program("agent-process.ts"), configFile, ...words], (line) => {
    const event = eventOf(line);
    if (alarming.has(event) && !(event === "outbox.recovered" && damage.count > 0)) alarms.push(line);
  });
  const central = new Program("central", [program("central-process.ts"), centralFolder, "0", ...words], (line) => {
    const url = URL.parse(line);
    if (url !== null) centralPort = Number(url.port);
  });
  central.start();
  agent.start();
  return {
    ...{ site, agent, central, proxy, damage, alarms },
    isAgentUp: () => agent.lastLines.some((line) => eventOf(line) === "agent.started"),
    books() {
      const own = readAgentBooks(stateFolder);
      return { agent: own, central: readCentralBooks(centralFolder, own.epoch) };
    },
    async stop() {
      await Promise.all([agent.kill(), central.kill(), site.stop(), proxy.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Answers the code with which the agent enrols. */
async function prepareCentral(folder: string, serials: readonly string[], nowMs: number): Promise<string> {
  const store = openSqliteStore(folder);
  try {
    const header = "si,serial,customer,site,person,email,contract,status,reason";
    const rows = serials.map(
      (serial, index) => `UA-${200_001 + index},${serial},Soak,Site,Olena,olena@soak.example,C-1,active,`,
    );
    const imported = await importRegistry(store, [header, ...rows].join("\n"), { nowMs, holidays: new Set() });
    if (!imported.ok) throw new Error(imported.errors.join("\n"));
    return (await createCode(store, "Soak", nowMs, systemRandom)).code;
  } finally {
    await store.close();
  }
}

function writePrivate(file: string, content: unknown): void {
  writeFileSync(file, JSON.stringify(content), { mode: 0o600 });
}

function eventOf(line: string): string {
  return /"event":"([a-z.-]{1,64})"/.exec(line)?.[1] ?? "";
}
