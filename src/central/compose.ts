import { type AdminSettings, isLoopbackHost } from "./admin-access.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { RandomBytes } from "./credential.ts";
import { createCode } from "./enrolment.ts";
import { listen, type TlsFiles } from "./listener.ts";
import { type Log, silentLog } from "./log.ts";
import { systemRandom } from "./random.ts";
import { RateLimit } from "./rate-limit.ts";
import { defaultKeepDays } from "./retention.ts";
import { makeRoutes } from "./routes.ts";
import { openServiceKey } from "./service-key.ts";
import { lockSqliteStore, openSqliteStore } from "./sqlite-store.ts";
import type { CentralStore } from "./store.ts";
import { Sweeper } from "./sweeper.ts";
import { CentralError } from "./trouble.ts";

/** What central runs with; only the folder has no default. */
export interface CentralSettings {
  readonly dataDir: string;
  readonly host?: string;
  /** 0, the default: any free port. */
  readonly port?: number;
  readonly tls?: TlsFiles | null;
  /** Needed to see the admin page from other machines; null: only this machine sees it. */
  readonly adminToken?: string | null;
  /** Days on which nobody works, as in `2026-08-24`. */
  readonly holidays?: readonly string[];
  /** How long readings are kept. */
  readonly keepDays?: number;
  readonly clock?: Clock;
  readonly random?: RandomBytes;
  readonly log?: Log;
}

/** A central that runs in this process. */
export interface Central {
  /** Where agents upload to, without a slash at the end. */
  readonly url: string;
  /** Where people look. */
  readonly adminUrl: string;
  readonly store: CentralStore;
  /** A one-time code for a site's agent. */
  createCode(site: string): Promise<string>;
  /** Does at once what central does by itself from time to time. */
  sweep(): Promise<void>;
  stop(): Promise<void>;
}

/** Opens the store, listens, and sweeps until it is stopped. Throws `CentralError` when it cannot start. */
export async function startCentral(settings: CentralSettings): Promise<Central> {
  const held = new AsyncDisposableStack();
  try {
    return await serve(settings, held);
  } catch (error) {
    await held.disposeAsync();
    throw error;
  }
}

/** What was taken is given back in the reverse order, at the stop or when the start fails. */
async function serve(settings: CentralSettings, held: AsyncDisposableStack): Promise<Central> {
  const { dataDir, host = "127.0.0.1", port = 0, tls = null, adminToken = null } = settings;
  const { clock = systemClock, random = systemRandom, log = silentLog } = settings;
  const admin: AdminSettings = { isLoopback: isLoopbackHost(host), token: adminToken };
  if (!admin.isLoopback && tls === null) {
    throw new CentralError("config", `--host ${host} is open to the network: give --tls-cert and --tls-key as well`);
  }
  const holidays = new Set(settings.holidays ?? []);
  const { keepDays = defaultKeepDays } = settings;
  held.defer(lockSqliteStore(dataDir));
  const store = held.adopt(openSqliteStore(dataDir), (opened) => opened.close());
  const serviceKey = openServiceKey(dataDir).publicKey;
  const limit = new RateLimit(() => clock.monoMs());
  const routes = makeRoutes({ store, clock, random, log, limit, admin, holidays, serviceKey });
  const answer = (request: Request, env: unknown) => routes.fetch(request, { ...Object(env) });
  const listener = held.adopt(await listen(answer, { host, port, tls }, clock), (open) => open.stop());
  const sweeper = held.adopt(new Sweeper(store, clock, log, holidays, keepDays), (running) => running.stop());
  sweeper.start();
  const url = `${tls === null ? "http" : "https"}://${host.includes(":") ? `[${host}]` : host}:${listener.port}`;
  log.info("central.started", { url, dataDir });
  return {
    url,
    adminUrl: `${url}/`,
    store,
    createCode: async (site) => (await createCode(store, site, clock.wallMs(), random)).code,
    sweep: () => sweeper.sweep(),
    async stop() {
      await held.disposeAsync();
      log.info("central.stopped");
    },
  };
}
