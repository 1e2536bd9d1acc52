import { expect, onTestFinished, test } from "vitest";
import { silentLog } from "../../../src/agent/leaf/log.ts";
import { Heartbeat, type HeartbeatParts } from "../../../src/agent/schedule/heartbeat.ts";
import { SiteKeeper } from "../../../src/agent/schedule/site-keeper.ts";
import { Heartbeat as Body } from "../../../src/contract/heartbeat.ts";
import { VirtualClock } from "../../virtual-clock.ts";
import { settings } from "../events/history.ts";
import { openOutbox, wholeBatch } from "../outbox/temporary-outbox.ts";

/** What a heartbeat of an agent without devices says. */
function beat(loopDelay: HeartbeatParts["loopDelay"]): Body {
  const outbox = openOutbox(onTestFinished);
  const rules = { events: settings, site: { windowMs: 600_000, minDevices: 3, minShare: 0.5 } };
  const keeper = new SiteKeeper({ outbox, clock: new VirtualClock(), log: silentLog, rules, onStored: () => {} });
  const heartbeat = new Heartbeat({ outbox, keeper, version: "1", startedAt: "2026-11-22T08:00:00.000Z", loopDelay });
  heartbeat.beat(60_000, false);
  return Body.parse(outbox.nextBatch(wholeBatch)?.records[0]?.body);
}

test("a heartbeat tells how late the event loop was, once it is known", () => {
  expect(beat(() => ({ p99Ms: 3, maxMs: 61 })).loopDelay).toEqual({ p99Ms: 3, maxMs: 61 });
  expect(beat(() => null)).not.toHaveProperty("loopDelay");
});
