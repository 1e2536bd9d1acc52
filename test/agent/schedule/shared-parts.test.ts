import { expect, test } from "vitest";
import { emptyMemory } from "../../../src/agent/events/device-memory.ts";
import { shareMemory, shareReading } from "../../../src/agent/schedule/shared-parts.ts";
import type { Reading } from "../../../src/contract/reading.ts";
import { identity } from "../events/history.ts";

const raw = { unit: 19, max: -2, level: -3 };

const step = { key: "drum.cyan", lastTenths: 400, commonTenths: 0, falls: 0 };

/** A reading as it comes off the wire: every value a new object. */
function heardFrom(serial: string): Reading {
  return structuredClone<Reading>({
    device: { ...identity, serial, firmware: [{ name: "Printer Control C", version: "G00-35" }] },
    observedAt: "2026-11-01T08:00:00.000Z",
    uptimeMs: 1000,
    supplies: [
      { key: "toner.cyan", kind: "toner", color: "cyan", description: "Toner (Cyan)", level: { state: "low" }, raw },
    ],
    parts: [{ key: "drum.cyan", kind: "drum", color: "cyan", description: "Drum Cyan", level: { state: "some" }, raw }],
    alerts: [],
    profile: { name: "konica-minolta", revision: 1 },
    complete: true,
  });
}

test("devices of a model hold what they say alike once, and their own apart", () => {
  const [one, other] = [shareReading(heardFrom("A1")), shareReading(heardFrom("A2"))];
  expect(other.parts?.[0]).toBe(one.parts?.[0]);
  expect(other.supplies?.[0]).toBe(one.supplies?.[0]);
  expect(other.device.firmware).toBe(one.device.firmware);
  expect([one.device.serial, other.device.serial]).toEqual(["A1", "A2"]);
});

test("a shared reading says what was heard, and asks for no section that was not", () => {
  expect(shareReading(heardFrom("A3"))).toEqual(heardFrom("A3"));
});

test("the identity of first contact comes along in every reading as it is", () => {
  const { device } = shareReading(heardFrom("A4"));
  expect(shareReading({ ...heardFrom("A4"), device }).device).toBe(device);
});

test("a memory whose steps and firmware did not change stays as it is", () => {
  const after = { ...emptyMemory, observedAt: "2026-11-01T08:00:00.000Z" };
  expect(shareMemory(emptyMemory, after)).toBe(after);
});

test("memories of a model hold their steps alike once", () => {
  const [one, other] = [1, 2].map(() => shareMemory(undefined, { ...emptyMemory, levelSteps: [{ ...step }] }));
  expect(other?.levelSteps[0]).toBe(one?.levelSteps[0]);
  expect(other).toEqual({ ...emptyMemory, levelSteps: [step] });
});
