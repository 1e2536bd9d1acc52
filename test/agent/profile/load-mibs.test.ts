import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { projectFile } from "../../../src/agent/leaf/project-files.ts";
import { loadMibs } from "../../../src/agent/profile/load-mibs.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mibs-"));
  cpSync(projectFile("mibs"), folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

test("the project's own mibs are right, and the Konica Minolta profile asks all that the standard one asks", () => {
  const { profiles } = loadMibs(folder);
  const [base, konicaMinolta] = [profiles.get("printer-mib"), profiles.get("konica-minolta")];
  expect(konicaMinolta?.ask.describe).toEqual(expect.arrayContaining([...(base?.ask.describe ?? ["missing"])]));
  expect(konicaMinolta?.counters.scalars.get("total")).toEqual(["kmTotal"]);
});

describe("a wrong file gives one error that names file, line and key", () => {
  const cases: readonly [string, string, (text: string) => string, RegExp][] = [
    ["bad YAML", "profiles/konica-minolta.yaml", (text) => `${text}\n  : [`, /konica-minolta\.yaml:\d+: /],
    [
      "an error bit that the standard does not know",
      "rules/events.yaml",
      (text) => text.replace("[doorOpen,", "[doorAjar,"),
      /events\.yaml:\d+: userErrors\.0/,
    ],
    [
      "an unknown key",
      "profiles/konica-minolta.yaml",
      (text) => text.replace("revision:", "revison:"),
      /konica-minolta\.yaml:3: revison|revision/,
    ],
    [
      "a key twice",
      "objects/system.yaml",
      (text) => text.replace("  sysName:", "  sysDescr:"),
      /system\.yaml:\d+: .*unique/i,
    ],
    [
      "a wrong OID",
      "objects/system.yaml",
      (text) => text.replace("1.3.6.1.2.1.1.5", "1.3.6.x"),
      /system\.yaml:9: objects\.sysName\.oid: a dotted OID/,
    ],
    [
      "a counter without meaning",
      "profiles/konica-minolta.yaml",
      (text) => text.replace("total.large:", "total.huge:"),
      /konica-minolta\.yaml:\d+: counters\.scalars/,
    ],
    [
      "a name that is not defined",
      "profiles/printer-mib.yaml",
      (text) => text.replace("- sysDescr", "- sysDescription"),
      /printer-mib\.yaml:\d+: ask\.describe\.\d+: mibs\/objects defines no sysDescription/,
    ],
    [
      "a base that does not exist",
      "profiles/konica-minolta.yaml",
      (text) => text.replace("extends: printer-mib", "extends: nothing"),
      /there is no profile nothing/,
    ],
    [
      "an alert rule of an unknown kind",
      "rules/alerts.yaml",
      (text) => text.replace("kind: supply, codes", "kind: supplies, codes"),
      /alerts\.yaml:\d+: rules\.1\.kind/,
    ],
  ];
  test.each(cases)("%s", (_, file, spoil, expected) => {
    writeFileSync(join(folder, file), spoil(readFileSync(join(folder, file), "utf8")));
    expect(() => loadMibs(folder)).toThrow(expected);
  });

  test("a file that is missing", () => {
    rmSync(join(folder, "rules/alerts.yaml"));
    expect(() => loadMibs(folder)).toThrow(/alerts\.yaml: cannot be read \(ENOENT\)/);
  });
});
