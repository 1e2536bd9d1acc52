import { expect, test } from "vitest";
import { familyOfModel, modelOfObjectId } from "../../../src/agent/profile/model-table.ts";
import { library } from "../../recorded-answers.ts";

test.each([
  ["1.3.6.1.4.1.18334.1.1.1.2.1.104.2.5", "bizhub C454e"],
  ["1.3.6.1.4.1.18334.1.1.1.2.1.104.3.99", "bizhub C454e"],
  ["1.3.6.1.4.1.18334.1.1.1.2.1.181", "bizhub C250i"],
  ["1.3.6.1.4.1.18334.1.2.1.2.1.181.2.1", "SINDOH D450"],
  ["1.3.6.1.4.1.18334.1.1.1.2.1.65000.1.1", undefined],
  ["1.3.6.1.4.1.11.2.3.9.1", undefined],
  ["1.3.6.1.4.1.18334.1.1.1.1.1.28.1.2", "bizhub 3301P"],
  ["1.3.6.1.4.1.18334.1.1.1.1.1.28.9.9", "bizhub 3300P / 3301P"],
  ["1.3.6.1.4.1.18334.1.2.1.2.1.123.3.10", "SINDOH N501"],
  ["1.3.6.1.4.1.18334.1.2.1.2.1.123.9.9", undefined],
  ["", undefined],
])("sysObjectID %s is %s: the arcs after the model number do not matter", (id, model) => {
  expect(modelOfObjectId(library.models, id)).toBe(model);
});

test.each([
  ["bizhub C454e", null, "x54e"],
  ["bizhub C251i", null, "x51i"],
  ["AccurioPrint C4070", null, "AccurioPrint"],
  ["bizhub 423", null, "x23"],
  ["bizhub C754 / C754e", null, undefined],
  ["bizhub 3300P / 3301P", null, "A4"],
  ["bizhub PRO 1050", null, "PRO"],
  ["bizhub press C1070", null, "PRESS"],
  ["ineo+ 308", null, "x58"],
  ["bizhub 9999z", null, undefined],
])("%s (%s) belongs to the family %s", (model, id, family) => {
  expect(familyOfModel(library.models, model, id)).toBe(family);
});

test.each([
  ["ineo+ 258", "1.3.6.1.4.1.18334.1.2.1.2.1.131.3.9", "x58"],
  ["Aurora ADC 367", "1.3.6.1.4.1.18334.1.2.1.2.1.130.2.10", "x58"],
  ["D450", "1.3.6.1.4.1.18334.1.2.1.2.1.181.2.1", "x50i"],
  ["Muratec MFX-C5590", "1.3.6.1.4.1.18334.1.2.1.2.1.143.2.1", "x58"],
  ["Fiery PRO80", "1.3.6.1.4.1.18334.1.2.1.2.1.46.2.1", undefined],
])("a rebadged %s (%s) is built as its twin of the same number", (model, id, family) => {
  expect(familyOfModel(library.models, model, id)).toBe(family);
});
