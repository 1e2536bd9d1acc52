import { expect, onTestFinished, test, vi } from "vitest";
import { silentLog } from "../../../src/agent/leaf/log.ts";
import { Poller, type PollerParts } from "../../../src/agent/schedule/poller.ts";
import { VirtualClock } from "../../virtual-clock.ts";
import { oneRange } from "./one-range.ts";

const quarterMs = 15 * 60_000;
const hourMs = 3_600_000;
const uid = "d-0000000000800000";
const place = { address: "192.168.2.7", port: 161 };
const intervals = { status: quarterMs, supplies: 24 * hourMs, full: 24 * hourMs };

test.each([
  ["an hour is left out", "2026-03-28T22:00:00Z"],
  ["an hour comes twice", "2026-10-24T21:00:00Z"],
])("in the night of Europe/Kyiv in which %s no poll is missing and none comes twice", async (_, midnight) => {
  vi.stubEnv("TZ", "Europe/Kyiv");
  onTestFinished(() => void vi.unstubAllEnvs());
  const clock = new VirtualClock(Date.parse(midnight));
  const asked: number[] = [];
  const device = { identity: { uid }, addresses: [place], credential: "public", failures: 0 };
  const keeper = { state: { inventory: { devices: new Map([[uid, device]]) } }, takeFailure: () => {} };
  const poller = new Poller({
    ...{ clock, log: { ...silentLog, error: () => asked.push(clock.wallMs()) } },
    ...{ territory: oneRange([place]), intervals, mostAtOnce: 1 },
    // Only what a poll touches before it crashes, and tells that it was begun.
    ...({ keeper, interview: { engine: { clock, limits: new Map() }, options: {} } } as unknown as Pick<
      PollerParts,
      "keeper" | "interview"
    >),
  });
  poller.start();
  onTestFinished(() => poller.stop());
  await clock.advance(hourMs / 2);
  asked.length = 0;
  await clock.advance(6 * hourMs);
  expect(asked).toHaveLength(24);
  expect(asked.slice(1).map((atMs, index) => atMs - (asked[index] ?? 0))).toEqual(Array(23).fill(quarterMs));
});
