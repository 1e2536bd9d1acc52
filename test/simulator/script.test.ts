import { describe, expect, test } from "vitest";
import { parseScript, ScriptError } from "../../src/simulator/script.ts";
import { planDevices } from "../../src/simulator/site-plan.ts";

const SCRIPT = `
site:
  firstAddress: 127.0.5.255
  port: 16100
  devices:
    - recording: bizhub-c360i
      count: 2
      serial: "AA2K0110{n}"
      mac: "00206b99{n}"
      pagesPerDay: { print.black: 300, copy.fullColor.large.duplex: 50, scan: 20 }
      toner: { cyan: 22 }
      events:
        - { at: 2h, do: jam, for: 3m }
        - { at: 1d, do: replaceToner, color: cyan }
    - recording: customer/one.snmprec
`;

function faultsOf(script: string): readonly string[] {
  try {
    parseScript(script, "site.yaml");
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ScriptError);
    return error instanceof Error ? error.message.split("\n") : [];
  }
}

describe("a script", () => {
  test("plans each device with its own address and identity", () => {
    const plans = planDevices(parseScript(SCRIPT, "/home/site.yaml"));
    expect(plans.map(({ address, port }) => `${address}:${port}`)).toEqual([
      "127.0.5.255:16100",
      "127.0.6.0:16100",
      "127.0.6.1:16100",
    ]);
    expect(plans.slice(0, 2).map(({ identity }) => [identity.serial, identity.mac])).toEqual([
      ["AA2K011000001", "00206b990001"],
      ["AA2K011000002", "00206b990002"],
    ]);
  });

  test.each([
    ["port: 1161", ["127.0.0.1:1161", "127.0.0.1:1162"]],
    ["port: 0", ["127.0.0.1:0", "127.0.0.1:0"]],
    ["firstAddress: 127.0.5.1, port: 1161", ["127.0.5.1:1161", "127.0.5.2:1161"]],
  ])("with %s gives each device a place of its own", (place, places) => {
    const devices = "devices: [{ recording: bizhub-c360i }, { recording: hp-like-color }]";
    const plans = planDevices(parseScript(`site: { ${place}, ${devices} }`, "site.yaml"));
    expect(plans.map(({ address, port }) => `${address}:${port}`)).toEqual(places);
  });

  test("with more devices than ports says so", () => {
    const devices = "devices: [{ recording: bizhub-c360i }, { recording: hp-like-color }]";
    const script = parseScript(`site: { port: 65535, ${devices} }`, "site.yaml");
    expect(() => planDevices(script)).toThrow(/not enough .* firstAddress/);
  });

  test("looks for recordings of its own beside it", () => {
    expect(parseScript(SCRIPT, "/home/site.yaml").devices[1]?.recording).toBe("/home/customer/one.snmprec");
  });

  test("plans rates, starting levels and events in the order of time", () => {
    const [plan] = planDevices(parseScript(SCRIPT, "site.yaml"));
    expect(plan?.schedule.rates[1]).toEqual({
      kind: "print",
      function: "copy",
      color: "fullColor",
      isLarge: true,
      isDuplex: true,
      pagesPerDay: 50,
    });
    expect(plan?.schedule.actions.map(({ atMs }) => atMs)).toEqual([0, 7_200_000, 7_380_000, 86_400_000]);
  });

  test.each([
    [
      "an unknown key",
      "site:\n  devices:\n    - recording: bizhub-c360i\n      colour: b",
      /^site\.yaml:4: site\.devices\.0\.colour: /,
    ],
    ["a missing key", "site:\n  devices:\n    - count: 1", /^site\.yaml:3: site\.devices\.0\.recording: /],
    [
      "a wrong duration",
      "site:\n  devices:\n    - recording: bizhub-c360i\n      events:\n        - { do: jam, at: 2h,\n            for: soon }",
      /^site\.yaml:6: site\.devices\.0\.events\.0\.for: expected a duration/,
    ],
    [
      "an unknown event",
      "site:\n  devices:\n    - recording: bizhub-c360i\n      events:\n        - { at: 2h, do: fly }",
      /^site\.yaml:5: site\.devices\.0\.events\.0\.do: /,
    ],
    [
      "an unknown counter",
      "site:\n  devices:\n    - recording: bizhub-c360i\n      pagesPerDay:\n        print.pink: 3",
      /^site\.yaml:5: site\.devices\.0\.pagesPerDay\.print\.pink: expected scan, or/,
    ],
    [
      "several devices of one serial",
      "site:\n  devices:\n    - recording: bizhub-c360i\n      count: 2\n      serial: AA2K011",
      /^site\.yaml:5: site\.devices\.0\.serial: several devices need/,
    ],
    [
      "a recording that nobody made",
      "site:\n  devices:\n    - recording: bizhub-c999",
      /^site\.yaml:3: site\.devices\.0\.recording: "bizhub-c999" is no built-in recording \(.*bizhub-c360i/,
    ],
    [
      "a serial that no agent believes",
      "site:\n  devices:\n    - recording: bizhub-c360i\n      serial: A-17",
      /^site\.yaml:4: site\.devices\.0\.serial: expected at least 5 letters and digits/,
    ],
    [
      "a serial of one letter in a swap",
      "site:\n  devices:\n    - recording: bizhub-c360i\n      events:\n        - { at: 2h, do: swap, serial: '0000000000' }",
      /^site\.yaml:5: site\.devices\.0\.events\.0\.serial: expected/,
    ],
    ["an anchor that is none", "site: *nowhere", /^site\.yaml: Unresolved alias/],
    ["nothing in it", "", /^site\.yaml:1: expected keys with values$/],
    ["broken YAML", "site:\n  devices: [", /^site\.yaml:2: /],
  ])("with %s is refused by file, line and key", (_, script, message) => {
    expect(faultsOf(script)[0]).toMatch(message);
  });

  test.each([
    ["site: { devices: [{ recording: 5 }] }", "site.devices.0.recording: expected a text"],
    ["site: { devices: [{ recording: bizhub-c360i, count: two }] }", "site.devices.0.count: expected a number"],
    ["site: { devices: [{ recording: bizhub-c360i, count: 1.5 }] }", "site.devices.0.count: expected a whole number"],
    ['site: { devices: [{ recording: bizhub-c360i, location: "" }] }', "site.devices.0.location: must not be empty"],
    [
      "site: { devices: [{ recording: bizhub-c360i, toner: { black: 300 } }] }",
      "site.devices.0.toner.black: expected at most 100",
    ],
    [
      "site: { devices: [{ recording: bizhub-c360i, toner: { blue: 5 } }] }",
      "site.devices.0.toner.blue: there is no such key",
    ],
    [
      "site: { devices: [{ recording: bizhub-c360i, events: [{ at: 1h, do: jam }] }] }",
      "site.devices.0.events.0.for: is missing",
    ],
    [
      "site: { devices: [{ recording: bizhub-c360i, events: [{ at: 1h, do: replaceToner, color: blue }] }] }",
      "site.devices.0.events.0.color: expected one of cyan, magenta, yellow, black",
    ],
    ["site: { devices: [] }", "site.devices: expected at least 1 in the list"],
    ["site: { devices: 5 }", "site.devices: expected a list"],
    ["site: { port: -1, devices: [{ recording: bizhub-c360i }] }", "site.port: expected at least 0"],
    [
      "site: { firstAddress: 1.2.3, devices: [{ recording: bizhub-c360i }] }",
      "site.firstAddress: expected an IPv4 address such as 127.0.5.1",
    ],
  ])("%s is told in words of its author", (script, fault) => {
    expect(faultsOf(script)).toEqual([`site.yaml:1: ${fault}`]);
  });

  test("with an unknown event is told which there are", () => {
    const [fault] = faultsOf("site: { devices: [{ recording: bizhub-c360i, events: [{ at: 1h, do: fly }] }] }");
    expect(fault).toMatch(/do: expected one of jam, coverOpen, .*, swap$/);
  });

  test("tells all its faults at once", () => {
    expect(faultsOf("site:\n  port: -1\n  devices: []")).toHaveLength(2);
  });
});
