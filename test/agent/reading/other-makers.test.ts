import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Answers, column } from "../../../src/agent/profile/answers.ts";
import { asInteger } from "../../../src/agent/reading/values.ts";
import { describeNeedingShared } from "../../needs.ts";
import { fieldAnswers } from "../../recorded-answers.ts";
import { readAnswers } from "./read-answers.ts";

const someRemaining = -3;
/** Lines of recordings that no agent could have been answered. */
const broken: Readonly<Record<string, readonly number[]>> = { "canonprinter_lbp.snmprec": [15] };

describeNeedingShared("a recorded device of another maker", (sharedDir) => {
  const filesOf = (folder: string) =>
    readdirSync(join(sharedDir, "recordings", folder)).filter((file) => file.endsWith(".snmprec"));

  describe.each(filesOf("other"))("%s", (file) => {
    const { answers, brokenLines } = fieldAnswers(join(sharedDir, "recordings", "other", file));
    const reading = readAnswers(answers);

    test("is broken only where it is known to be", () => expect(brokenLines).toEqual(broken[file] ?? []));

    test("is a printer, but none of Konica Minolta's", () => {
      expect(reading.device).toMatchObject({ isKonicaMinolta: false });
      expect(reading.profile.name).toBe("printer-mib");
      expect(reading.device.model).not.toBeNull();
    });

    test("has each level as the device states it, and the life count as its only total", () => {
      const items = [...(reading.supplies ?? []), ...(reading.parts ?? [])];
      const rows = supplyRows(answers);
      expect(items).toHaveLength(rows.length);
      for (const { level, max } of rows) {
        const item = items.find(({ raw }) => raw.level === level && raw.max === max);
        expect(item?.level).toEqual(expectedLevel(level, max));
      }
      const life = asInteger([...column(answers, "prtMarkerLifeCount").values()][0]);
      expect(reading.counters).toEqual(life === undefined ? [] : [{ id: "markerLife", value: life }]);
    });

    test("needs no engineer", () => {
      expect(reading.alerts?.filter(({ kind }) => kind === "service")).toEqual([]);
      expect(reading.status?.serviceCall).toBeUndefined();
    });
  });

  test.each(filesOf("nonprinter"))("%s is no printer: nothing is read into it", (file) => {
    const reading = readAnswers(fieldAnswers(join(sharedDir, "recordings", "nonprinter", file)).answers);
    expect(reading).toMatchObject({ counters: [], supplies: [], parts: [], alerts: [] });
    expect(reading.device).toMatchObject({ isKonicaMinolta: false, serial: null });
  });
});

function supplyRows(answers: Answers) {
  const levels = column(answers, "prtMarkerSuppliesLevel");
  return [...levels].map(([instance, level]) => ({
    level: asInteger(level) ?? null,
    max: asInteger(column(answers, "prtMarkerSuppliesMaxCapacity").get(instance)) ?? null,
  }));
}

function expectedLevel(level: number | null, max: number | null) {
  if (level === someRemaining) return { state: "some" };
  if (level === null || level < 0 || (level === 0 && max === 0)) return { state: "unknown" };
  if (max === null || max < 1) return { state: "some" };
  return { state: "percent", percent: Math.round((level * 1000) / max) / 10 };
}
