import { expect, onTestFinished, test } from "vitest";
import { rangeSet } from "../../../src/agent/discovery/range-set.ts";
import { silentLog } from "../../../src/agent/leaf/log.ts";
import type { Acquaintance } from "../../../src/agent/schedule/meet-device.ts";
import { Poller, type PollerParts } from "../../../src/agent/schedule/poller.ts";
import { Territory } from "../../../src/agent/schedule/territory.ts";
import { publicCredential } from "../../../src/agent/snmp/credentials.ts";
import { VirtualClock } from "../../virtual-clock.ts";
import { oneRange } from "./one-range.ts";

const minuteMs = 60_000;
const uid = "d-0000000000800000";
const slow = { status: 60 * minuteMs, supplies: 60 * minuteMs, full: 60 * minuteMs };
const fast = { ...slow, status: minuteMs };
const place = { address: "192.168.2.7", port: 161 };
const territory = oneRange([place]);
const aName = { kind: "name", name: "mfp.example", port: 161 } as const;
const nameless = new Territory(
  [{ places: rangeSet([aName]), credentials: [publicCredential] }],
  new Map([["public", publicCredential]]),
  () => Promise.reject(new Error("no answer")),
);

/** A poller of one device whose polls all end in a crash, which is all that counts here. */
function bench({ ground = territory, credential = "public" } = {}) {
  const clock = new VirtualClock();
  const failures: string[] = [];
  const asked: number[] = [];
  const device = { identity: { uid }, addresses: [place], credential, failures: 0 };
  const inventory = { devices: new Map([[uid, device]]) };
  const keeper = { state: { inventory }, takeFailure: (_uid: string, reason: string) => failures.push(reason) };
  const engine = { clock, limits: new Map() };
  const poller = new Poller({
    ...{ clock, log: { ...silentLog, error: () => asked.push(clock.monoMs()) } },
    ...{ territory: ground, intervals: slow, mostAtOnce: 1 },
    // Only what a poll touches before it crashes.
    ...({ keeper, interview: { engine, options: {} } } as unknown as Pick<PollerParts, "keeper" | "interview">),
  });
  poller.start();
  onTestFinished(() => poller.stop());
  return { clock, poller, asked, failures };
}

/** What became of a device that was asked, for every poll here crashes. */
const crash = "the agent met a fault of its own at what it says";

test.each([
  ["asked where it stood last with what it answered to", "public", 1, [crash]],
  ["counted as not answering when that is unknown", "gone", 0, ["its range is a name that cannot be resolved"]],
])("while its name cannot be resolved a device is %s", async (_name, credential, polls, reasons) => {
  const { clock, asked, failures } = bench({ ground: nameless, credential });
  await clock.advance(minuteMs);
  expect([asked.length, failures]).toEqual([polls, reasons]);
});

test("a shorter interval holds from now on", async () => {
  const { clock, poller, asked } = bench();
  await clock.advance(minuteMs);
  const before = asked.length;
  poller.retune({ territory, intervals: fast });
  await clock.advance(10 * minuteMs);
  expect(asked.length - before).toBeGreaterThanOrEqual(10);
});

test("a longer interval holds after the poll that was due", async () => {
  const { clock, poller, asked } = bench();
  poller.retune({ territory, intervals: fast });
  await clock.advance(2 * minuteMs);
  poller.retune({ territory, intervals: slow });
  await clock.advance(2 * minuteMs);
  const settled = asked.length;
  await clock.advance(50 * minuteMs);
  expect(asked.length - settled).toBeLessThanOrEqual(1);
});

test("under other credentials a device that was met is forgotten, under the same it is not", async () => {
  const { poller } = bench();
  // Never looked into: the device is not asked before the test ends.
  poller.met(uid, {} as Acquaintance);
  poller.retune({ territory, intervals: slow });
  expect(poller.interviewer.knows(uid)).toBe(true);
  poller.retune({ territory: oneRange([place], new Map(territory.credentials)), intervals: slow });
  expect(poller.interviewer.knows(uid)).toBe(false);
});
