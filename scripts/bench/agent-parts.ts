import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEngine, pollingWire } from "../../src/agent/compose/snmp-engine.ts";
import { type Place, rangeSet } from "../../src/agent/discovery/range-set.ts";
import { eventSettings } from "../../src/agent/events/event-settings.ts";
import { defaultSiteSettings } from "../../src/agent/events/site.ts";
import { stamp, systemClock } from "../../src/agent/leaf/clock.ts";
import { parseAddress } from "../../src/agent/leaf/ipv4.ts";
import { silentLog } from "../../src/agent/leaf/log.ts";
import { projectFile } from "../../src/agent/leaf/project-files.ts";
import { systemRandom } from "../../src/agent/leaf/random.ts";
import { SqliteOutbox } from "../../src/agent/outbox/sqlite-outbox.ts";
import { loadMibs } from "../../src/agent/profile/load-mibs.ts";
import type { Intervals } from "../../src/agent/schedule/due-polls.ts";
import { type Interview, meetDevice } from "../../src/agent/schedule/meet-device.ts";
import { Poller } from "../../src/agent/schedule/poller.ts";
import { SiteKeeper } from "../../src/agent/schedule/site-keeper.ts";
import { Territory } from "../../src/agent/schedule/territory.ts";
import { publicCredential } from "../../src/agent/snmp/credentials.ts";
import { patientOptions } from "../../src/agent/snmp/snmp-engine.ts";

const mostPolls = 512;
const boundBytes = 1024 * 1024 * 1024;
const metAtOnce = 100;

/** The agent's way from the plan to the disk, in a folder of its own; `close` it. */
export async function openBenchAgent(places: readonly Place[], intervals: Intervals) {
  const folder = mkdtempSync(join(tmpdir(), "mfp-agent-bench-"));
  const clock = systemClock;
  const outbox = new SqliteOutbox({ folder, clock, log: silentLog, newEpoch: systemRandom.name, boundBytes });
  const engine = await openEngine(pollingWire);
  outbox.open();
  const library = loadMibs(projectFile("mibs"));
  const rules = { events: eventSettings(library, "UTC"), site: defaultSiteSettings };
  const keeper = new SiteKeeper({ outbox, clock, log: silentLog, rules, onStored() {} });
  const options = { ...patientOptions, signal: new AbortController().signal };
  const interview: Interview = { engine, library, options, stamp: () => stamp(clock) };
  const mostAtOnce = Math.min(mostPolls, engine.client.capacity);
  const territory = rangeOf(places);
  const poller = new Poller({
    clock,
    log: silentLog,
    interview,
    keeper,
    territory,
    intervals,
    mostAtOnce,
  });
  poller.start();
  return {
    ...{ engine, outbox, keeper, poller },
    meetAll: () => meetAll(places, interview, keeper, poller),
    /** Plans all devices anew, spread over their intervals. */
    spread: () => poller.retune({ territory, intervals }),
    close() {
      engine.client.close();
      outbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Reads all devices for the first time; answers how many were silent. */
async function meetAll(places: readonly Place[], interview: Interview, keeper: SiteKeeper, poller: Poller) {
  let silent = 0;
  for (let at = 0; at < places.length; at += metAtOnce) {
    const targets = places.slice(at, at + metAtOnce).map((place) => ({ ...place, credential: publicCredential }));
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

/** The places stand in a row. */
function rangeOf(places: readonly Place[]): Territory {
  const port = places[0]?.port ?? 0;
  const first = parseAddress(places[0]?.address ?? "") ?? 0;
  const range = { kind: "addresses" as const, first, last: first + places.length - 1, port, isPublic: false };
  const credentials = new Map([["public", publicCredential]]);
  return new Territory([{ places: rangeSet([range]), credentials: [publicCredential] }], credentials);
}
