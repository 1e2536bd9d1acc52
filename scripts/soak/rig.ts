import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { z } from "zod";
import { systemClock } from "../../src/agent/leaf/clock.ts";
import { projectFile } from "../../src/agent/leaf/project-files.ts";
import { type Site, startSite } from "../../src/simulator/site.ts";
import { freeSubnet } from "../demo/free-subnet.ts";
import { AnswerLog } from "./answer-log.ts";
import { type AgentBooks, type CentralBooks, readAgentBooks, readCentralBooks } from "./books.ts";
import { CentralBackup } from "./central-backup.ts";
import type { Chance } from "./chance.ts";
import { Courier } from "./courier.ts";
import { StoreDamage } from "./damage.ts";
import { EpochLedger } from "./epoch-ledger.ts";
import { FaultProxy } from "./fault-proxy.ts";
import { Program } from "./program.ts";
import { RefusingFront } from "./refusing-front.ts";
import { clockFromWords, clockWords, wrongBy } from "./site-clock.ts";
import { fillRegistry, newCode, settingsOf, writePrivate } from "./site-files.ts";
import type { SiteStory } from "./site-story.ts";

/** An hour of a run is 25 days of the site. */
const speed = 600;

/** Every line of the agent's log that no fault of the rig explains. */
const alarming: ReadonlySet<string> = new Set([
  ...["poll.crashed", "sweep.crashed", "upload.outbox-failed", "upload.record-refused", "config.refused"],
  ...["outbox.recovered", "outbox.records-damaged", "outbox.state-damaged", "outbox.not-stored"],
  ...["history.restarted", "history.not-stored"],
]);

/** The only files that may hold a secret. */
const secretFiles: ReadonlySet<string> = new Set(["secrets.json", "credential.json"]);
const Credential = z.object({ token: z.string() });

/** The soaked site: devices here, agent and central as programs of their own, and between those two a bad network and refusals. */
export interface Rig {
  readonly site: Site;
  readonly agent: Program;
  readonly central: Program;
  readonly proxy: FaultProxy;
  readonly damage: StoreDamage;
  readonly backup: CentralBackup;
  readonly front: RefusingFront;
  readonly courier: Courier;
  readonly ledger: EpochLedger;
  readonly answers: AnswerLog;
  /** Where agent and central keep their files, with what each said in `agent.log` and `central.log`. */
  readonly folder: string;
  /** Whether the agent has come up since it was started last. */
  isAgentUp(): boolean;
  /** Changes the settings, as an administrator does, and has the agent read them. */
  changeSettings(): void;
  /** Sets the wall clock of the agent's machine wrong by so much, whether the agent runs or not. */
  setClock(offsetMs: number): void;
  /** Lines of the agent's log that must not be. */
  readonly alarms: readonly string[];
  /** Files beside their own in which a code or token stands, what the programs said included. */
  leaks(): readonly string[];
  centralBooksOf(epoch: string): CentralBooks;
  books(): { readonly agent: AgentBooks; readonly central: CentralBooks };
  /** Removes the files too, unless they are evidence. */
  stop(options?: { readonly keepsFiles: boolean }): Promise<void>;
}

/** Starts all but the agent. */
export async function startRig({ script, serials }: SiteStory, chance: Chance): Promise<Rig> {
  const folder = mkdtempSync(join(tmpdir(), "mfp-agent-soak-"));
  const place = (name: string) => join(folder, name);
  const [centralFolder, stateFolder, configFile] = [place("central"), place("state"), place("mfp-agent.json")];
  const startedMs = systemClock.wallMs();
  await fillRegistry(centralFolder, serials, startedMs);

  const answers = new AnswerLog(() => performance.now());
  const { subnet, port } = await freeSubnet();
  const where = { ...script, firstAddress: `${subnet}.11`, port };
  const site = await startSite(where, { speed, onAnswer: (exchange) => answers.note(exchange) });
  let centralPort = 0;
  const front = new RefusingFront(() => centralPort, chance.fork("front"));
  const frontPort = await front.start();
  const proxy = new FaultProxy(() => frontPort, chance.fork("proxy"));
  const proxyPort = await proxy.start();

  let heartbeatIntervalS = 600;
  const range = `${subnet}.11-${10 + serials.length}:${port}`;
  const writeSettings = () => writePrivate(configFile, settingsOf(range, proxyPort, heartbeatIntervalS));
  writeSettings();
  // The only one, however often the agent is killed while it enrols.
  const enrolmentCode = await newCode(centralFolder, startedMs);
  writePrivate(place("secrets.json"), { enrolmentCode });

  const alarms: string[] = [];
  const damage = new StoreDamage(stateFolder, chance.fork("damage"));
  const program = (name: string, words: readonly string[], onLine: (line: string) => void) => {
    const file = projectFile(`scripts/soak/${name}-process.ts`);
    return new Program(name, [file, ...words, ...clockWords(startedMs, speed)], (line) => {
      appendFileSync(place(`${name}.log`), `${line}\n`);
      onLine(line);
    });
  };
  const offsetFile = place("clock-offset.json");
  writePrivate(offsetFile, 0);
  const siteClock = clockFromWords(...clockWords(startedMs, speed));
  const courier = new Courier({
    ...{ folder, stateFolder, centralFolder, centralClock: siteClock, front },
    agentClock: () => wrongBy(offsetFile, siteClock).clock,
    chance: chance.fork("courier"),
  });
  const isAgentUp = () => agent.lastLines.some((line) => eventOf(line) === "agent.started");
  const agent = program("agent", [configFile, offsetFile], (line) => {
    const event = eventOf(line);
    // A store that central names a later epoch to is rebuilt in the middle of a life, which may end there.
    if (event === "outbox.recovered") damage.isUnmet = true;
    if (event === "outbox.opened" || event === "upload.acknowledged") damage.isUnmet = false;
    if (alarming.has(event) && !(event === "outbox.recovered" && damage.count > 0)) alarms.push(line);
  });
  const central = program("central", [centralFolder, "0"], (line) => {
    centralPort = Number(URL.parse(line)?.port ?? centralPort);
  });
  central.start();
  return {
    ...{ site, agent, central, proxy, front, courier, damage, answers, folder, alarms },
    ...{ ledger: new EpochLedger(), backup: new CentralBackup(centralFolder, chance.fork("backup")) },
    isAgentUp,
    setClock(offsetMs) {
      writePrivate(offsetFile, offsetMs);
      if (isAgentUp()) agent.signal("SIGUSR2");
    },
    changeSettings() {
      heartbeatIntervalS = heartbeatIntervalS === 600 ? 660 : 600;
      writeSettings();
      agent.signal("SIGHUP");
    },
    leaks() {
      const { token } = Credential.parse(JSON.parse(readFileSync(join(stateFolder, "credential.json"), "utf8")));
      const secrets = [token, enrolmentCode];
      const files = readdirSync(folder, { recursive: true, encoding: "utf8", withFileTypes: true });
      return files
        .filter((file) => file.isFile() && !secretFiles.has(basename(file.name)))
        .map((file) => join(file.parentPath, file.name))
        .filter((file) => secrets.some((secret) => readFileSync(file, "latin1").includes(secret)));
    },
    centralBooksOf: (epoch) => readCentralBooks(centralFolder, epoch),
    books() {
      const own = readAgentBooks(stateFolder);
      return { agent: own, central: readCentralBooks(centralFolder, own.epoch) };
    },
    async stop({ keepsFiles } = { keepsFiles: false }) {
      await Promise.all([agent.kill(), central.kill(), site.stop(), proxy.stop(), front.stop()]);
      if (!keepsFiles) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function eventOf(line: string): string {
  return /"event":"([a-z.-]{1,64})"/.exec(line)?.[1] ?? "";
}
