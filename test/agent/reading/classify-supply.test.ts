import { describe, expect, test } from "vitest";
import { classifySupply, colorOfText } from "../../../src/agent/reading/classify-supply.ts";
import { library } from "../../recorded-answers.ts";

const rules = library.supplyRules;

describe("what a supply is follows from type, class, text and colorant together", () => {
  const cases: readonly [string, number | undefined, boolean, string | null, string, string][] = [
    ["Toner (Cyan)", 3, false, "cyan", "toner", "toner"],
    ["Toner (Cyan)", undefined, false, "cyan", "toner", "toner"],
    ["Toner bottle detail(Black)", 3, false, "black", "toner", "toner"],
    ["Saddle Staple Cartridge1", 3, false, null, "staples", "staples.saddle"],
    ["High Performance Toner (Black)", 3, false, "black", "toner", "toner"],
    ["Punch Waste Box", 4, true, null, "otherSupply", "punchWaste"],
    ["Staple Cartridge", 32, false, null, "staples", "staples"],
    ["Waste Toner Box", 4, true, null, "waste", "waste"],
    ["Toner recovery box", 4, true, null, "waste", "waste"],
    ["Toner Filter", 18, false, null, "filter", "filter.toner"],
    ["Ozone Filter", 18, false, null, "filter", "filter.ozone"],
    ["Image Transfer Belt Unit", 20, false, null, "belt", "belt"],
    ["Transfer Roller Unit", 20, false, null, "roller", "roller"],
    ["Drum Cartridge (Black)", 9, false, "black", "drum", "drum"],
    ["Developer Cartridge (Black)", 10, false, "black", "developer", "developer"],
    ["Imaging Unit (Cyan)", 9, false, "cyan", "imagingUnit", "imagingUnit"],
    ["Fusing Unit", 15, false, null, "fuser", "fuser"],
    ["Fixiereinheit", 15, false, null, "fuser", "fuser"],
    ["Resttonerbehälter", 4, true, null, "waste", "waste"],
    ["Tonerabfallbehälter", undefined, false, null, "waste", "waste"],
    ["Collecteur de toner", undefined, false, null, "waste", "waste"],
    ["Контейнер для збору тонера", undefined, false, null, "waste", "waste"],
    ["Озоновий фільтр", undefined, false, null, "filter", "filter.ozone"],
    ["something in an unknown language", 9, false, null, "drum", "drum"],
    ["something in an unknown language", 3, true, null, "waste", "waste"],
    ["something without a color on a color machine", 3, false, null, "otherSupply", "otherSupply"],
    ["something", undefined, false, null, "otherSupply", "otherSupply"],
  ];
  test.each(cases)(
    "%s of type %s (receptacle: %s, color %s) is %s",
    (description, type, isReceptacle, color, kind, key) => {
      expect(classifySupply(rules, { type, isReceptacle, description, color }, true)).toEqual({ kind, key });
    },
  );

  test("toner without a color is toner on a machine of one color", () => {
    const traits = { type: 3, isReceptacle: false, description: "TK-3190", color: null };
    expect(classifySupply(rules, traits, false).kind).toBe("toner");
  });
});

describe("a color is taken from text in the languages of the panel", () => {
  test.each([
    ["Toner (Yellow)", "yellow"],
    ["Toner Gelb", "yellow"],
    ["Тонер (чорний)", "black"],
    ["Cartouche de toner noir", "black"],
    ["Waste Toner Box", null],
    ["Cyan/Magenta/Yellow", null],
  ])("%s is %s", (text, color) => {
    expect(colorOfText(rules, text)).toBe(color);
  });
});
