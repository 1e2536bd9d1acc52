import type { LoadedConfig } from "../config/config-store.ts";
import { stateFolderOf } from "../config/state-folder.ts";
import { eventSettings } from "../events/event-settings.ts";
import { defaultSiteSettings } from "../events/site.ts";
import { type Clock, systemClock } from "../leaf/clock.ts";
import { type Log, silentLog } from "../leaf/log.ts";
import { projectFile } from "../leaf/project-files.ts";
import { systemRandom } from "../leaf/random.ts";
import type { OpenReport } from "../outbox/outbox.ts";
import { risingEpoch } from "../outbox/rising-epoch.ts";
import { SqliteOutbox } from "../outbox/sqlite-outbox.ts";
import { loadMibs } from "../profile/load-mibs.ts";
import type { MibLibrary } from "../profile/mib-library.ts";
import { SiteKeeper } from "../schedule/site-keeper.ts";
import type { SiteRules } from "../schedule/site-state.ts";
import { type CentralAccess, openUplink } from "./central-access.ts";

interface StoreSettings {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly bootId?: string;
}

/** @throws AgentError when the store cannot be opened, as while an agent works on it */
export function openStore(
  { config }: LoadedConfig,
  settings: StoreSettings,
): { readonly outbox: SqliteOutbox; readonly opened: OpenReport } {
  const boundBytes = config.outbox.maxMegabytes * 1024 * 1024;
  const newEpoch = (former: string | undefined) => risingEpoch(former, settings.clock.wallMs(), systemRandom.name());
  const outbox = new SqliteOutbox({ ...settings, newEpoch, boundBytes });
  return { outbox, opened: outbox.open() };
}

/** The outbox alone, for a command that works on it while no agent does; it is open and the caller closes it. */
export function openOutbox(loaded: LoadedConfig, folder = stateFolderOf(loaded)): SqliteOutbox {
  return openStore(loaded, { folder, clock: systemClock, log: silentLog }).outbox;
}

export function siteRules(library: MibLibrary, timeZone: string): SiteRules {
  return { events: eventSettings(library, timeZone), site: defaultSiteSettings };
}

/** What a set-up works with before the agent runs: the agent's own store, memory and way to central. */
export interface DraftAgent {
  readonly outbox: SqliteOutbox;
  readonly keeper: SiteKeeper;
  readonly central: CentralAccess | undefined;
  readonly bootId: string;
}

/** @throws AgentError when the store cannot be opened, as while an agent works on it */
export function openDraftAgent(
  loaded: LoadedConfig,
  folders: { readonly store: string; readonly credential: string },
): DraftAgent {
  const outbox = openOutbox(loaded, folders.store);
  const rules = siteRules(loadMibs(projectFile("mibs")), loaded.config.site.timeZone);
  const keeper = new SiteKeeper({ outbox, clock: systemClock, log: silentLog, rules, onStored: () => {} });
  const central = openUplink(loaded, folders.credential, (exchange) => outbox.noteExchange(exchange));
  return { outbox, keeper, central, bootId: systemRandom.name() };
}
