import { expect, test } from "vitest";
import { silentLog } from "../../../src/agent/leaf/log.ts";
import { Watchdog } from "../../../src/agent/supervision/watchdog.ts";
import { VirtualClock } from "../../virtual-clock.ts";

function rig({ isWatched = true, isHeard = true } = {}) {
  const clock = new VirtualClock();
  const told: string[] = [];
  const logged: string[] = [];
  const state: { freeze: string | null; standstill: string | null } = { freeze: null, standstill: null };
  const log = {
    ...silentLog,
    warn: (event: string) => void logged.push(event),
    error: (event: string, fields = {}) => void logged.push(`${event} ${JSON.stringify(fields)}`),
  };
  const watchdog = new Watchdog({
    ...{ clock, log, findFreeze: () => state.freeze, findStandstill: () => state.standstill },
    supervisor: {
      watchdogMs: isWatched ? 60_000 : undefined,
      notify: async (...assignments) => {
        told.push(assignments.join(" "));
        return isHeard;
      },
    },
  });
  return { clock, told, logged, state, watchdog };
}

test("readiness is told at the start, then three beats within the time that systemd waits", async () => {
  const { clock, told, watchdog } = rig();
  watchdog.start();
  await clock.advance(60_000);
  expect(told).toEqual(["READY=1", ...Array(3).fill("WATCHDOG=1 STATUS=data moves")]);
});

test("an outage is told and does not end the beats", async () => {
  const { clock, told, logged, state, watchdog } = rig();
  watchdog.start();
  state.standstill = "nothing was uploaded for too long: dns";
  await clock.advance(20_000);
  expect(told.slice(1)).toEqual(["WATCHDOG=1 STATUS=nothing was uploaded for too long: dns"]);
  expect(logged).toEqual([]);
});

test("beats are withheld while a restart would mend something, which is logged once, and go on after it", async () => {
  const { clock, told, logged, state, watchdog } = rig();
  watchdog.start();
  state.freeze = "no poll has ended for too long";
  await clock.advance(40_000);
  state.freeze = null;
  await clock.advance(20_000);
  expect(told.slice(1)).toEqual([
    ...Array(2).fill("STATUS=no poll has ended for too long"),
    "WATCHDOG=1 STATUS=data moves",
  ]);
  expect(logged).toEqual(['watchdog.withheld {"reason":"no poll has ended for too long"}']);
});

test("a stop is told and ends the beats, also one that comes before the start is over", async () => {
  const { clock, told, watchdog } = rig();
  watchdog.start();
  await watchdog.stop();
  watchdog.start();
  await clock.advance(60_000);
  expect(told).toEqual(["READY=1", "STOPPING=1"]);
});

test("without a watchdog only start and stop are told", async () => {
  const { clock, told, watchdog } = rig({ isWatched: false });
  watchdog.start();
  await clock.advance(600_000);
  expect(told).toEqual(["READY=1"]);
});

test("that systemd cannot be told is logged once", async () => {
  const { clock, logged, watchdog } = rig({ isHeard: false });
  watchdog.start();
  await clock.advance(60_000);
  expect(logged).toEqual(["watchdog.unheard"]);
});
