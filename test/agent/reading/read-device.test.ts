import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SnmpValue } from "../../../src/agent/leaf/varbind.ts";
import { collectAnswers } from "../../../src/agent/profile/answers.ts";
import type { Reading } from "../../../src/contract/reading.ts";
import { recordingPath } from "../../../src/simulator/snmprec.ts";
import { library, recordedAnswers } from "../../recorded-answers.ts";
import { answersOf, readAnswers } from "./read-answers.ts";

const konicaMinolta = "1.3.6.1.4.1.18334.1.1.1.2.1.104.2.5";
const recordings = readdirSync(dirname(recordingPath("bizhub-c360i"))).filter((file) => file.endsWith(".snmprec"));

describe("each recording gives the reading that was reviewed", () => {
  test.each(recordings)("%s", async (file) => {
    const reading = readAnswers(recordedAnswers(file.replace(".snmprec", "")));
    await expect(`${JSON.stringify(reading, null, 2)}\n`).toMatchFileSnapshot(`golden/${file}.json`);
  });
});

describe("a reading is right where other tools are wrong", () => {
  const c454e = readAnswers(recordedAnswers("bizhub-c454e"));

  test("a counter of -1 is absent, listed as unsupported, and never added", () => {
    expect(c454e.unsupported).toContain("print.singleColor");
    expect(c454e.counters?.map(({ id }) => id)).not.toContain("print.singleColor");
    expect(c454e.checks).toContainEqual(expect.objectContaining({ sum: "total", ok: true }));
  });

  test("rows of single and two color are named by their labels", () => {
    expect(c454e.counters).toContainEqual({ id: "copy.singleColor", value: 19 });
    expect(c454e.counters).toContainEqual({ id: "copy.twoColor", value: 2 });
  });

  describe("without label columns", () => {
    const cellsOf = ({ counters }: Reading) =>
      counters?.map(({ id }) => id).filter((id) => /^(copy|print)\.[a-zA-Z]+$/.test(id));
    const unlabelled = (recording: string) => {
      const answers = new Map(recordedAnswers(recording));
      answers.delete("kmPrintColorType");
      answers.delete("kmPrintFunctionType");
      return answers;
    };

    test("four rows without single color prints are named as labelled devices of that form name them", () => {
      expect(cellsOf(readAnswers(unlabelled("bizhub-c454e")))).toEqual(cellsOf(c454e));
    });

    test("a third row without a fourth has no name but still counts in the sum", () => {
      const { counters = [], checks } = readAnswers(unlabelled("accurioprint-c4070"));
      expect(counters.map(({ id }) => id)).not.toContain("copy.singleColor");
      expect(counters.map(({ id }) => id)).toContain("copy.fullColor");
      expect(checks?.[0]).toEqual(expect.objectContaining({ sum: "total", ok: true }));
    });
  });

  test("a bottle that is listed twice is one toner, measured by the row that knows", () => {
    const { supplies } = readAnswers(recordedAnswers("accurioprint-c4070"));
    const toners = supplies?.filter(({ kind }) => kind === "toner") ?? [];
    expect(toners.map(({ key }) => key)).toEqual(["toner.cyan", "toner.magenta", "toner.yellow", "toner.black"]);
    expect(toners.every(({ level }) => level.state === "percent")).toBe(true);
  });

  test("the printer is found by its device type, not at index 1", () => {
    expect(readAnswers(recordedAnswers("bizhub-458e")).supplies?.length).toBeGreaterThan(0);
  });

  test("a rebadged machine is Konica Minolta's under its own brand", () => {
    const { device } = readAnswers(recordedAnswers("ineo-258"));
    expect(device).toMatchObject({
      isKonicaMinolta: true,
      manufacturer: "KONICA MINOLTA",
      brand: "Develop",
      model: "ineo+ 258",
    });
  });

  test("a mono device never shows color toners, even when it answers rows for them", () => {
    const answers = new Map(recordedAnswers("bizhub-458e"));
    answers.set(
      "prtMarkerSuppliesDescription",
      new Map([...(answers.get("prtMarkerSuppliesDescription") ?? []), ["2.90", octets("Toner (Cyan)")]]),
    );
    answers.set(
      "prtMarkerSuppliesLevel",
      new Map([...(answers.get("prtMarkerSuppliesLevel") ?? []), ["2.90", { type: "integer", value: 0 }]]),
    );
    expect(readAnswers(answers).supplies?.map(({ color }) => color)).not.toContain("cyan");
  });

  test("a supply that only says some is low when an alert of its color says so", () => {
    const answers = new Map(recordedAnswers("brother-like-color"));
    const row = [...(answers.get("prtMarkerSuppliesDescription") ?? [])][0]?.[0] ?? "";
    const device = row.split(".")[0];
    answers.set("prtMarkerSuppliesLevel", new Map([[row, { type: "integer", value: -3 }]]));
    answers.set("prtAlertCode", new Map([[`${device}.1`, { type: "integer", value: 1104 }]]));
    const description = answers.get("prtMarkerSuppliesDescription")?.get(row);
    answers.set("prtAlertDescription", new Map([[`${device}.1`, description ?? octets("")]]));
    expect(readAnswers(answers).supplies?.find(({ raw }) => raw.level === -3)?.level).toEqual({ state: "low" });
  });
});

describe("whatever a device answers", () => {
  const value: fc.Arbitrary<SnmpValue> = fc.oneof(
    fc.record({ type: fc.constantFrom("integer" as const, "counter32" as const), value: fc.integer() }),
    fc.record({ type: fc.constant("integer" as const), value: fc.integer({ min: -4, max: 120 }) }),
    fc.record({ type: fc.constant("counter64" as const), value: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) }),
    fc.record({
      type: fc.constant("octets" as const),
      value: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    }),
    fc.record({
      type: fc.constant("oid" as const),
      value: fc.constantFrom("1.3.6.1.4.1.18334.1.1.1.2.1.104.2.5", "1.3", ""),
    }),
    fc.constant({ type: "noSuchInstance" as const, value: null }),
  );
  const answer = fc.record({
    object: fc.constantFrom(...library.objects.keys()),
    instance: fc.constantFrom("0", "1", "1.1", "1.2", "2.1", "1.1.1", "-1.x", ""),
    value,
  });

  test("the reading is valid by its contract, and nothing throws", () => {
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 200 }), (answers) => {
        readAnswers(collectAnswers(answers));
      }),
    );
  });

  test("a sum is right exactly when its parts make what the device states, each part counted once and none below zero", () => {
    const cell = fc.integer({ min: -3, max: 1_000_000 });
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 12 }), cell, fc.boolean(), (cells, total, isRight) => {
        const sum = cells.filter((value) => value >= 0).reduce((all, value) => all + value, 0);
        const stated = isRight ? sum : total;
        const rows = Object.fromEntries(cells.map((value, index) => [`${index + 1}.1`, value]));
        const { checks } = readAnswers(
          answersOf({ sysObjectID: { "0": konicaMinolta }, kmTotal: { "0": stated }, kmPrintTotal: rows }),
        );
        const isChecked = stated >= 0 && cells.some((value) => value >= 0);
        expect(checks).toEqual(isChecked ? [{ sum: "total", parts: sum, stated, ok: sum === stated }] : []);
      }),
    );
  });
});

function octets(text: string): SnmpValue {
  return { type: "octets", value: Buffer.from(text) };
}
