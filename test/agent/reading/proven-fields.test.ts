import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { projectFile } from "../../../src/agent/leaf/project-files.ts";
import type { Reading } from "../../../src/contract/reading.ts";
import { describeNeedingShared } from "../../needs.ts";
import { fieldAnswers, library } from "../../recorded-answers.ts";
import { readAnswers } from "./read-answers.ts";

/** The recordings behind each column of the table in `mibs/README.md`. */
const recordings: Readonly<Record<string, readonly string[]>> = {
  x54e: ["bizhub_c454e.excerpt"],
  x50i: ["librenms_konica_c250i"],
  x51i: ["bizhub_c251i_low_toner", "bizhub_c301i_sleep_finisher"],
  x57i: ["bizhub_c257i.fragment"],
  AccurioPrint: ["accurioprint_c4065"],
};

/** Counters that a field of the table stands for. */
const counters: Readonly<Record<string, readonly string[]>> = {
  total: ["total"],
  "life count": ["markerLife"],
  "copy and print, black and full color": ["copy.black", "print.fullColor"],
  "single color, two color": ["copy.singleColor", "copy.twoColor"],
  "large pages": ["total.large", "print.black.large"],
  "duplex pages": ["total.duplex"],
  "duplex pages by function": ["copy.black.duplex", "copy.black.largeDuplex"],
  "large duplex pages": ["total.largeDuplex"],
  "pages by size": ["size.1541"],
  "sheets, jams, troubles": ["sheets", "jams", "troubles"],
  originals: ["originals"],
  scans: ["scan"],
  "large scans": ["scan.large"],
};

/** What any other field of the table needs in a reading. */
const fields: Readonly<Record<string, (reading: Reading) => boolean>> = {
  serial: ({ device }) => device.serial !== null,
  model: ({ device }) => device.model !== null,
  MAC: ({ device }) => device.mac !== null,
  "host name": ({ device }) => device.hostName !== null,
  firmware: ({ device }) => device.firmware.length > 0,
  options: ({ device }) => device.capabilities.options !== undefined,
  finisher: ({ device }) => device.capabilities.finisher === true,
  "weights of duplex and large": ({ counting }) => typeof counting?.duplexWeight === "number",
  toner: ({ supplies }) => (supplies ?? []).filter(({ kind }) => kind === "toner").length === 4,
  "drum, developer, fuser, belt, roller": ({ parts }) => {
    const kinds = (parts ?? []).map(({ kind }) => kind);
    return (["drum", "developer", "fuser", "belt", "roller"] as const).every((kind) => kinds.includes(kind));
  },
  filters: ({ parts }) => (parts ?? []).some(({ kind }) => kind === "filter"),
  "waste box": ({ supplies }) => (supplies ?? []).some(({ kind, level }) => kind === "waste" && level.state === "some"),
  staples: ({ supplies }) => (supplies ?? []).some(({ kind }) => kind === "staples"),
  alerts: ({ alerts }) => (alerts ?? []).length > 0,
  "device status": ({ status }) => status?.device !== null,
  "printer status": ({ status }) => status?.printer !== null,
  "error bits": ({ status }) => (status?.errors ?? []).length > 0,
  sleep: ({ status }) => status?.asleep === true,
  "covers, trays": ({ status }) => (status?.trays ?? []).length > 0,
};

const tableRows = readFileSync(projectFile("mibs/README.md"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
const [head = [], ...rows] = tableRows.slice(tableRows.findIndex(([field]) => field === "field"));

describe("the table of what is proven", () => {
  test("has a column for each family and a row for each field that this test knows", () => {
    expect(head).toEqual(["field", "from", ...Object.keys(recordings)]);
    expect(rows.map(([field]) => field).sort()).toEqual(Object.keys({ ...counters, ...fields }).sort());
  });

  test.each(rows)("names objects that are asked: %s", (_field, from = "") => {
    const names = from.match(/\b(?:km|prt|hr|if)[A-Z][A-Za-z]+/g) ?? [];
    const tables = ["prtMarkerSuppliesTable", "prtAlertTable", "prtCoverTable", "prtInputTable"];
    expect(names.filter((name) => !library.objects.has(name) && !tables.includes(name))).toEqual([]);
  });
});

describeNeedingShared("the table of what is proven", (sharedDir) => {
  const readings = Object.values(recordings).map((files) =>
    files.map((file) => readAnswers(fieldAnswers(join(sharedDir, "recordings", "km", `${file}.snmprec`)).answers)),
  );

  test.each(rows)("is true of %s", (field = "", _from, ...cells) => {
    const found = readings.map((ofFamily) => cellOf(field, ofFamily));
    expect(found).toEqual(
      cells.map((cell) => (cell === "–" || cell === "none open" ? "–" : cell === "−1" ? "−1" : "yes")),
    );
  });
});

function cellOf(field: string, readings: readonly Reading[]): "yes" | "−1" | "–" {
  const ids = counters[field];
  const isThere = fields[field];
  if (ids === undefined) return readings.some((reading) => isThere?.(reading) === true) ? "yes" : "–";
  if (readings.some((reading) => ids.some((id) => reading.counters?.some((counter) => counter.id === id))))
    return "yes";
  return readings.some(({ unsupported }) => ids.some((id) => unsupported?.includes(id))) ? "−1" : "–";
}
