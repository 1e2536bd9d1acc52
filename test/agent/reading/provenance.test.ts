import { describe, expect, test } from "vitest";
import { type Answers, scalar } from "../../../src/agent/profile/answers.ts";
import { matchProfile } from "../../../src/agent/profile/match-profile.ts";
import { traceReading } from "../../../src/agent/reading/provenance.ts";
import { asOid } from "../../../src/agent/reading/values.ts";
import { Provenance } from "../../../src/contract/reading.ts";
import { library, recordedAnswers } from "../../recorded-answers.ts";
import { readAnswers } from "./read-answers.ts";

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
