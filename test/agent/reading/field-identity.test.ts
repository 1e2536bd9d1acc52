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
    ["", `${mfp}.79.2.1`, "bizhub C754 / C754e", "x54e"],
    ["", `${mfp}.65000.1.1`, null, null],
    ["bizhub 25e", `${mfp}.10008.1.1`, "bizhub 25e", null],
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

  test("functions, trays and finisher are told as far as they show", () => {
    expect(readAnswers(recordedAnswers("bizhub-c360i")).device.capabilities).toMatchObject({
      functions: expect.arrayContaining(["copy", "print", "scan"]),
      trays: expect.any(Number),
      finisher: true,
    });
  });
});
