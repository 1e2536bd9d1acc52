import { expect, test } from "vitest";
import { publicCredential } from "../../../src/agent/snmp/credentials.ts";
import { DeviceLimitsBook, defaultLimits } from "../../../src/agent/snmp/device-limits.ts";
import { VirtualClock } from "../../virtual-clock.ts";

const target = { address: "192.0.2.1", port: 161, credential: publicCredential };
const hourMs = 3_600_000;
const clock = new VirtualClock();

test("a device that was asked for less is asked for a step more each day, up to what all manage", async () => {
  const book = new DeviceLimitsBook(clock);
  for (const tried of [24, 12, 6]) book.halvePduOids(target, tried);
  for (const tried of [10, 6, 2]) book.lowerRepetitions(target, tried);
  expect(book.of(target)).toEqual({ ...defaultLimits, pduOids: 3, repetitions: 1 });
  await clock.advance(23 * hourMs);
  expect(book.of(target)).toMatchObject({ pduOids: 3, repetitions: 1 });
  await clock.advance(hourMs);
  expect(book.of(target)).toMatchObject({ pduOids: 6, repetitions: 2 });
  await clock.advance(400 * 24 * hourMs);
  expect(book.of(target)).toEqual(defaultLimits);
});

test("a step that proves too much is taken back for another day", async () => {
  const book = new DeviceLimitsBook(clock);
  book.halvePduOids(target, 24);
  await clock.advance(24 * hourMs);
  book.halvePduOids(target, book.of(target).pduOids);
  await clock.advance(23 * hourMs);
  expect(book.of(target).pduOids).toBe(12);
});

test("time does not bring a version back, only being forgotten does", async () => {
  const book = new DeviceLimitsBook(clock);
  book.setVersion1(target, true);
  await clock.advance(48 * hourMs);
  expect(book.of(target).isVersion1).toBe(true);
  book.forget(target);
  expect(book.of(target)).toBe(defaultLimits);
});
