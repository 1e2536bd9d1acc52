import { describe, expect, test } from "vitest";
import { classifyAlert } from "../../../src/agent/reading/classify-alert.ts";
import { findTextCodes } from "../../../src/agent/reading/text-codes.ts";
import { library } from "../../recorded-answers.ts";

const rules = library.alertRules;

function kindOf(code: number | undefined, severity: string, training: string, text: string) {
  return classifyAlert(rules, {
    code,
    group: "unknown",
    severity,
    training,
    text,
    textCodes: findTextCodes(rules, text, null),
  });
}

describe("an alert is for those who can act on it", () => {
  const cases: readonly [string, number | undefined, string, string, string][] = [
    ["service", 1002, "warning", "untrained", "Fuser"],
    ["service", 33, "warning", "unknown", ""],
    ["service", 1, "critical", "fieldService", "anything in any language"],
    ["service", 8, "critical", "fieldService", "jam that only an engineer clears"],
    ["service", 1, "warning", "other", "Malfunction C-2557"],
    ["service", 1, "critical", "unknown", "Störung C-D010"],
    ["service", 1, "warning", "unknown", "Несправність C-2557"],
    ["service", undefined, "critical", "unknown", "Call service"],
    ["service", 1, "warning", "unknown", "Please contact your service representative."],
    ["service", 1, "warning", "unknown", "サービスに連絡してください"],
    ["service", 34, "critical", "fieldService", "Memory"],
    ["maintenance", 11, "critical", "fieldService", "P-8"],
    ["info", 504, "critical", "fieldService", "Sleep"],
    ["info", 1, "other", "unknown", "bizhub C3350 ready"],
    ["info", 1, "other", "unknown", "AccurioPress C4080/C4070 ready"],
    ["service", 30_030, "warning", "unknown", "Finisher"],
    ["maintenance", 1, "warning", "fieldService", "Maintenance Required P-8"],
    ["maintenance", 1111, "warning", "trained", "Drum near end"],
    ["supply", 1104, "warning", "trained", "Toner Near Empty Cyan"],
    ["supply", 1101, "critical", "fieldService", "Toner Empty Black"],
    ["supply", 1107, "warning", "unknown", "Waste toner box near full"],
    ["user", 808, "warning", "untrained", "No Paper Tray2"],
    ["user", 8, "critical", "untrained", "Jam J-12"],
    ["user", 3, "critical", "untrained", "Front door open"],
    ["user", 30_208, "critical", "untrained", "Staple jam"],
    ["user", 1, "warning", "untrained", "something for anybody"],
    ["info", 504, "warning", "fieldService", "Sleep"],
    ["info", 24, "warning", "unknown", "Warming up"],
    ["info", undefined, "other", "unknown", ""],
  ];
  test.each(cases)("%s: code %s, %s, %s, “%s”", (kind, code, severity, training, text) => {
    expect(kindOf(code, severity, training, text)).toBe(kind);
  });
});

describe("codes that stand only in the text are found", () => {
  test.each([
    ["Maintenance Required P-8", { part: "P-8" }],
    ["C-2557", { trouble: "C-2557" }],
    ["Trouble (C2557) call service", { trouble: "C-2557" }],
    ["Störung C-D010.", { trouble: "C-D010" }],
    ["Paper jam J-12", { jam: "J-12" }],
    ["サービスコール Ｃ－２５５７", { trouble: "C-2557" }],
    ["Сервіс С-2557", { trouble: "C-2557" }],
    ["Störung C\u20132557", { trouble: "C-2557" }],
    ["Обслуговування Р-8", { part: "P-8" }],
    ["Störungscode-C2557", { trouble: "C-2557" }],
    ["FK-C2557", {}],
    ["bizhub C454e", {}],
    ["C3320i is ready", {}],
    ["XC-2557 and C-25571", {}],
    ["No Paper Tray2", {}],
  ])("%s", (text, expected) => {
    expect(findTextCodes(rules, text, null)).toEqual(expected);
  });
});

test.each([
  ["bizhub 42", "Call service C-3421", "C-3421"],
  ["bizhub 42", "C-4203", "C-4203"],
  ["bizhub 223", "C-2231", "C-2231"],
  ["bizhub C3350", "C3350 C-3350", "C-3350"],
  ["bizhub C335", "C3350", "C-3350"],
  ["bizhub C3350", "bizhub C3350 ready", undefined],
  ["bizhub C3350i", "C3350i", undefined],
])("of %s the text %j tells the trouble code %s", (model, text, expected) => {
  expect(findTextCodes(rules, text, model).trouble).toBe(expected);
});
