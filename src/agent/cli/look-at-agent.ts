import { join } from "node:path";
import { maxBatchRecords } from "../../contract/batch.ts";
import { credentialFile } from "../compose/central-access.ts";
import type { LoadedConfig } from "../config/config-store.ts";
import { stateFolderOf } from "../config/state-folder.ts";
import { type Clock, stamp } from "../leaf/clock.ts";
import { AgentError } from "../leaf/errors.ts";
import { programVersion } from "../leaf/program.ts";
import { placeOf } from "../schedule/meet-device.ts";
import { searchRanges } from "../schedule/search-range.ts";
import { restoreSiteState } from "../schedule/stored-state.ts";
import { Territory } from "../schedule/territory.ts";
import { buildCredentials } from "../snmp/credentials.ts";
import type { AgentSnapshot, DeviceSnapshot } from "../status/agent-snapshot.ts";
import { takeSnapshot } from "../status/take-snapshot.ts";
import { readCredential } from "../upload/credential-file.ts";
import { maxBatchBytes } from "../upload/uploader.ts";
import { readAgentPage } from "./agent-page.ts";
import { isFolderInUse, readStoredAgent } from "./stored-agent.ts";

/** What the upload sends at most in one batch, in records and in bytes of their JSON text. */
export const batchLimits = { maxRecords: maxBatchRecords, maxBytes: maxBatchBytes };

/** How the agent is, and from where that is known. */
export interface Look {
  /**
   * `running`: the agent's page answered. Otherwise this is what the agent stored last: `unseen`, it works on its folder
   * but has no page that could be asked; `stored`, it does not run.
   */
  readonly source: "running" | "unseen" | "stored";
  readonly snapshot: AgentSnapshot;
}

/**
 * Looks at the running agent over its own page; when it does not answer, at what it stored.
 * @throws AgentError `agent-never-ran`, or when the state folder cannot be read
 */
export async function lookAtAgent(loaded: LoadedConfig, clock: Clock): Promise<Look> {
  const page = await readAgentPage(loaded);
  if (page.ok) return { source: "running", snapshot: page.value };
  const source = isFolderInUse(stateFolderOf(loaded)) ? "unseen" : "stored";
  return { source, snapshot: storedSnapshot(loaded, clock) };
}

function storedSnapshot(loaded: LoadedConfig, clock: Clock): AgentSnapshot {
  const folder = stateFolderOf(loaded);
  const stored = readStoredAgent(folder, batchLimits);
  if (stored === undefined) {
    throw new AgentError({
      kind: "unavailable",
      code: "agent-never-ran",
      message: `${folder}: no agent has worked here yet`,
      remedy: "Start it: mfp-agent run --config FILE. If it runs as another user, run this command as that user.",
    });
  }
  const now = stamp(clock);
  const credentials = buildCredentials(loaded.config, loaded.secrets);
  const territory = new Territory(searchRanges(loaded.config.ranges, credentials), credentials);
  const snapshot = takeSnapshot({
    version: programVersion(),
    siteName: loaded.config.site.name,
    now,
    startedAt: now,
    keeper: { state: restoreSiteState(stored.states), latest: () => undefined },
    sweep: null,
    outbox: { ...stored.stats, lastSeq: 0, state: "ok" },
    centralUrl: loaded.config.central?.url ?? null,
    agent: readCredential(join(folder, credentialFile))?.agent ?? null,
    upload: undefined,
    deliveredAt: stored.deliveredAt,
    isOutside: ({ addresses: [primary] }) => primary !== undefined && territory.isOutside(placeOf(primary.address)),
  });
  return { ...snapshot, devices: snapshot.devices.map(asLeft) };
}

/** The readings are gone with the agent, but a device that was in contact was read. */
function asLeft(device: DeviceSnapshot): DeviceSnapshot {
  return device.contact === "notReadYet" && device.lastContactAt !== null
    ? { ...device, contact: "answering" }
    : device;
}
