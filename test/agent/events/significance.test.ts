import { describe, expect, test } from "vitest";
import { findAlternatives, type Neighbor } from "../../../src/agent/events/alternatives.ts";
import { afterRecording, isNews } from "../../../src/agent/events/significance.ts";
import { eventDevice } from "../../../src/agent/inventory/event-device.ts";
import { identity, makeReading, type Shown } from "./history.ts";

const before: Shown = {
  toners: { cyan: 50 },
  parts: { drum: 80 },
  status: { errors: ["lowPaper"] },
  alerts: [{ kind: "user", text: "A" }],
};
const recorded = afterRecording(null, makeReading(0, before));

test("levels of what a device no longer has are forgotten with the next reading of all", () => {
  const shown = (key: string, rest: Shown = {}) =>
    afterRecording(recorded, makeReading(1, { toners: { [key]: 5 }, ...rest }));
  expect(Object.keys(shown("yellow").levels)).toEqual(["toner.cyan", "drum", "toner.yellow"]);
  expect(Object.keys(shown("yellow", { parts: {} }).levels)).toEqual(["toner.yellow"]);
});

describe("a reading is news", () => {
  test.each<[string, boolean, Shown]>([
    ["nothing changed", false, before],
    ["nothing that was asked changed", false, { status: { errors: ["lowPaper"] } }],
    [
      "it only prints, sleeps or says so",
      false,
      {
        status: { printer: "printing", asleep: true, errors: ["lowPaper"] },
        alerts: [{ kind: "user", text: "A" }, { text: "Sleep" }],
      },
    ],
    ["it has counters", true, { counters: { total: 1 } }],
    ["a level fell", true, { toners: { cyan: 49 } }],
    ["a part appeared", true, { parts: { fuser: 90 } }],
    ["an alert went", true, { alerts: [] }],
    ["an error bit came", true, { status: { errors: ["lowPaper", "jammed"] } }],
    ["the device went down", true, { status: { device: "down", errors: ["lowPaper"] } }],
  ])("when %s: %#", (_name, expected, shown) => {
    expect(isNews(recorded, makeReading(1, shown))).toBe(expected);
  });

  test("when it is the first", () => {
    expect(isNews(null, makeReading(0, {}))).toBe(true);
  });
});

test("alternatives are working machines that can do the same, the nearest by the words of their place first", () => {
  const neighbor = (uid: string, location: string, traits: Partial<Neighbor> = {}): Neighbor => ({
    device: { ...eventDevice(identity), uid, location },
    isKonicaMinolta: true,
    isWorking: true,
    color: true,
    largeFormat: true,
    ...traits,
  });
  const found = findAlternatives(neighbor("self", "2nd floor, room 214"), [
    neighbor("self", "2nd floor, room 214"),
    neighbor("depot", "Depot"),
    neighbor("near", "Room 2, 2nd floor"),
    neighbor("floor", "2nd Floor"),
    neighbor("broken", "2nd floor", { isWorking: false }),
    neighbor("mono", "2nd floor", { color: false }),
    neighbor("small", "2nd floor", { largeFormat: null }),
    neighbor("other", "2nd floor", { isKonicaMinolta: false }),
  ]);
  expect(found.map(({ uid }) => uid)).toEqual(["near", "floor", "depot"]);
});
