import { describe, expect, test } from "vitest";
import { recordedAnswers } from "../../recorded-answers.ts";
import { answersOf, readAnswers } from "./read-answers.ts";

const mfp = "1.3.6.1.4.1.18334.1.1.1.2.1";
const hrDevicePrinter = "1.3.6.1.2.1.25.3.1.5";

describe("identity", () => {
  test.each([
    ["KONICA MINOLTA bizhub C287", `${mfp}.132.2.1`, "bizhub C287", "x27"],
    ["KONICA MINOLTA bizhub C284e", `${mfp}.82.2.1`, "bizhub C284e", "x54e"],
    ["", `${mfp}.132.3.9`, "bizhub C287", "x27"],
    ["", `${mfp}.79.2.1`, "bizhub C754 / C754e", null],
    ["", `${mfp}.65000.1.1`, null, null],
    ["bizhub 25e", `${mfp}.10008.1.1`, "bizhub 25e", "A4"],
  ])("the text “%s” goes before the number of %s", (sysDescr, sysObjectID, model, family) => {
    const { device } = readAnswers(answersOf({ sysDescr: { "0": sysDescr }, sysObjectID: { "0": sysObjectID } }));
    expect(device).toMatchObject({ model, family, isKonicaMinolta: true });
  });

  test.each(["0000000000", "XXXXXXXXXX", "----------", "N/A", "", "Unknown", " "])("“%s” is no serial", (serial) => {
    expect(readAnswers(answersOf({ prtGeneralSerialNumber: { "1": serial } })).device.serial).toBeNull();
  });

  test("the row of a network card or a disk does not name the printer", () => {
    const answers = answersOf({
      sysDescr: { "0": "KONICA MINOLTA bizhub C287" },
      hrDeviceType: { "1": "1.3.6.1.2.1.25.3.1.4", "3": hrDevicePrinter },
      hrDeviceDescr: { "1": "Ethernet card" },
      prtGeneralSerialNumber: { "3": "A797019500624" },
    });
    expect(readAnswers(answers).device).toMatchObject({ model: "bizhub C287", serial: "A797019500624" });
  });

  test.each([
    ["bizhub C287", true],
    ["bizhub 25e", false],
    ["bizhub 300i", false],
    ["bizhub PRESS C1070", true],
    ["bizhub PRESS 1250P", false],
    ["AccurioPress 6136P", false],
    ["AccurioPrint C4065", true],
    ["ineo+ 258", true],
    ["ineo 4050i", false],
    ["D450", null],
  ])("%s is a color machine: %s", (model, color) => {
    const { device } = readAnswers(answersOf({ sysDescr: { "0": `KONICA MINOLTA ${model}` } }));
    expect(device.capabilities.color).toBe(color);
  });

  test("a controller before the engine shows no copy rows", () => {
    const rows = {
      sysObjectID: { "0": `${mfp}.204.3.1` },
      kmPrintColorType: { "1.1": 1, "2.1": 2 },
      kmPrintFunctionType: { "1.1": 2, "2.1": 2 },
      kmPrintTotal: { "1.1": 13_601, "2.1": 315_366 },
    };
    const { device, counters } = readAnswers(answersOf(rows));
    expect(device.capabilities).toMatchObject({ controller: "external", functions: ["print"] });
    expect(counters?.map(({ id }) => id)).toEqual(["print.black", "print.fullColor"]);
  });

  test.each([
    ["KONICA MINOLTA bizhub C287", `${mfp}.132.2.1`, "KONICA MINOLTA", "KONICA MINOLTA", "bizhub C287"],
    ["ineo+ 258", "1.3.6.1.4.1.18334.1.2.1.2.1.131.3.9", "KONICA MINOLTA", "Develop", "ineo+ 258"],
    ["ineo+ 258", "", "KONICA MINOLTA", "Develop", "ineo+ 258"],
    ["Olivetti d-Color MF259", "1.3.6.1.4.1.18334.1.2.1.2.1.131.3.9", "KONICA MINOLTA", "Olivetti", "d-Color MF259"],
    ["d-Color MF259", "1.3.6.1.4.1.18334.1.2.1.2.1.131.3.9", "KONICA MINOLTA", "Olivetti", "d-Color MF259"],
    ["MFX-C5590", "1.3.6.1.4.1.18334.1.2.1.2.1.143.2.7", "KONICA MINOLTA", "Muratec", "MFX-C5590"],
    ["", "1.3.6.1.4.1.18334.1.2.1.2.1.181.3.4", "KONICA MINOLTA", "SINDOH", "D450"],
    ["D450", "1.3.6.1.4.1.18334.1.2.1.2.1.181.3.4", "KONICA MINOLTA", null, "D450"],
    ["VarioLink 3622c", "1.3.6.1.4.1.18334.1.2.1.2.1.49.2.2", "KONICA MINOLTA", "VarioLink", "VarioLink 3622c"],
    ["Generic 36BW-8", "1.3.6.1.4.1.18334.1.2.1.2.1.122.2.10", "KONICA MINOLTA", null, "Generic 36BW-8"],
    ["", "1.3.6.1.4.1.18334.1.2.1.2.1.50.2.2", "KONICA MINOLTA", "Develop", null],
    ["KONICA MINOLTA 25e", `${mfp}.10008.1.1`, "KONICA MINOLTA", "KONICA MINOLTA", "25e"],
    ["KONICA MINOLTA bizhub® C3321i (A4)", `${mfp}.1.1.1`, "KONICA MINOLTA", "KONICA MINOLTA", "bizhub C3321i"],
    ["Kyocera d-Copia 3000MF", "1.3.6.1.4.1.1347.41", "Kyocera", "Kyocera", "d-Copia 3000MF"],
  ])("“%s” (%s) is made by %s, sold by %s as %s", (sysDescr, sysObjectID, manufacturer, brand, model) => {
    const { device } = readAnswers(answersOf({ sysDescr: { "0": sysDescr }, sysObjectID: { "0": sysObjectID } }));
    expect(device).toMatchObject({ manufacturer, brand, model, isKonicaMinolta: manufacturer === "KONICA MINOLTA" });
  });

  test.each([
    ["KONICA MINOLTA 25e", false],
    ["KONICA MINOLTA C25", true],
    ["KONICA MINOLTA 240f", false],
  ])("“%s” without a series is a color machine: %s", (sysDescr, color) => {
    expect(readAnswers(answersOf({ sysDescr: { "0": sysDescr } })).device.capabilities.color).toBe(color);
  });

  describe("a controller before the engine", () => {
    const copies = { kmPrintColorType: { "1.1": 1 }, kmPrintFunctionType: { "1.1": 1 }, kmPrintTotal: { "1.1": 4 } };
    const prints = { kmPrintColorType: { "1.1": 1 }, kmPrintFunctionType: { "1.1": 2 }, kmPrintTotal: { "1.1": 4 } };
    const machine = "KONICA MINOLTA AccurioPrint C4065";
    test.each([
      ["says so itself", { sysDescr: { "0": "Fiery IC-419" }, hrDeviceDescr: { "1": machine }, ...copies }, "external"],
      ["says so in the printer's row", { sysDescr: { "0": machine }, hrDeviceDescr: { "1": "EFI Fiery" } }, "external"],
      ["shows no copies", { sysDescr: { "0": machine }, ...prints }, "external"],
      ["is not there where copies are counted", { sysDescr: { "0": machine }, ...copies }, "internal"],
      ["is not there on a printer", { sysDescr: { "0": "KONICA MINOLTA bizhub C353P" }, ...prints }, "internal"],
      ["is not there where nothing is counted", { sysDescr: { "0": machine } }, "internal"],
    ])("%s", (_name, tables, controller) => {
      const number = { sysObjectID: { "0": `${mfp}.204.2.7` }, prtGeneralSerialNumber: { "1": "ACC2259270535" } };
      expect(readAnswers(answersOf({ ...number, ...tables })).device.capabilities.controller).toBe(controller);
    });

    test("does not lend its name to the machine", () => {
      const texts = { hrDeviceDescr: { "1": "Fiery IC-419" }, sysDescr: { "0": machine } };
      const { device } = readAnswers(answersOf({ ...texts, prtGeneralSerialNumber: { "1": "ACC2259270535" } }));
      expect(device).toMatchObject({ brand: "KONICA MINOLTA", model: "AccurioPrint C4065" });
    });
  });

  test.each([
    ["an A4 series", "bizhub C3350", {}, false],
    ["an A4 series that counts legal paper as large", "bizhub C3350", { kmLargeType: 3, kmTotalLarge: 5 }, false],
    ["large pages that were made", "bizhub C287", { kmLargeType: 1, kmTotalLarge: 5 }, true],
    ["none made so far", "bizhub C287", { kmLargeType: 1, kmTotalLarge: 0 }, true],
    ["none where nothing counts as large", "bizhub C287", { kmLargeType: 0, kmTotalLarge: 0 }, null],
    ["no counter where nothing counts as large", "bizhub C287", { kmLargeType: 0, kmTotalLarge: -1 }, null],
    ["no counter where A3 counts as large", "bizhub X1", { kmLargeType: 1, kmTotalLarge: -1 }, false],
    ["no counter, and no word of what is large", "bizhub X1", { kmTotalLarge: -1 }, null],
    ["no answer", "bizhub C287", {}, null],
  ] as const)("large paper: %s (%s) %j", (_name, model, scalars, largeFormat) => {
    const tables = Object.fromEntries(Object.entries(scalars).map(([object, value]) => [object, { "0": value }]));
    const { device } = readAnswers(answersOf({ sysDescr: { "0": `KONICA MINOLTA ${model}` }, ...tables }));
    expect(device.capabilities.largeFormat).toBe(largeFormat);
  });

  test.each([
    [-1, null],
    [0, true],
    [12, true],
  ])("a duplex counter of %i tells of duplex: %s", (value, duplex) => {
    const answers = answersOf({ sysDescr: { "0": "KONICA MINOLTA bizhub C287" }, kmTotalDuplex: { "0": value } });
    expect(readAnswers(answers).device.capabilities.duplex).toBe(duplex);
  });

  test.each([
    ["Finisher", "A5C10Y0-FS01", true],
    ["Finisher", "-", null],
    ["FS-539 SD", "1.02", true],
    ["Scanner", "1.02", null],
  ])("firmware of “%s” in version %s tells of a finisher: %s", (name, version, finisher) => {
    const rows = { kmFirmwareName: { "26": name }, kmFirmwareVersion: { "26": version } };
    const { device } = readAnswers(answersOf({ sysDescr: { "0": "KONICA MINOLTA bizhub C287" }, ...rows }));
    expect(device.capabilities.finisher).toBe(finisher);
  });

  test("functions, trays and finisher are told as far as they show", () => {
    expect(readAnswers(recordedAnswers("bizhub-c360i")).device.capabilities).toMatchObject({
      functions: expect.arrayContaining(["copy", "print", "scan"]),
      trays: expect.any(Number),
      finisher: true,
    });
  });
});

test("a sysObjectID longer than the contract takes is not told", () => {
  const idOf = (sysObjectID: string) =>
    readAnswers(answersOf({ sysObjectID: { "0": sysObjectID } })).device.sysObjectId;
  const longest = `1.3.6.1.4.1.18334${".12345".repeat(39)}.123`;
  expect(idOf(longest)).toBe(longest);
  expect(idOf(`${longest}4`)).toBeNull();
});
