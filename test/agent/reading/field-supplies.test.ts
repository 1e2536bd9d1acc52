import { describe, expect, test } from "vitest";
import type { Level } from "../../../src/contract/supply.ts";
import { answersOf, readAnswers, type Written } from "./read-answers.ts";

/** One row of prtMarkerSuppliesTable; a column left out is not answered. */
interface SupplyRow {
  readonly text?: Written;
  readonly type?: number;
  readonly class?: number;
  readonly colorant?: number;
  readonly unit?: number;
  readonly max?: number;
  readonly level?: number;
}

const columns: Readonly<Record<keyof SupplyRow, string>> = {
  text: "prtMarkerSuppliesDescription",
  type: "prtMarkerSuppliesType",
  class: "prtMarkerSuppliesClass",
  colorant: "prtMarkerSuppliesColorantIndex",
  unit: "prtMarkerSuppliesSupplyUnit",
  max: "prtMarkerSuppliesMaxCapacity",
  level: "prtMarkerSuppliesLevel",
};

/** A device of this model with these supplies, by row number. */
function suppliesOf(rows: Readonly<Record<number, SupplyRow>>, model = "bizhub C287") {
  const tables: Record<string, Record<string, Written>> = { sysDescr: { "0": `KONICA MINOLTA ${model}` } };
  for (const [index, row] of Object.entries(rows)) {
    for (const [name, object] of Object.entries(columns)) {
      const value = Object.entries(row).find(([key]) => key === name)?.[1];
      if (value !== undefined) tables[object] = { ...tables[object], [`1.${index}`]: value };
    }
  }
  const { supplies = [], parts = [] } = readAnswers(answersOf(tables));
  return [...supplies, ...parts].map(({ key, level }): readonly [string, Level | number] => [
    key,
    level.state === "percent" ? level.percent : level,
  ]);
}

const some: Level = { state: "some" };
const unknown: Level = { state: "unknown" };

describe("supplies", () => {
  test("are told by their text where type, class, colorant and unit columns are missing", () => {
    const rows = {
      1: { text: "Toner (Cyan)", max: 100, level: 76 },
      4: { text: "Toner (Black)", max: 100, level: 86 },
      13: { text: "Waste Toner Box", max: -2, level: -3 },
    };
    expect(suppliesOf(rows)).toEqual([
      ["toner.cyan", 76],
      ["toner.black", 86],
      ["waste", some],
    ]);
  });

  test("are told by type and colorant where the text is missing or in no known language", () => {
    const rows = {
      1: { type: 3, class: 3, text: "Värikasetti (Cyan)", max: 100, level: 5 },
      3: { type: 9, max: 100, level: 40 },
    };
    expect(suppliesOf(rows)).toEqual([
      ["toner.cyan", 5],
      ["drum", 40],
    ]);
  });

  test("plain names of machines built elsewhere are understood, and their impressions divided by the maximum", () => {
    const rows = {
      1: { text: "Black Toner", type: 3, unit: 7, max: 11_500, level: 2300 },
      2: { text: "Drum", type: 9, unit: 7, max: 25_000, level: 24_000 },
    };
    expect(suppliesOf(rows, "bizhub 25e")).toEqual([
      ["toner.black", 20],
      ["drum", 96],
    ]);
  });

  test("toner without a color is black on a mono machine", () => {
    expect(suppliesOf({ 1: { text: "Toner", type: 3, max: 100, level: 30 } }, "bizhub 300i")).toEqual([
      ["toner.black", 30],
    ]);
  });

  test("two parts of one type stand side by side", () => {
    const rows = {
      15: { text: "Image Transfer Belt Unit", type: 20, max: 100, level: 85 },
      16: { text: "Transfer Roller Unit", type: 20, max: 100, level: 84 },
      17: { text: "転写ユニット", type: 20, max: 100, level: 83 },
      18: { text: "転写ユニット", type: 20, max: 100, level: 82 },
    };
    expect(suppliesOf(rows)).toEqual([
      ["belt", 85],
      ["roller", 84],
      ["transferUnit", 83],
      ["transferUnit.2", 82],
    ]);
  });

  test.each([
    ["Toner Filter", { type: 18 }, "filter.toner"],
    ["Filtre à toner", { type: 18 }, "filter.toner"],
    ["Tonerový separátor", { type: 18 }, "cleaner"],
    ["Saddle Staple Cartridge1", { type: 3 }, "staples.saddle1"],
    ["Agrafes", { type: 3 }, "staples"],
    ["Toner recovery box", { type: 4, class: 4 }, "waste"],
    ["Tonerauffang", { type: 4 }, "waste"],
    ["Tonerauffang", { type: 3, class: 4 }, "waste"],
    ["Klamerki", { type: 3 }, "otherSupply"],
  ] as const)("%s %j is no toner", (text, row, key) => {
    const toner = { text: "Toner (Black)", type: 3, max: 100, level: 50 };
    expect(suppliesOf({ 1: toner, 2: { ...row, text, max: -2, level: -3 } }).map(([found]) => found)).toEqual(
      expect.arrayContaining(["toner.black", key]),
    );
  });

  test.each([
    ["percent with an unknown maximum", { unit: 19, max: -2, level: 38 }, 38],
    ["percent without a maximum", { unit: 19, level: 38 }, 38],
    ["percent of a maximum", { unit: 19, max: 100, level: 0 }, 0],
    ["tenths of a millilitre", { unit: 15, max: 2000, level: 500 }, 25],
    ["an amount without a scale", { unit: 7, max: -2, level: 900 }, some],
    ["some", { unit: 1, max: -2, level: -3 }, some],
    ["unknown", { unit: 19, max: 100, level: -2 }, unknown],
    ["no limit", { unit: 19, max: -1, level: -1 }, unknown],
    ["more than its maximum", { unit: 19, max: 100, level: 150 }, unknown],
    ["no answer", { unit: 19, max: 100 }, unknown],
  ] as const)("a level of %s is read as such", (_name, row, level) => {
    expect(suppliesOf({ 1: { text: "Toner (Cyan)", type: 3, ...row } })).toEqual([["toner.cyan", level]]);
  });

  test.each([
    [-3, some],
    [0, { state: "full" }],
    [-2, unknown],
  ] as const)("a waste box with the level %i is read as %j: a receptacle tells the room left", (level, expected) => {
    const box = { text: "Waste Toner Box", type: 4, class: 4, unit: 1, max: -2, level };
    expect(suppliesOf({ 13: box })).toEqual([["waste", expected]]);
  });

  describe("a bottle that is listed twice is one toner", () => {
    const bottle = { text: "Toner bottle(Cyan)", type: 3, unit: 1, max: -2, level: -3 };
    const detail = { text: "Toner bottle detail(Cyan)", type: 3, unit: 19, max: -2, level: 38 };
    test.each([
      ["the plain row first", { 1: bottle, 5: detail }, 38],
      ["the detail first", { 1: detail, 5: bottle }, 38],
      ["the detail without a level", { 1: bottle, 5: { ...detail, level: -3 } }, some],
      ["the detail unknown", { 1: bottle, 5: { ...detail, level: -2 } }, some],
    ] as const)("%s", (_name, rows, level) => {
      expect(suppliesOf(rows, "AccurioPrint C4065")).toEqual([["toner.cyan", level]]);
    });

    test("but two measured bottles of one color are two", () => {
      const row = { text: "Toner (Black)", type: 3, unit: 19, max: 100, level: 90 };
      expect(suppliesOf({ 4: row, 5: { ...row, level: 10 } })).toEqual([
        ["toner.black", 90],
        ["toner.black.2", 10],
      ]);
    });
  });

  test.each([
    ["ASCII", Buffer.from("TONER (K)"), "black"],
    ["Latin-1", Buffer.from("Toner (Jaune) n° 1", "latin1"), "yellow"],
    ["UTF-8", Buffer.from("Тонер (Жовтий)"), "yellow"],
    ["Shift_JIS", Buffer.from("83678369815b2883568341839329", "hex"), "cyan"],
  ] as const)("a text in %s is toner whatever the localization says", (_name, text, color) => {
    const answers = answersOf({
      sysDescr: { "0": "KONICA MINOLTA bizhub C287" },
      prtGeneralCurrentLocalization: { "1": 1_842_348_104 },
      prtMarkerSuppliesDescription: { "1.1": text },
      prtMarkerSuppliesLevel: { "1.1": 40 },
      prtMarkerSuppliesMaxCapacity: { "1.1": 100 },
    });
    expect(readAnswers(answers).supplies).toMatchObject([{ kind: "toner", color }]);
  });

  test.each([
    ["Clear", "Toner", "clear"],
    ["White", "Toner (White)", "white"],
    ["Gloss Coat", "Toner", "glossCoat"],
    ["light cyan", "Toner", "lightCyan"],
    ["Fluorescent-Pink", "Toner", "fluorescentPink"],
    ["Toner", "Toner (Magenta)", "magenta"],
    ["unknown", "Toner", null],
    ["CMYK", "Toner", null],
    ["#1", "Toner", null],
    ["x".repeat(200), "Toner", null],
  ])("the colorant “%s” of “%s” is %s", (colorant, text, color) => {
    const answers = answersOf({
      sysDescr: { "0": "KONICA MINOLTA AccurioPress C4080" },
      prtMarkerColorantValue: { "1.5": colorant },
      prtMarkerSuppliesColorantIndex: { "1.1": 5 },
      prtMarkerSuppliesDescription: { "1.1": text },
      prtMarkerSuppliesType: { "1.1": 3 },
      prtMarkerSuppliesLevel: { "1.1": 40 },
    });
    expect(readAnswers(answers).supplies).toMatchObject([{ kind: "toner", color }]);
  });

  describe("an alert gives a level to the supply it speaks of, and to no other", () => {
    /** Toners without a level in rows 1 to 4, waste boxes in 9 and 10, staples in 17 and 18; one alert. */
    const levelsWith = (alert: Readonly<Record<string, Written>>) => {
      const texts = {
        ...{ "1.1": "Toner (Cyan)", "1.4": "Toner (Black)", "1.9": "Waste Toner Box 1", "1.10": "Waste Toner Box 2" },
        ...{ "1.17": "Staple Cartridge", "1.18": "Saddle Staple Cartridge1" },
      };
      const columns = Object.entries(alert).map(([name, value]) => [name, { "1.7": value }]);
      const { supplies = [] } = readAnswers(
        answersOf({
          sysDescr: { "0": "KONICA MINOLTA bizhub C287" },
          prtMarkerSuppliesDescription: texts,
          prtMarkerSuppliesLevel: Object.fromEntries(Object.keys(texts).map((row) => [row, -3])),
          ...Object.fromEntries(columns),
        }),
      );
      return supplies.filter(({ level }) => level.state !== "some").map(({ key, level }) => `${key} ${level.state}`);
    };
    const markerSupplies = 11;
    test.each([
      ["by its color", { prtAlertCode: 1104, prtAlertDescription: "Toner Near Empty Cyan" }, ["toner.cyan low"]],
      [
        "by its row",
        { prtAlertCode: 1101, prtAlertGroup: markerSupplies, prtAlertGroupIndex: 4 },
        ["toner.black empty"],
      ],
      [
        "the second box",
        { prtAlertCode: 1109, prtAlertGroup: markerSupplies, prtAlertGroupIndex: 10 },
        ["waste.2 full"],
      ],
      ["one of two boxes, which it does not say", { prtAlertCode: 1109 }, []],
      [
        "a row and a color that contradict each other",
        {
          prtAlertCode: 1101,
          prtAlertGroup: markerSupplies,
          prtAlertGroupIndex: 1,
          prtAlertDescription: "Toner Empty Black",
        },
        [],
      ],
      ["a row of another table", { prtAlertCode: 1101, prtAlertGroup: 8, prtAlertGroupIndex: 4 }, []],
      [
        "a row that is not there, but a color",
        { prtAlertCode: 1101, prtAlertGroup: markerSupplies, prtAlertGroupIndex: 40, prtAlertDescription: "Black" },
        ["toner.black empty"],
      ],
      [
        "nearly empty, by its row",
        { prtAlertCode: 12, prtAlertGroup: markerSupplies, prtAlertGroupIndex: 1 },
        ["toner.cyan low"],
      ],
      [
        "empty staples, by their row",
        { prtAlertCode: 13, prtAlertGroup: markerSupplies, prtAlertGroupIndex: 17 },
        ["staples empty"],
      ],
      ["an empty input tray", { prtAlertCode: 13, prtAlertGroup: 8, prtAlertGroupIndex: 1 }, []],
      ["one of two staplers", { prtAlertCode: 30_213 }, []],
    ])("%s", (_name, alert, expected) => {
      expect(levelsWith(alert)).toEqual(expected);
    });
  });
});

test("items that share their words are counted, past a number that stands in another's words", () => {
  const rows = { 1: "Staple Cartridge", 2: "Staple Cartridge", 3: "Staple Cartridge 2", 4: "Staple Cartridge 3" };
  const told = Object.entries(rows).map(([row, text]) => [row, { text, type: 32, level: -3 }]);
  expect(suppliesOf(Object.fromEntries(told)).map(([key]) => key)).toEqual([
    "staples",
    "staples.4",
    "staples.2",
    "staples.3",
  ]);
});
