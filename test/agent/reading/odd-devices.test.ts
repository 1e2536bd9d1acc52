import { describe, expect, test } from "vitest";
import type { SnmpValue } from "../../../src/agent/leaf/varbind.ts";
import { type Answers, collectAnswers } from "../../../src/agent/profile/answers.ts";
import { answersOf, readAnswers, type Written } from "./read-answers.ts";

type Tables = Readonly<Record<string, Readonly<Record<string, Written>>>>;

const mfp = "1.3.6.1.4.1.18334.1.1.1.2.1";
const printer = "1.3.6.1.2.1.25.3.1.5";
const network = "1.3.6.1.2.1.25.3.1.4";
const some = { state: "some" };
const percent = (value: number) => ({ state: "percent", percent: value });

/** One toner at this row. */
const toner = (row: string): Tables => ({
  prtMarkerSuppliesDescription: { [row]: "Toner (Black)" },
  prtMarkerSuppliesType: { [row]: 3 },
  prtMarkerSuppliesMaxCapacity: { [row]: 100 },
  prtMarkerSuppliesLevel: { [row]: 40 },
});
const c287: Tables = { sysDescr: { "0": "KONICA MINOLTA bizhub C287" }, sysObjectID: { "0": `${mfp}.132.2.1` } };
const mono: Tables = { sysDescr: { "0": "KONICA MINOLTA bizhub 287" }, sysObjectID: { "0": `${mfp}.123.2.1` } };

describe("a device that is odd", () => {
  const cases: readonly [string, Tables, object][] = [
    [
      "has a fax before the engine among its printers",
      {
        ...c287,
        ...toner("2.1"),
        hrDeviceType: { "1": printer, "2": printer },
        hrDeviceDescr: { "1": "Fax", "2": "KONICA MINOLTA bizhub C287" },
        hrPrinterStatus: { "1": 3, "2": 4 },
        prtGeneralSerialNumber: { "2": "A797019500624" },
      },
      { device: { serial: "A797019500624", model: "bizhub C287" }, status: { printer: "printing" }, supplies: [{}] },
    ],
    [
      "keeps its Printer-MIB at another index than its printer",
      {
        ...c287,
        ...toner("3.1"),
        hrDeviceType: { "1": printer },
        hrPrinterStatus: { "1": 4 },
        hrDeviceStatus: { "1": 2 },
      },
      { status: { device: "running", printer: "printing" }, supplies: [{ key: "toner.black", level: percent(40) }] },
    ],
    [
      "stands at a high index behind its network cards",
      { ...c287, ...toner("65537.1"), hrDeviceType: { "1": network, "65537": printer } },
      { supplies: [{ key: "toner.black", level: percent(40) }] },
    ],
    [
      "answers only its status",
      {
        ...c287,
        hrPrinterStatus: { "4": 3 },
        hrDeviceStatus: { "4": 2 },
        hrPrinterDetectedErrorState: { "4": Buffer.of(0x20) },
      },
      { status: { device: "running", printer: "idle", errors: ["lowToner"] }, supplies: [], counters: [] },
    ],
    [
      "joins its colors by a table that numbers them backwards",
      {
        ...c287,
        ...toner("1.1"),
        prtMarkerSuppliesDescription: { "1.1": "Toner" },
        prtMarkerSuppliesColorantIndex: { "1.1": 1 },
        prtMarkerColorantValue: { "1.1": "black", "1.4": "cyan" },
      },
      { supplies: [{ key: "toner.black" }] },
    ],
    [
      "names a colorant that its table lacks",
      {
        ...c287,
        ...toner("1.1"),
        prtMarkerSuppliesColorantIndex: { "1.1": 9 },
        prtMarkerColorantValue: { "1.1": "cyan" },
      },
      { supplies: [{ key: "toner.black" }] },
    ],
    [
      "is mono and answers rows of color toner and drums",
      {
        ...mono,
        prtMarkerSuppliesDescription: {
          "1.1": "Toner (Cyan)",
          "1.2": "Drum Cartridge (Magenta)",
          "1.4": "Toner (Black)",
        },
        prtMarkerSuppliesType: { "1.1": 3, "1.2": 9, "1.4": 3 },
        prtMarkerSuppliesLevel: { "1.1": 0, "1.2": 0, "1.4": 50 },
        prtMarkerSuppliesMaxCapacity: { "1.1": 100, "1.2": 100, "1.4": 100 },
      },
      { supplies: [{ key: "toner.black", level: percent(50) }], parts: [] },
    ],
    [
      "calls its waste box a consumed toner of class 4",
      {
        ...c287,
        prtMarkerSuppliesType: { "1.9": 3 },
        prtMarkerSuppliesClass: { "1.9": 4 },
        prtMarkerSuppliesLevel: { "1.9": -3 },
      },
      { supplies: [{ key: "waste", level: some }] },
    ],
    [
      "counts the room of its waste box in percent",
      {
        ...c287,
        prtMarkerSuppliesDescription: { "1.9": "Waste Toner Box" },
        prtMarkerSuppliesSupplyUnit: { "1.9": 19 },
        prtMarkerSuppliesMaxCapacity: { "1.9": -2 },
        prtMarkerSuppliesLevel: { "1.9": 0 },
      },
      { supplies: [{ key: "waste", level: { state: "full" } }] },
    ],
    [
      "says 50 of a maximum of 0",
      { ...c287, ...toner("1.1"), prtMarkerSuppliesMaxCapacity: { "1.1": 0 } },
      { supplies: [{ level: some }] },
    ],
    [
      "has no limit, in percent",
      {
        ...c287,
        ...toner("1.1"),
        prtMarkerSuppliesMaxCapacity: { "1.1": -1 },
        prtMarkerSuppliesSupplyUnit: { "1.1": 19 },
      },
      { supplies: [{ level: percent(40) }] },
    ],
    [
      "has a box for the chips of the punch beside the waste box",
      {
        ...c287,
        prtMarkerSuppliesDescription: { "1.9": "Waste Toner Box", "1.10": "Punch Waste Box" },
        prtMarkerSuppliesType: { "1.9": 4, "1.10": 4 },
        prtMarkerSuppliesLevel: { "1.9": -3, "1.10": -3 },
      },
      {
        supplies: [
          { key: "waste", kind: "waste" },
          { key: "punchWaste", kind: "otherSupply" },
        ],
      },
    ],
    [
      "lists one toner three times",
      {
        ...c287,
        prtMarkerSuppliesDescription: {
          "1.1": "Toner bottle(Cyan)",
          "1.5": "Toner bottle detail(Cyan)",
          "1.6": "Toner bottle(Cyan)",
        },
        prtMarkerSuppliesType: { "1.1": 3, "1.5": 3, "1.6": 3 },
        prtMarkerSuppliesSupplyUnit: { "1.5": 19 },
        prtMarkerSuppliesLevel: { "1.1": -3, "1.5": 38, "1.6": -3 },
      },
      { supplies: [{ key: "toner.cyan", level: percent(38) }] },
    ],
    [
      "sends more error bits than the standard knows",
      { ...c287, hrPrinterDetectedErrorState: { "1": Buffer.from([0x01, 0x01, 0xff, 0xff]) } },
      { status: { errors: ["serviceRequested"] } },
    ],
    [
      "labels some rows of its counters and not others",
      {
        ...c287,
        kmPrintColorType: { "1.1": 1 },
        kmPrintFunctionType: { "1.1": 1 },
        kmPrintTotal: { "1.1": 5, "2.2": 7, "3.1": 9 },
        kmTotal: { "0": 21 },
      },
      {
        counters: [
          { id: "total", value: 21 },
          { id: "copy.black", value: 5 },
          { id: "print.fullColor", value: 7 },
        ],
        checks: [{ sum: "total", parts: 21, stated: 21, ok: true }],
      },
    ],
    [
      "weighs its pages by a number that means nothing",
      { ...c287, kmDuplexWeight: { "0": 3 }, kmLargeWeight: { "0": -1 }, kmLargeType: { "0": -1 } },
      { counting: { duplexWeight: null, largeWeight: null, largeMeans: null } },
    ],
    [
      "counts below -1",
      { ...c287, kmTotal: { "0": -2_147_483_648 }, kmTotalLarge: { "0": -2 } },
      { counters: [], unsupported: [], checks: [] },
    ],
    [
      "has alerts that miss most columns",
      {
        ...c287,
        prtAlertSeverityLevel: { "1.1": 3, "1.2": 4 },
        prtAlertDescription: { "1.2": "No Paper Tray2" },
        prtAlertCode: { "1.3": 99_999 },
      },
      {
        alerts: [
          { code: null, codeName: "unknown", severity: "warning", group: "unknown", kind: "user", timeTicks: null },
          { code: 99_999, codeName: "99999", severity: "unknown", text: "", kind: "info" },
        ],
      },
    ],
    [
      "repeats one alert in two rows",
      {
        ...c287,
        prtAlertCode: { "1.7": 808, "1.8": 808 },
        prtAlertDescription: { "1.7": "No Paper Tray2", "1.8": "No Paper Tray2" },
      },
      { alerts: [{ text: "No Paper Tray2" }] },
    ],
    [
      "sleeps in Ukrainian without a code",
      { ...c287, prtAlertCode: { "1.7": 1 }, prtAlertDescription: { "1.7": "Режим сну" } },
      { status: { asleep: true }, alerts: [{ kind: "info" }] },
    ],
    [
      "has a name of two lines and a trade mark",
      { sysDescr: { "0": "KONICA MINOLTA\r\nbizhub®\0 C287  " } },
      { device: { manufacturer: "KONICA MINOLTA", model: "bizhub C287", family: "x27" } },
    ],
    [
      "shows a wireless card, a loopback and a broadcast address before its Ethernet",
      {
        ...c287,
        ifType: { "1": 71, "2": 24, "3": 6, "4": 6 },
        ifPhysAddress: {
          "1": Buffer.from("a0b1c2d3e4f5", "hex"),
          "2": Buffer.alloc(6),
          "3": Buffer.alloc(6, 0xff),
          "4": Buffer.from("00206ba78c2b", "hex"),
        },
      },
      { device: { mac: "00:20:6b:a7:8c:2b" } },
    ],
    [
      "fills its texts with dashes and blanks",
      {
        ...c287,
        sysName: { "0": "-" },
        sysLocation: { "0": " " },
        sysContact: { "0": "\0\0" },
        kmHostName: { "1": "KM7B9961" },
      },
      { device: { hostName: "KM7B9961", location: null, contact: null } },
    ],
    [
      "knows its trays by neither name nor level",
      { ...c287, prtInputMaxCapacity: { "1.1": -2, "1.7": 150 }, prtInputCurrentLevel: { "1.1": -3, "1.7": 0 } },
      {
        status: {
          trays: [
            { name: "1", sheets: null, capacity: null },
            { name: "7", sheets: 0, capacity: 150 },
          ],
        },
      },
    ],
  ];

  test.each(cases)("%s", (_name, tables, expected) => {
    expect(readAnswers(answersOf(tables))).toMatchObject(expected);
  });

  test("sends the special values of levels and counters in unsigned types", () => {
    const unsigned = (value: number): SnmpValue => ({ type: "gauge32", value: 2 ** 32 + value });
    const answers: Answers = new Map([
      ...answersOf({ ...c287, ...toner("1.1") }),
      ...collectAnswers([
        { object: "prtMarkerSuppliesLevel", instance: "1.1", value: unsigned(-3) },
        { object: "prtMarkerSuppliesMaxCapacity", instance: "1.1", value: unsigned(-2) },
        { object: "kmTotalLarge", instance: "0", value: { type: "counter32", value: 2 ** 32 - 1 } },
      ]),
    ]);
    expect(readAnswers(answers)).toMatchObject({
      supplies: [{ level: some, raw: { level: -3, max: -2 } }],
      counters: [],
      unsupported: ["total.large"],
    });
  });

  test("adds up to more than a number can hold", () => {
    const huge = { type: "counter64", value: BigInt(Number.MAX_SAFE_INTEGER) } as const;
    const answers: Answers = new Map([
      ...answersOf({
        ...c287,
        kmTotal: { "0": 7 },
        kmPrintColorType: { "1.1": 1, "2.1": 1 },
        kmPrintFunctionType: { "1.1": 1, "2.1": 1 },
      }),
      ...collectAnswers(["1.1", "2.1"].map((instance) => ({ object: "kmPrintTotal", instance, value: huge }))),
    ]);
    expect(readAnswers(answers).checks).toMatchObject([{ sum: "total", stated: 7, ok: false }]);
  });
});
