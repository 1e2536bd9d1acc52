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

  test("a function type without a name keeps its number", () => {
    const odd = { kmPrintColorType: { "1.6": 1 }, kmPrintFunctionType: { "1.6": 6 }, kmPrintTotal: { "1.6": 8 } };
    expect(valuesOf(read({ ...odd, kmTotal: { "0": 8 } }))).toEqual({ total: 8, "other6.black": 8 });
  });

  test("rows of one label add up, as they do in the device's own total", () => {
    const rows = {
      kmPrintColorType: { "1.1": 1, "2.1": 1, "3.1": 1 },
      kmPrintFunctionType: { "1.1": 1, "2.1": 1, "3.1": 1 },
      kmPrintTotal: { "1.1": -1, "2.1": 7, "3.1": 5 },
    };
    const { unsupported, checks, ...reading } = read({ ...rows, kmTotal: { "0": 12 } });
    expect(valuesOf(reading)).toEqual({ total: 12, "copy.black": 12 });
    expect([unsupported, checks]).toEqual([[], [{ sum: "total", parts: 12, stated: 12, ok: true }]]);
  });

  test.each([
    ["the row for all functions", { "1.1": 0, "2.1": 1, "2.2": 2 }, { "1.1": 90, "2.1": 50, "2.2": 40 }, 90],
    ["the rows of the functions where there is no other", { "2.1": 1, "2.2": 2 }, { "2.1": 50, "2.2": 40 }, 90],
    ["what is counted beside -1", { "1.1": 0, "1.2": 0 }, { "1.1": -1, "1.2": 40 }, 40],
  ])("a size is counted by %s", (_name, functions, counts, expected) => {
    const codes = Object.fromEntries(Object.keys(counts).map((row) => [row, 15]));
    const reading = read({ kmSizeFunction: functions, kmSizeCode: codes, kmSizeCount: counts });
    expect(valuesOf(reading)).toEqual({ "size.15": expected });
  });

  test("a size without a counter is listed as such, and one without labels is nobody's", () => {
    const sizes = {
      kmSizeFunction: { "1.1": 0 },
      kmSizeCode: { "1.1": 14, "1.2": 15 },
      kmSizeCount: { "1.1": -1, "1.2": 3 },
    };
    expect(read(sizes)).toMatchObject({ counters: [], unsupported: ["size.14"] });
  });

  test.each([
    [7, "impressions", 900],
    [8, "sheets", 900],
    [11, undefined, undefined],
    [17, undefined, undefined],
  ])("a life count in unit %i is %s", (unit, name, value) => {
    const reading = read({ prtMarkerCounterUnit: { "1.1": unit }, prtMarkerLifeCount: { "1.1": 900 } });
    expect(reading.counting?.markerLifeUnit).toBe(name);
    expect(valuesOf(reading)["markerLife"]).toBe(value);
  });

  test("a second marker has a life count of its own", () => {
    const markers = {
      prtMarkerCounterUnit: { "1.1": 7, "1.2": 7, "2.1": 7 },
      prtMarkerLifeCount: { "1.2": 20, "1.1": 10, "2.1": 99 },
      prtGeneralSerialNumber: { "1": "A797019500624" },
    };
    expect(valuesOf(read(markers))).toEqual({ markerLife: 10, "markerLife.2": 20 });
  });

  test("large and duplex pages that are more than their pages are told, for each color and function", () => {
    const { checks } = read({
      ...labelled,
      kmPrintLarge: { "1.1": 10, "1.2": 201 },
      kmPrintDuplex: { "2.1": 31, "2.2": 40 },
      kmPrintLargeDuplex: { "1.1": 11 },
    });
    expect(checks).toEqual([
      { sum: "copy.fullColor", parts: 31, stated: 30, ok: false },
      { sum: "print.black", parts: 201, stated: 200, ok: false },
      { sum: "copy.black.large", parts: 11, stated: 10, ok: false },
    ]);
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
