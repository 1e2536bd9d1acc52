import { join } from "node:path";
import type { Configuration } from "../../config/config-schema.ts";
import type { LoadedConfig } from "../../config/config-store.ts";
import { configuredSiNumbers } from "../../config/named-files.ts";
import { stateFolderOf } from "../../config/state-folder.ts";
import { countPlaces } from "../../discovery/range-set.ts";
import type { Result } from "../../leaf/result.ts";
import { searchRanges } from "../../schedule/search-range.ts";
import { buildCredentials } from "../../snmp/credentials.ts";
import type { AgentSnapshot } from "../../status/agent-snapshot.ts";
import { readCredential } from "../../upload/credential-file.ts";
import type { PageSilence } from "../agent-page.ts";
import type { StoredAgent } from "../stored-agent.ts";
import { attempt } from "./attempt.ts";
import { broken, type Step, type Verdict, warned, well } from "./finding.ts";
import type { Machine } from "./machine.ts";

/** What the steps of this machine look at. */
export interface ProgramFacts {
  readonly machine: Machine;
  readonly loaded: LoadedConfig;
  readonly nowMs: number;
  readonly page: Result<AgentSnapshot, PageSilence>;
  /** Whether an agent holds the state folder. */
  readonly isFolderInUse: () => boolean;
  readonly isPortTaken: (page: Configuration["statusPage"]) => Promise<boolean>;
  readonly readStored: () => StoredAgent | undefined;
  readonly credentialFile: string;
}

const leastNode = 24;
const leastDiskMegabytes = 100;
const megabyte = 1024 * 1024;
/** Linux tells twice what it gives for its own book-keeping; half of what we ask is still enough for hundreds of devices. */
const leastBufferBytes = 1024 * 1024;
/** An outage shorter than this is what the outbox is for. */
const patienceMs = 6 * 3_600_000;

/** Node and configuration: without them there is nothing else to ask. */
export function startSteps(machine: Machine, load: () => LoadedConfig): readonly Step[] {
  return [
    { name: "node", check: () => checkNode(machine) },
    { name: "config", check: () => attempt("config-invalid", () => well({ file: load().file })) },
  ];
}

/** What the agent needs of this machine, in the order in which it needs it at its start. */
export function machineSteps(facts: ProgramFacts): readonly Step[] {
  const { machine, loaded } = facts;
  const folder = stateFolderOf(loaded);
  return [
    { name: "ranges", check: () => attempt("file-unreadable", () => checkRanges(loaded)) },
    { name: "stateFolder", check: () => checkStateFolder(machine, folder) },
    { name: "disk", check: () => checkDisk(machine, folder) },
    { name: "agent", check: () => checkAgent(facts, folder) },
    { name: "credential", check: () => attempt("credential-damaged", () => checkCredential(facts, folder)) },
    { name: "sockets", check: () => checkSockets(machine) },
    { name: "outbox", check: () => attempt("outbox-damaged", () => checkOutbox(facts)) },
  ];
}

function checkNode({ nodeVersion }: Machine): Verdict {
  const version = nodeVersion;
  return Number(version.split(".")[0]) < leastNode ? broken("node-old", { version }) : well({ version });
}

function checkRanges(loaded: LoadedConfig): Verdict {
  const ranges = searchRanges(loaded.config.ranges, buildCredentials(loaded.config, loaded.secrets));
  configuredSiNumbers(loaded);
  return well({ addresses: ranges.reduce((sum, { places }) => sum + countPlaces(places) + places.names.length, 0) });
}

function checkStateFolder(machine: Machine, folder: string): Verdict {
  if (!machine.exists(folder)) return warned("state-folder-missing", { folder });
  return machine.isWritable(folder) ? well({ folder }) : broken("state-folder-closed", { folder });
}

function checkDisk(machine: Machine, folder: string): Verdict {
  const megabytes = Math.floor(machine.freeBytes(folder) / megabyte);
  const isLow = megabytes < leastDiskMegabytes;
  return isLow ? broken("disk-low", { megabytes, folder, neededMegabytes: leastDiskMegabytes }) : well({ megabytes });
}

async function checkAgent(facts: ProgramFacts, folder: string): Promise<Verdict> {
  const { page, loaded, isFolderInUse, isPortTaken } = facts;
  if (page.ok) return judgeRunning(page.value);
  const { statusPage } = loaded.config;
  const isInUse = isFolderInUse();
  // Without an address of its page an agent in the folder cannot be asked whose it is.
  if (isInUse) return page.failure === "noAddress" ? well({ state: "running" }) : broken("other-agent", { folder });
  const isTaken = page.failure === "foreign" || (statusPage.enabled && (await isPortTaken(statusPage)));
  return isTaken ? broken("port-taken", { port: statusPage.port }) : warned("agent-stopped");
}

/** A device that is known and left out has a chain of its own, which tells that. */
function judgeRunning({ outbox, leftOut, devices }: AgentSnapshot): Verdict {
  if (outbox.state === "disk-full") return broken("outbox-disk-full");
  const unknown = leftOut.filter((address) => !devices.some((device) => device.address === address));
  return unknown.length > 0 ? warned("device-left-out", { address: unknown.join(", ") }) : well({ state: "running" });
}

function checkCredential({ loaded, credentialFile }: ProgramFacts, folder: string): Verdict | undefined {
  if (loaded.config.central === undefined) return undefined;
  return well({ agent: readCredential(join(folder, credentialFile))?.agent ?? "notEnrolled" });
}

async function checkSockets(machine: Machine): Promise<Verdict> {
  const bytes = await machine.receiveBufferBytes();
  const kilobytes = Math.round(bytes / 1024);
  return bytes < leastBufferBytes ? warned("socket-buffer-small", { kilobytes }) : well({ kilobytes });
}

function checkOutbox({ readStored, loaded, nowMs }: ProgramFacts): Verdict | undefined {
  const stored = readStored();
  if (stored === undefined) return undefined;
  const { records, oldestAt, quarantined } = stored.stats;
  const waitsMs = oldestAt === null ? 0 : nowMs - Date.parse(oldestAt);
  if (loaded.config.central !== undefined && waitsMs > patienceMs) {
    return warned("outbox-growing", { hours: Math.floor(waitsMs / 3_600_000) });
  }
  return quarantined > 0 ? warned("outbox-quarantine", { count: quarantined }) : well({ records });
}
