import type { Acknowledgement } from "../../contract/batch.ts";
import { followedCommands, type UploadParts } from "../daemon.ts";
import { findDevice } from "../inventory/device-directory.ts";
import type { Clock } from "../leaf/clock.ts";
import { systemCode } from "../leaf/errors.ts";
import type { Log } from "../leaf/log.ts";
import { systemRandom } from "../leaf/random.ts";
import type { SqliteOutbox } from "../outbox/sqlite-outbox.ts";
import type { SiteKeeper } from "../schedule/site-keeper.ts";
import type { ClockTrust } from "../upload/clock-trust.ts";
import { CommandDesk } from "../upload/command-desk.ts";
import { Uploader } from "../upload/uploader.ts";
import { defaultUploaderSettings } from "../upload/uploader-state.ts";
import type { CentralAccess } from "./central-access.ts";
import type { ConfigInForce } from "./reload.ts";

interface BuildUploadParts {
  readonly inForce: ConfigInForce;
  readonly clock: Clock;
  readonly log: Log;
  readonly bootId: string;
  readonly central: CentralAccess;
  readonly outbox: SqliteOutbox;
  readonly keeper: SiteKeeper;
  readonly clockTrust: ClockTrust;
  readonly record: UploadParts["record"];
  readonly onAcknowledged: (acknowledgement: Acknowledgement) => void;
}

/** Builds what leads from the outbox to central, and from central's answers to the agent. */
export function buildUpload(parts: BuildUploadParts): UploadParts {
  const { inForce, clock, log, bootId, central, outbox, keeper, clockTrust, record, onAcknowledged } = parts;
  const isDeviceKnown = (uid: string) => findDevice(keeper.state.inventory, uid) !== undefined;
  const commands = new CommandDesk({
    ...{ outbox, log },
    rules: () => {
      const credential = central.credential();
      if (!credential) return undefined;
      const { agent, serviceKey } = credential;
      const allowed = new Set<string>(inForce.loaded.config.commands.allow);
      return { agent, serviceKey, allowed, known: followedCommands, isDeviceKnown };
    },
  });
  const uploader = new Uploader({
    ...{ outbox, clock, log, bootId },
    central: central.port,
    settings: defaultUploaderSettings,
    random: systemRandom.fraction,
    agent: () => central.credential()?.agent,
    isClockSynced: () => clockTrust.isSynced(),
    commandOutcomes: () => commands.untold(),
    onAcknowledged: (acknowledgement) => {
      clockTrust.hear(acknowledgement.serverTime);
      if (acknowledgement.newToken !== undefined) renewToken(central, acknowledgement.newToken, log);
      onAcknowledged(acknowledgement);
    },
  });
  return { uploader, commands, enrol: central.enrol, record };
}

/** The token before holds until central has seen this one: where it cannot be stored, the next offer is waited for. */
function renewToken(central: CentralAccess, token: string, log: Log): void {
  try {
    central.keepToken(token);
    log.info("agent.token-renewed");
  } catch (error) {
    log.warn("agent.token-not-kept", { reason: systemCode(error) ?? "unknown" });
  }
}
