import { expect, test } from "vitest";
import { ClockTrust } from "../../../src/agent/upload/clock-trust.ts";
import { VirtualClock } from "../../virtual-clock.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const startMs = Date.UTC(2026, 10, 22, 8);
const serverTime = new Date(startMs).toISOString();

test.each([
  { what: "1970", wallMs: 0 },
  { what: "a sane date, which may be days behind", wallMs: startMs },
])("before central was heard, $what is not believed", ({ wallMs }) => {
  expect(new ClockTrust(new VirtualClock(wallMs)).isSynced()).toBe(false);
});

test.each([
  { what: "a minute slow", offMs: -60_000, isSynced: true },
  { what: "an hour fast", offMs: hourMs, isSynced: false },
  { what: "a day slow", offMs: -24 * hourMs, isSynced: false },
])("a clock that is $what against central's", ({ offMs, isSynced }) => {
  const trust = new ClockTrust(new VirtualClock(startMs + offMs));
  trust.hear(serverTime);
  expect(trust.isSynced()).toBe(isSynced);
  expect(trust.offsetMs()).toBe(-offMs);
});

test("a step of the clock shows at once, not only at the next answer", async () => {
  const clock = new VirtualClock(startMs);
  const trust = new ClockTrust(clock);
  trust.hear(serverTime);
  await clock.advance(10 * hourMs);
  expect(trust.isSynced()).toBe(true);
  clock.jumpWall(-hourMs);
  expect(trust.isSynced()).toBe(false);
});

test.each([
  { what: "half a day fast", offMs: 12 * hourMs, isBelieved: true },
  { what: "months behind", offMs: -90 * dayMs, isBelieved: false },
  { what: "a year ahead", offMs: 365 * dayMs, isBelieved: false },
])("the month of a clock that is $what against central's: $isBelieved", async ({ offMs, isBelieved }) => {
  const clock = new VirtualClock(startMs + offMs);
  const trust = new ClockTrust(clock);
  trust.hear(serverTime);
  expect(trust.isDateBelieved()).toBe(isBelieved);
  await clock.advance(2 * hourMs);
  expect(trust.isDateBelieved()).toBe(isBelieved);
});

test("where central is not heard a date is believed once nobody set it for an hour", async () => {
  const clock = new VirtualClock(startMs - 90 * dayMs);
  const trust = new ClockTrust(clock);
  const told: boolean[] = [];
  const ask = async (afterMs: number) => {
    await clock.advance(afterMs);
    told.push(trust.isDateBelieved());
  };
  await ask(0);
  await ask(hourMs - 1);
  clock.jumpWall(90 * dayMs);
  await ask(1);
  await ask(hourMs - 1);
  await ask(1);
  expect(told).toEqual([false, false, false, false, true]);
});

test("1970 is no date, however long it lasts", async () => {
  const clock = new VirtualClock(0);
  const trust = new ClockTrust(clock);
  expect(trust.isDateBelieved()).toBe(false);
  await clock.advance(2 * hourMs);
  expect(trust.isDateBelieved()).toBe(false);
});
