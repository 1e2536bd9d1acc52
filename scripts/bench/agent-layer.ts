import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Place } from "../../src/agent/discovery/range-set.ts";
import { eventSettings } from "../../src/agent/events/event-settings.ts";
import { defaultSiteSettings } from "../../src/agent/events/site.ts";
import { sleep, stamp, systemClock } from "../../src/agent/leaf/clock.ts";
import { silentLog } from "../../src/agent/leaf/log.ts";
import { projectFile } from "../../src/agent/leaf/project-files.ts";
import { systemRandom } from "../../src/agent/leaf/random.ts";
import { SqliteOutbox } from "../../src/agent/outbox/sqlite-outbox.ts";
import { loadMibs } from "../../src/agent/profile/load-mibs.ts";
import type { PollScope } from "../../src/agent/profile/poll-plan.ts";
import { type Interview, meetDevice } from "../../src/agent/schedule/meet-device.ts";
import { Poller } from "../../src/agent/schedule/poller.ts";
import { SiteKeeper } from "../../src/agent/schedule/site-keeper.ts";
import { publicCredential } from "../../src/agent/snmp/credentials.ts";
import { patientOptions } from "../../src/agent/snmp/snmp-engine.ts";
import { openBenchEngine } from "./engine.ts";
import type { Stopwatch, Work } from "./measure.ts";

/** As the daemon is composed. */
const pollSockets = 8;
const mostPolls = 512;
const boundBytes = 1024 * 1024 * 1024;
const neverMs = 1e9;
const metAtOnce = 100;

/** Meets all devices, then polls them again and again as the daemon does, each round as soon as the last has ended. */
export async function agentLayer(
  places: readonly Place[],
  rounds: number,
  scope: PollScope,
  stopwatch: Stopwatch,
): Promise<Work> {
  const folder = mkdtempSync(join(tmpdir(), "mfp-agent-bench-"));
  const outbox = new SqliteOutbox({
    folder,
    clock: systemClock,
    log: silentLog,
    newEpoch: systemRandom.name,
    boundBytes,
  });
  const engine = await openBenchEngine(pollSockets);
  try {
    outbox.open();
    const library = loadMibs(projectFile("mibs"));
    const rules = {
      events: eventSettings(library, "UTC"),
      site: defaultSiteSettings,
    };
    const keeper = new SiteKeeper({ outbox, clock: systemClock, log: silentLog, rules, onStored() {} });
    const interview = { engine, library, options: patientOptions, stamp: () => stamp(systemClock) };
    const poller = new Poller({
      clock: systemClock,
      log: silentLog,
      interview,
      keeper,
      credentials: new Map([["public", publicCredential]]),
      intervals: { status: neverMs, supplies: neverMs, full: neverMs },
      mostAtOnce: Math.min(mostPolls, engine.client.capacity),
    });
    poller.start();
    const silent = await meetAll(places, interview, keeper, poller);
    const known = keeper.state.inventory.devices.size;
    const storedBefore = outbox.stats().lastSeq;
    const failedBefore = failures(keeper);
    stopwatch.start(() => engine.client.traffic);
    for (let round = 1; round <= rounds; round += 1) {
      poller.readAllNow(scope);
      while (poller.polls < round * known) await sleep(systemClock, 1);
    }
    await poller.stop();
    stopwatch.end();
    const stored = outbox.stats().lastSeq - storedBefore;
    return {
      layer: "agent",
      scope,
      devicePolls: rounds * known,
      failed: failures(keeper) - failedBefore,
      silent,
      stored,
    };
  } finally {
    engine.client.close();
    outbox.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Reads all devices for the first time; answers how many were silent. */
async function meetAll(places: readonly Place[], interview: Interview, keeper: SiteKeeper, poller: Poller) {
  let silent = 0;
  for (let at = 0; at < places.length; at += metAtOnce) {
    const targets = places
      .slice(at, at + metAtOnce)
      .map((place) => ({ ...place, credential: { ...publicCredential } }));
    const met = await Promise.all(targets.map((target) => meetDevice(interview, target)));
    const meetings = met.flatMap((result) => (result.ok ? [result.value] : []));
    const heard = meetings.map(({ reading }) => ({ reading, credential: "public" }));
    const uids = keeper.takeReadings(heard);
    meetings.forEach(({ acquaintance }, index) => {
      poller.met(uids[index] ?? "", acquaintance);
    });
    silent += targets.length - meetings.length;
  }
  return silent;
}

function failures(keeper: SiteKeeper): number {
  return keeper.state.inventory.devices.values().reduce((sum, device) => sum + device.failures, 0);
}
