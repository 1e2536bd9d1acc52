import { expect, test } from "vitest";
import { answersOf, readAnswers, type Written } from "./read-answers.ts";

const mfp = "1.3.6.1.4.1.18334.1.1.1.2.1";

test("tables of ten thousand rows give a bounded reading", () => {
  const many = (value: (row: number) => Written) =>
    Object.fromEntries(Array.from({ length: 10_000 }, (_, row) => [`1.${row + 1}`, value(row)]));
  const reading = readAnswers(
    answersOf({
      sysObjectID: { "0": `${mfp}.132.2.1` },
      prtMarkerSuppliesDescription: many((row) => `Toner (Cyan) ${row}`),
      prtMarkerSuppliesLevel: many(() => 50),
      prtMarkerSuppliesMaxCapacity: many(() => 100),
      prtAlertCode: many(() => 8),
      prtAlertDescription: many((row) => `Paper Jam ${row}`),
      prtInputMaxCapacity: many(() => 500),
      kmFirmwareName: many((row) => `Module ${row}`),
      kmFirmwareVersion: many(() => "1.0"),
      kmOptionName: many(() => "Option"),
      kmOptionStatus: many(() => 1),
      kmSizeFunction: many(() => 0),
      kmSizeCode: many((row) => row),
      kmSizeCount: many(() => 1),
      kmPrintColorType: many((row) => row),
      kmPrintFunctionType: many(() => 1),
      kmPrintTotal: many(() => 1),
    }),
  );
  expect(reading.alerts).toHaveLength(512);
  expect(reading.counters).toHaveLength(512);
  expect(reading.supplies).toHaveLength(128);
  expect(reading.device.firmware).toHaveLength(128);
});
