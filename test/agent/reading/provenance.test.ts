import { describe, expect, test } from "vitest";
import { type Answers, scalar } from "../../../src/agent/profile/answers.ts";
import { matchProfile } from "../../../src/agent/profile/match-profile.ts";
import { traceReading } from "../../../src/agent/reading/provenance.ts";
import { asOid } from "../../../src/agent/reading/values.ts";
import { Provenance } from "../../../src/contract/reading.ts";
import { library, recordedAnswers } from "../../recorded-answers.ts";
import { answersOf, readAnswers } from "./read-answers.ts";

function trace(answers: Answers): Record<string, Provenance> {
  const sysObjectId = asOid(scalar(answers, "sysObjectID")) ?? null;
  return traceReading(library, matchProfile(library, { sysObjectId, texts: [] }), answers);
}

describe("the origin of a value", () => {
  const c454e = trace(recordedAnswers("bizhub-c454e"));

  test.each([
    ["counters.copy.black", "1.3.6.1.4.1.18334.1.1.1.5.7.2.2.1.5.1.1"],
    ["counters.print.singleColor", "1.3.6.1.4.1.18334.1.1.1.5.7.2.2.1.5.3.2"],
    ["counters.total", "1.3.6.1.4.1.18334.1.1.1.5.7.2.1.1.0"],
    ["supplies.toner.cyan", "1.3.6.1.2.1.43.11.1.1.9.1.1"],
    ["device.serial", "1.3.6.1.2.1.43.5.1.1.17.1"],
    ["device.model", "1.3.6.1.4.1.18334.1.1.1.1.6.2.1.0"],
    ["device.hostName", "1.3.6.1.4.1.18334.1.1.2.1.5.7.1.1.1.12.1"],
  ])("of %s is %s", (key, oid) => {
    expect(c454e[key]?.oid).toBe(oid);
  });

  test.each([
    ["counters", "1.3.6.1.4.1.18334.1.1.1.5.7."],
    ["counting.largeWeight", "1.3.6.1.4.1.18334.1.1.1.5.7.1.3.0"],
    ["counting.markerLifeUnit", "1.3.6.1.2.1.43.10.2.1.3.1.1"],
    ["device.capabilities.largeFormat", "1.3.6.1.4.1.18334.1.1.1.5.7.2.1.2.0"],
    ["device.firmware", "1.3.6.1.4.1.18334.1.1.1.5.5.1.1."],
    ["device.mac", "1.3.6.1.2.1.2.2.1.6.1"],
    ["parts.drum.cyan.type", "1.3.6.1.2.1.43.11.1.1.5.1.5"],
    ["supplies.waste.max", "1.3.6.1.2.1.43.11.1.1.8.1.13"],
    ["status.trays.2.sheets", "1.3.6.1.2.1.43.8.2.1.10.1.2"],
    ["status.covers.1.state", "1.3.6.1.2.1.43.6.1.1.3.1.1"],
    ["status.printer", "1.3.6.1.2.1.25.3.5.1.1.1"],
    ["alerts.4120.group", "1.3.6.1.2.1.43.18.1.1.4.1.4120"],
    ["alerts.4121.text", "1.3.6.1.2.1.43.18.1.1.8.1.4121"],
  ])("is told for %s", (key, oid) => {
    const found = Object.entries(c454e).filter(([name]) => name === key || name.startsWith(`${key}.`));
    expect(found.some(([, origin]) => origin.oid.startsWith(oid))).toBe(true);
  });

  test("of a counter that several rows add up to is each of them", () => {
    const rows = {
      kmSizeFunction: { "1.1": 0, "1.2": 0 },
      kmSizeCode: { "1.1": 15, "1.2": 15 },
      kmSizeCount: { "1.1": 3, "1.2": 4 },
    };
    const origin = trace(answersOf({ sysObjectID: { "0": "1.3.6.1.4.1.18334.1.1.1.2.1.132.2.1" }, ...rows }));
    expect([origin["counters.size.15"]?.raw, origin["counters.size.15+2"]?.raw]).toEqual(["3", "4"]);
  });

  test("keeps what the device answered, -1 and bytes included", () => {
    expect(c454e["counters.print.singleColor"]?.raw).toBe("-1");
    expect(c454e["status.errors"]?.raw).toMatch(/^0x[0-9a-f]*$/);
  });

  test("of a bottle that is listed twice is the row that was measured", () => {
    const answers = recordedAnswers("accurioprint-c4070");
    const { oid, raw } = trace(answers)["supplies.toner.cyan"] ?? {};
    expect(oid).toMatch(/^1\.3\.6\.1\.2\.1\.43\.11\.1\.1\.9\.1\.[5-8]$/);
    expect(readAnswers(answers).supplies?.[0]?.raw.level).toBe(Number(raw));
  });

  test("is told for each counter, supply and part of the reading", () => {
    const { counters = [], unsupported = [], supplies = [], parts = [] } = readAnswers(recordedAnswers("bizhub-c454e"));
    const keys = [
      ...[...counters.map(({ id }) => id), ...unsupported].map((id) => `counters.${id}`),
      ...supplies.map(({ key }) => `supplies.${key}`),
      ...parts.map(({ key }) => `parts.${key}`),
    ];
    expect(Object.keys(c454e)).toEqual(expect.arrayContaining(keys));
    for (const value of Object.values(c454e)) expect(Provenance.parse(value)).toEqual(value);
  });
});
