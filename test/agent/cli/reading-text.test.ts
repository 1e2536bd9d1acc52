import { describe, expect, test } from "vitest";
import { levelBar } from "../../../src/agent/cli/level-bar.ts";
import { readingText } from "../../../src/agent/cli/reading-text.ts";
import { speechIn } from "../../../src/agent/cli/speech.ts";
import { alignColumns } from "../../../src/agent/cli/table.ts";
import { trayRow } from "../../../src/agent/cli/tray-row.ts";
import { voiceFor } from "../../../src/agent/status/voice.ts";
import { Reading } from "../../../src/contract/reading.ts";

test.each([
  ["toner", { state: "percent", percent: 50 }, "██████████░░░░░░░░░░  50%"],
  ["toner", { state: "percent", percent: 0 }, "░░░░░░░░░░░░░░░░░░░░  0%"],
  ["toner", { state: "some" }, "····················  some left"],
  ["waste", { state: "some" }, "····················  not full"],
  ["waste", { state: "percent", percent: 50 }, "██████████░░░░░░░░░░  50% free"],
] as const)("a level of %s, %j, is a bar with its number, or its name", (kind, level, expected) => {
  expect(levelBar({ kind, level }, voiceFor("en", "UTC", "2026-11-22T08:00:00.000Z"))).toBe(expected);
});

test("columns are aligned, the last one is not padded", () => {
  expect(
    alignColumns([
      ["a", "bb", "c"],
      ["aaa", "b", "cc"],
    ]),
  ).toEqual(["a    bb  c", "aaa  b   cc"]);
});

test.each([
  [{ name: "Tray 1", sheets: 250, capacity: 500 }, "Tray 1", "██████████░░░░░░░░░░  250 of 500 sheets"],
  [{ name: "7", sheets: 0, capacity: 150 }, "Tray 7", "░░░░░░░░░░░░░░░░░░░░  0 of 150 sheets"],
  [{ name: "LCT", sheets: 3000, capacity: 2500 }, "LCT", "████████████████████  3000 of 2500 sheets"],
  [{ name: "LCT", sheets: null, capacity: 2500 }, "LCT", "····················  holds 2500 sheets, level not told"],
  [{ name: "LCT", sheets: 12, capacity: null }, "LCT", "····················  12 sheets"],
  [{ name: "LCT", sheets: null, capacity: null }, "LCT", "····················  level not told"],
])("a tray has a name, and a bar where its level is told: %o", (tray, name, level) => {
  expect(trayRow(tray, speechIn("en"))).toEqual([name, level]);
});

describe("the text of a reading", () => {
  const observedAt = "2026-11-22T08:00:00.000Z";
  const nothing = { device: null, printer: null, errors: [], asleep: false, console: [] };
  const speech = speechIn("en");

  function textOf(parts: Partial<Reading>): string {
    const reading: Reading = { ...bare, ...parts };
    return readingText(reading, speech, speech.voice("UTC", observedAt));
  }

  const bare = Reading.parse({
    device: {
      ...{ uid: "d-0123456789abcdef", serial: "A5C1021007733", si: null, manufacturer: null, brand: "KONICA MINOLTA" },
      ...{ model: "bizhub C250i", family: null, isKonicaMinolta: true, sysObjectId: null, mac: null, hostName: "km" },
      ...{ location: "1st floor", contact: null, address: "192.168.1.20", firmware: [] },
      capabilities: { color: null, largeFormat: null, duplex: null, controller: "internal" },
    },
    ...{ observedAt, uptimeMs: null, complete: true, profile: { name: "konica-minolta", revision: 1 } },
  });

  test("says no state when the device tells none", () => {
    expect(textOf({ status: { ...nothing, printer: "unknown" } })).not.toMatch(/^State$/m);
  });

  test("leaves out the call for service that these machines make at rest", () => {
    const text = textOf({ status: { ...nothing, printer: "idle", errors: ["lowPaper", "serviceRequested"] } });
    expect(text).toMatch(/^ {2}idle\n {2}Reported by the printer: paper is low$/m);
  });

  test("shows the panel and what it calls an engineer for", () => {
    const serviceCall = { text: "Call service C-2557", troubleCode: "C-2557" };
    const text = textOf({ status: { ...nothing, console: ["Ready", " "], serviceCall } });
    expect(text).toMatch(/^ {2}Panel: Ready$/m);
    expect(text).toMatch(/^ {2}Service: Call service C-2557$/m);
  });

  test("leaves out paper sizes that were never used, and no other counter", () => {
    const counter = (id: string, value: number) => ({ id, value });
    const counters = [counter("total", 118_943), counter("jams", 0), counter("size.1541", 0), counter("size.1547", 3)];
    const text = textOf({ counters });
    expect(text).toMatch(/^ {2}Total {13}118,943\n {2}Jams {20}0\n {2}Paper size, 1547 {8}3$/m);
  });
});
