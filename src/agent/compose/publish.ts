import { type Clock, stamp } from "../leaf/clock.ts";
import { programVersion } from "../leaf/program.ts";
import type { SqliteOutbox } from "../outbox/sqlite-outbox.ts";
import type { SiteKeeper } from "../schedule/site-keeper.ts";
import type { TrapReceiver } from "../snmp/trap-receiver.ts";
import type { AgentSnapshot } from "../status/agent-snapshot.ts";
import { findFreeze, findStandstill, type HealthFacts } from "../status/health.ts";
import type { SiteHistory } from "../status/history/site-history.ts";
import type { Metrics } from "../status/metrics.ts";
import type { StatusPageParts } from "../status/page-parts.ts";
import { takeSnapshot } from "../status/take-snapshot.ts";
import type { CrashBook } from "../supervision/crash-book.ts";
import type { LoopDelay } from "../supervision/loop-delay.ts";
import { contactWithinS } from "../upload/contact-promise.ts";
import type { Uploader } from "../upload/uploader.ts";
import type { CentralAccess } from "./central-access.ts";
import type { ConfigInForce } from "./reload.ts";
import type { Watch } from "./watch.ts";

/** The whole ledger has a page of its own. */
const shownExchanges = 20;

/** What the agent looks at when somebody asks how it is. */
export interface Published {
  readonly inForce: ConfigInForce;
  readonly clock: Clock;
  readonly startedAt: string;
  readonly startedMonoMs: number;
  readonly keeper: SiteKeeper;
  readonly watch: Watch;
  readonly crashBook: CrashBook | undefined;
  readonly outbox: SqliteOutbox;
  readonly central: CentralAccess | undefined;
  readonly uploader: Uploader | undefined;
  readonly metrics: Metrics;
  readonly traps: TrapReceiver | undefined;
  readonly history: SiteHistory | undefined;
  readonly loopDelay: LoopDelay;
}

/** What page, metrics and watchdog are told. */
export interface Publication extends Pick<StatusPageParts, "snapshot" | "findStandstill" | "metrics" | "ledger"> {
  /** Why nothing moves until a restart; null: it moves, or a restart would mend nothing. */
  readonly findFreeze: () => string | null;
}

/** How the agent is at the moment of asking. */
export function publish(parts: Published): Publication {
  const { inForce, clock, startedAt, startedMonoMs, keeper, watch, outbox, central, uploader, traps, history } = parts;
  // A reload may name another central; until the restart this one is spoken to.
  const centralUrl = inForce.loaded.config.central?.url ?? null;
  const snapshot = (): AgentSnapshot =>
    takeSnapshot({
      version: programVersion(),
      siteName: inForce.loaded.config.site.name,
      now: stamp(clock),
      ...{ startedAt, keeper },
      sweep: watch.sweepProgress(),
      leftOut: parts.crashBook?.leftOut,
      loopDelay: parts.loopDelay.figures(),
      outbox: outbox.stats(),
      centralUrl,
      agent: central?.credential()?.agent ?? null,
      upload: uploader?.snapshot(),
      deliveredAt: outbox.lastDeliveryAt(),
      contactPromiseMs: contactWithinS(inForce.loaded.config.schedule.heartbeatIntervalS * 1000) * 1000,
      traps: traps?.counts,
      ledger: outbox.ledger(shownExchanges),
      recentEvents: history?.recentEvents(),
      isOutside: (device) => watch.poller.interviewer.isOutside(device),
      timesOf: (uid) => history?.timesOf(uid) ?? {},
    });
  const healthFacts = (): HealthFacts => {
    const upload = uploader?.snapshot();
    const { records, state } = outbox.stats();
    return {
      sinceStartMs: clock.monoMs() - startedMonoMs,
      devices: keeper.state.inventory.devices.size,
      sincePollMs: watch.poller.sincePollMs,
      statusIntervalMs: inForce.loaded.config.schedule.statusIntervalS * 1000,
      hasCentral: upload !== undefined,
      heartbeatIntervalMs: inForce.loaded.config.schedule.heartbeatIntervalS * 1000,
      ...{ outbox: state, records },
      sinceUploadMs: upload?.sinceSuccessMs ?? null,
      uploadWaitsFor: upload?.waitingFor ?? null,
      uploadDueInMs: upload?.nextTryInMs ?? null,
      sinceUploadStepMs: upload?.sinceStepMs ?? null,
    };
  };
  const standstill = () => findStandstill(healthFacts());
  const metrics = () =>
    parts.metrics.render({
      snapshot: snapshot(),
      sinceUploadMs: uploader?.snapshot().sinceSuccessMs ?? clock.monoMs() - startedMonoMs,
      isHealthy: standstill() === null,
      residentBytes: process.memoryUsage.rss(),
    });
  return {
    ...{ snapshot, findStandstill: standstill, metrics },
    findFreeze: () => findFreeze(healthFacts()),
    ledger: (most) => outbox.ledger(most),
  };
}
