import { createServer } from "node:net";
import { credentialFile, openUplink, proxyLogin } from "../../compose/central-access.ts";
import type { Wire } from "../../compose/wire.ts";
import type { Configuration } from "../../config/config-schema.ts";
import type { LoadedConfig } from "../../config/config-store.ts";
import { stateFolderOf } from "../../config/state-folder.ts";
import { resolveHost } from "../../discovery/host.ts";
import { systemClock } from "../../leaf/clock.ts";
import { AgentError } from "../../leaf/errors.ts";
import { failed, ok } from "../../leaf/result.ts";
import { placeOf } from "../../schedule/meet-device.ts";
import { searchRanges } from "../../schedule/search-range.ts";
import { buildCredentials } from "../../snmp/credentials.ts";
import type { DeviceSnapshot } from "../../status/agent-snapshot.ts";
import { readAgentPage } from "../agent-page.ts";
import { batchLimits, type Look, lookAtAgent } from "../look-at-agent.ts";
import { devicesNamed } from "../named-device.ts";
import { isFolderInUse, readStoredAgent, type StoredAgent } from "../stored-agent.ts";
import { systemDeviceProbe } from "./device-probe.ts";
import { deviceSteps } from "./device-steps.ts";
import type { Step } from "./finding.ts";
import { thisMachine } from "./machine.ts";
import { systemProbe } from "./network-probe.ts";
import { networkSteps } from "./network-steps.ts";
import { machineSteps } from "./program-steps.ts";

/** What the agent needs of this machine. */
export async function machineChain(loaded: LoadedConfig): Promise<readonly Step[]> {
  const folder = stateFolderOf(loaded);
  return machineSteps({
    machine: thisMachine,
    loaded,
    nowMs: systemClock.wallMs(),
    page: await readAgentPage(loaded),
    isFolderInUse: () => isFolderInUse(folder),
    isPortTaken,
    readStored: () => readStoredAgent(folder, batchLimits),
    credentialFile,
  });
}

/** The way to central. */
export function networkChain(loaded: LoadedConfig, look: Look | undefined): readonly Step[] {
  return networkSteps({
    loaded,
    probe: systemProbe(systemClock),
    nowMs: () => systemClock.wallMs(),
    proxyLogin: () => proxyLogin(loaded),
    central: () => {
      const uplink = openUplink(loaded);
      return uplink?.credential() && uplink.port;
    },
    running: look?.source === "running" ? look.snapshot : undefined,
  });
}

/** The way of one device's data. */
export function deviceChain(
  loaded: LoadedConfig,
  look: Look | undefined,
  wire: Wire,
  name: string,
  waiting: StoredAgent["waiting"],
): readonly Step[] {
  const { config, secrets } = loaded;
  const credentials = buildCredentials(config, secrets);
  const devices = look?.snapshot.devices ?? [];
  return deviceSteps({
    name,
    locate: () => locate(devices, name),
    ranges: searchRanges(config.ranges, credentials),
    credentials,
    meet: (target) => wire.meet(target),
    probe: systemDeviceProbe(systemClock),
    devices,
    running: look?.source === "running" ? look.snapshot : undefined,
    waiting,
    hasCentral: config.central !== undefined,
    statusIntervalMs: config.schedule.statusIntervalS * 1000,
    nowMs: systemClock.wallMs(),
  });
}

async function locate(devices: readonly DeviceSnapshot[], name: string) {
  const [known] = devicesNamed(devices, name);
  if (known) return ok(placeOf(known.address));
  try {
    return ok(await resolveHost(name));
  } catch (error) {
    if (error instanceof AgentError) return failed(error.message);
    throw error;
  }
}

/** What the agent publishes or left behind; troubles with that are findings of other steps. */
export function lookIfAny(loaded: LoadedConfig): Promise<Look | undefined> {
  return lookAtAgent(loaded, systemClock).catch(ifOurs);
}

export function storedIfAny(loaded: LoadedConfig): StoredAgent | undefined {
  try {
    return readStoredAgent(stateFolderOf(loaded), batchLimits);
  } catch (error) {
    return ifOurs(error);
  }
}

function ifOurs(error: unknown): undefined {
  if (!(error instanceof AgentError)) throw error;
}

function isPortTaken({ host, port }: Configuration["statusPage"]): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(true));
    server.listen({ host, port }, () => server.close(() => resolve(false)));
  });
}
