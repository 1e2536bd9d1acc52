import { expect, test } from "vitest";
import { countDevices } from "../../../src/agent/cli/device-counts.ts";
import { speechIn } from "../../../src/agent/cli/speech.ts";
import { statusText } from "../../../src/agent/cli/status-text.ts";
import type { languages } from "../../../src/agent/leaf/language.ts";
import type { DeviceSnapshot } from "../../../src/agent/status/agent-snapshot.ts";
import { device, now, snapshot } from "../status/invented-site.ts";

const contacts: readonly DeviceSnapshot["contact"][] = [
  "answering",
  "answering",
  "quiet",
  "silent",
  "notReadYet",
  "outside",
];
const devices = contacts.map((contact, at) => device({ uid: `d-${at}`, contact, si: at === 0 ? null : `UA-${at}` }));

function devicesLine(language: (typeof languages)[number], devices: readonly DeviceSnapshot[]): string | undefined {
  return linesOf(language, devices).find((line) => /Devices|Пристрої/.test(line));
}

function linesOf(language: (typeof languages)[number], devices: readonly DeviceSnapshot[]): readonly string[] {
  const speech = speechIn(language);
  const look = { source: "running", snapshot: snapshot({ devices }) } as const;
  return statusText(look, speech, speech.voice("Europe/Kyiv", now));
}

test("every device is counted in its state of contact", () => {
  expect(countDevices(devices)).toEqual({
    ...{ known: 6, answering: 2, quiet: 1, silent: 1, notReadYet: 1, outside: 1, notRegistered: 1 },
  });
});

test("status names every state that a device is in, and no other", () => {
  expect(devicesLine("en", devices)).toContain(
    "6 known: 2 answering, 1 missed the last poll, 1 silent, 1 not read yet, 1 outside the ranges, 1 not registered",
  );
  expect(devicesLine("en", [])).toMatch(/Devices +0 known$/);
  expect(devicesLine("uk", devices.slice(4))).toContain("відомо 2: ще не зчитано 1, поза діапазонами 1");
});

test.each([
  [6, /registered \(6\): bizhub C301i \(\S+\)(, bizhub C301i \(\S+\)){5}$/],
  [1000, /registered \(1,000\): bizhub C301i \(\S+\)(, bizhub C301i \(\S+\)){5}, and more: 994$/],
])("of %i devices without an SI number status names a few and counts them all", (count, expected) => {
  const unregistered = Array.from({ length: count }, (_, at) => device({ uid: `d-${at}`, si: null }));
  expect(linesOf("en", unregistered).find((line) => line.includes("!"))).toMatch(expected);
});
