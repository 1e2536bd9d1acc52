import { describe, expect, test } from "vitest";
import { answersOf, readAnswers } from "./read-answers.ts";

const mfp = "1.3.6.1.4.1.18334.1.1.1.2.1";

describe("counters", () => {
  const labelled = {
    kmPrintColorType: { "1.1": 1, "1.2": 1, "2.1": 2, "2.2": 2, "3.1": 6, "3.2": 6, "4.1": 8, "4.2": 8 },
    kmPrintFunctionType: { "1.1": 1, "1.2": 2, "2.1": 1, "2.2": 2, "3.1": 1, "3.2": 2, "4.1": 1, "4.2": 2 },
    kmPrintTotal: { "1.1": 100, "1.2": 200, "2.1": 30, "2.2": 40, "3.1": 5, "3.2": -1, "4.1": 6, "4.2": 7 },
    kmPrintLarge: { "1.1": 10, "1.2": 20, "2.1": 3, "2.2": 4, "3.1": 1, "3.2": -1, "4.1": 0, "4.2": 0 },
  };
  const device = { sysObjectID: { "0": `${mfp}.132.2.1` }, sysDescr: { "0": "KONICA MINOLTA bizhub C287" } };
  const general = {
    ...{ kmTotal: { "0": 388 }, kmTotalLarge: { "0": 38 }, kmTotalDuplex: { "0": 9 }, kmTotalLargeDuplex: { "0": -1 } },
    ...{ kmJams: { "0": 12 }, kmTroubles: { "0": 3 }, kmSheets: { "0": 379 }, kmOriginals: { "0": -1 } },
  };
  const read = (tables: Parameters<typeof answersOf>[0]) => readAnswers(answersOf({ ...device, ...tables }));
  const valuesOf = ({ counters = [] }: ReturnType<typeof read>) =>
    Object.fromEntries(counters.map(({ id, value }) => [id, value]));

  test("single and two color, large pages, jams and sheets are all told", () => {
    expect(valuesOf(read({ ...labelled, ...general }))).toMatchObject({
      ...{ "copy.singleColor": 5, "copy.twoColor": 6, "print.twoColor": 7, "print.fullColor.large": 4 },
      ...{ total: 388, "total.large": 38, jams: 12, troubles: 3, sheets: 379 },
    });
  });

  test("-1 is a counter that the device lacks: listed, not zero, not added", () => {
    const { unsupported, counters, checks } = read({ ...labelled, ...general });
    expect(unsupported).toEqual(
      expect.arrayContaining(["total.largeDuplex", "originals", "print.singleColor", "print.singleColor.large"]),
    );
    expect(counters?.every(({ value }) => value >= 0)).toBe(true);
    expect(checks).toEqual([
      { sum: "total", parts: 388, stated: 388, ok: true },
      { sum: "total.large", parts: 38, stated: 38, ok: true },
    ]);
  });

  test("a sum that is off says by how much", () => {
    const { checks } = read({ ...labelled, kmTotal: { "0": 390 } });
    expect(checks).toEqual([{ sum: "total", parts: 388, stated: 390, ok: false }]);
  });

  test("labels name the rows, whatever their numbers", () => {
    const swapped = {
      kmPrintColorType: { "7.3": 2, "9.1": 1 },
      kmPrintFunctionType: { "7.3": 1, "9.1": 2 },
      kmPrintTotal: { "7.3": 30, "9.1": 200 },
    };
    expect(valuesOf(read(swapped))).toEqual({ "copy.fullColor": 30, "print.black": 200 });
  });

  test("a color type without a name keeps its number", () => {
    const odd = { kmPrintColorType: { "5.2": 4 }, kmPrintFunctionType: { "5.2": 2 }, kmPrintTotal: { "5.2": 8 } };
    expect(valuesOf(read(odd))).toEqual({ "print.other4": 8 });
  });

  test("faxes, received pages and reports are named by their function", () => {
    const rows = {
      kmPrintColorType: { "1.3": 1, "1.4": 1, "1.5": 1 },
      kmPrintFunctionType: { "1.3": 3, "1.4": 4, "1.5": 5 },
      kmPrintTotal: { "1.3": 1, "1.4": 2, "1.5": 3 },
    };
    expect(valuesOf(read(rows))).toEqual({ "receive.black": 1, "fax.black": 2, "report.black": 3 });
  });

  test("no total is made up where the device states none", () => {
    expect(read(labelled).counters?.map(({ id }) => id)).not.toContain("total");
  });

  test("the scan counter of one table does not hide behind -1 of the other", () => {
    expect(valuesOf(read({ kmScanTotal: { "0": -1 }, kmScanFaxScanned: { "1": 179 } }))).toEqual({ scan: 179 });
  });

  test("how the device counts is kept beside the counters", () => {
    const { counting } = read({ kmDuplexWeight: { "0": 1 }, kmLargeWeight: { "0": 2 }, kmLargeType: { "0": 1 } });
    expect(counting).toEqual({ duplexWeight: 1, largeWeight: 2, largeMeans: "A3, 11x17" });
  });
});
