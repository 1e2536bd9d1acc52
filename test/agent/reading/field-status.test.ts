import { describe, expect, test } from "vitest";
import type { Answers } from "../../../src/agent/profile/answers.ts";
import { answersOf, readAnswers, type Written } from "./read-answers.ts";

describe("status and alerts", () => {
  const alert = (columns: Readonly<Record<string, Written>>): Answers =>
    answersOf({
      sysDescr: { "0": "KONICA MINOLTA bizhub C3350" },
      ...Object.fromEntries(Object.entries(columns).map(([name, value]) => [name, { "1.7": value }])),
    });
  const kinds = (columns: Readonly<Record<string, Written>>) =>
    readAnswers(alert(columns)).alerts?.map(({ kind }) => kind);

  test("a sleeping machine that requests service at rest has nothing for an engineer", () => {
    const { alerts, status } = readAnswers(
      answersOf({
        hrDeviceStatus: { "1": 3 },
        hrPrinterDetectedErrorState: { "1": Buffer.from([0x81, 0x00]) },
        prtAlertCode: { "1.6167": 504 },
        prtAlertSeverityLevel: { "1.6167": 4 },
        prtAlertDescription: { "1.6167": "Sleep" },
      }),
    );
    expect(status).toMatchObject({ asleep: true, errors: ["lowPaper", "serviceRequested"] });
    expect(alerts).toMatchObject([{ kind: "info" }]);
  });

  test.each([
    ["8100", ["lowPaper", "serviceRequested"]],
    ["0102", ["serviceRequested", "overduePreventMaint"]],
    ["21", ["lowToner", "serviceRequested"]],
    ["20", ["lowToner"]],
    ["00", []],
    ["", []],
  ])("error bits 0x%s are %j", (hex, errors) => {
    const answers = answersOf({ hrPrinterDetectedErrorState: { "1": Buffer.from(hex, "hex") } });
    expect(readAnswers(answers).status?.errors).toEqual(errors);
  });

  test("an alert of the panel's language is judged by its code", () => {
    expect(kinds({ prtAlertCode: 808, prtAlertDescription: "用紙がありません" })).toEqual(["user"]);
    expect(kinds({ prtAlertCode: 33, prtAlertSeverityLevel: 4, prtAlertDescription: "モーター" })).toEqual(["service"]);
  });

  test("a call for a part is no fault, even when the device stops over it", () => {
    const columns = { prtAlertCode: 1, prtAlertTrainingLevel: 5, prtAlertDescription: "Maintenance Required P-8" };
    expect(kinds({ ...columns, prtAlertSeverityLevel: 4 })).toEqual(["maintenance"]);
    expect(kinds({ ...columns, prtAlertSeverityLevel: 3 })).toEqual(["maintenance"]);
  });

  test("a toner alert without a code is a supply's", () => {
    expect(kinds({ prtAlertDescription: "Toner Near Empty Black", prtAlertTrainingLevel: 5 })).toEqual(["supply"]);
  });

  test("the device's own model number is no trouble code", () => {
    const panel = answersOf({
      sysDescr: { "0": "KONICA MINOLTA bizhub C3350" },
      prtConsoleDisplayBufferText: { "1.1": "bizhub C3350", "1.2": "Ready to copy." },
    });
    expect(readAnswers(panel).status?.serviceCall).toBeUndefined();
  });

  test.each([
    ["Trouble occurred. C-2557", "C-2557"],
    ["Bitte Kundendienst rufen (C-D010)", "C-D010"],
    ["Сервісний виклик C2557", "C-2557"],
    ["Call service", undefined],
  ])("a panel that says “%s” calls for service", (text, troubleCode) => {
    const panel = answersOf({ prtConsoleDisplayBufferText: { "1.1": text } });
    expect(readAnswers(panel).status?.serviceCall).toEqual({ text, ...(troubleCode && { troubleCode }) });
  });

  test.each(["Ready to copy.", "Sleep", "Warming up", "Paper Jam J-12", "Maintenance Required P-8", "Add Toner (K)"])(
    "a panel that says “%s” does not",
    (text) => {
      const panel = answersOf({ prtConsoleDisplayBufferText: { "1.1": text } });
      expect(readAnswers(panel).status?.serviceCall).toBeUndefined();
    },
  );

  test("the time of an alert is kept as given, even where it exceeds the uptime", () => {
    const { alerts } = readAnswers(alert({ prtAlertCode: 808, prtAlertTime: 71_895_500 }));
    expect(alerts).toMatchObject([{ timeTicks: 71_895_500 }]);
  });

  test.each([
    ["an empty input tray", 13, 8, "Tray 2", "user"],
    ["an empty cartridge", 13, 11, "Toner", "supply"],
    ["a nearly empty cartridge in any language", 12, 11, "Värikasetti", "supply"],
    ["a full waste box", 15, 11, "", "supply"],
    ["a full bin", 15, 9, "Bin 1", "user"],
    ["a worn drum", 13, 11, "Drum Cartridge (Black)", "maintenance"],
    ["a stapler without staples", 30_213, 30, "Stapler", "supply"],
    ["a stapler that jams", 30_208, 30, "Stapler", "user"],
    ["a puncher whose chips are full", 30_815, 30, "Punch", "user"],
    ["a supply of the finisher", 12, 31, "", "supply"],
  ])("%s: code %i in group %i, “%s”, is for: %s", (_name, code, group, text, kind) => {
    const columns = { prtAlertCode: code, prtAlertGroup: group, prtAlertDescription: text, prtAlertTrainingLevel: 3 };
    expect(kinds({ ...columns, prtAlertSeverityLevel: 3 })).toEqual([kind]);
  });

  test("two alerts whose long texts differ late stay two, each with the same key in every poll", () => {
    const text = "Check the paper size of the tray and ".repeat(4);
    const read = () =>
      readAnswers(
        answersOf({
          prtAlertCode: { "1.1": 802, "1.2": 802 },
          prtAlertDescription: { "1.1": `${text}A4`, "1.2": `${text}A3` },
        }),
      ).alerts?.map(({ key }) => key) ?? [];
    const keys = read();
    expect(new Set(keys).size).toBe(2);
    expect(read()).toEqual(keys);
  });

  test.each([
    ["No paper in PF-P08", undefined],
    ["FS-P04: check the stapler", undefined],
    ["Maintenance Required P-08", "P-08"],
    ["Wartung erforderlich (P8)", "P-8"],
  ])("“%s” names the part %s", (text, partCode) => {
    expect(readAnswers(alert({ prtAlertCode: 1, prtAlertDescription: text })).alerts?.[0]?.partCode).toBe(partCode);
  });
});
