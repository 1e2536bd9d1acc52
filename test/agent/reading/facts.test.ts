import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Reading } from "../../../src/contract/reading.ts";
import type { Level, Part, Supply } from "../../../src/contract/supply.ts";
import { describeNeedingShared } from "../../needs.ts";
import { fieldAnswers } from "../../recorded-answers.ts";
import { type FactSheet, numberIn, parseFactSheet, textIn } from "./fact-sheet.ts";
import { readAnswers } from "./read-answers.ts";

const sheetEnd = ".facts.md";

/** Counter ids of the private scalars, by the last arc that the sheets list them under; .10 is derived from .9 and .3. */
const leafIds: Readonly<Record<string, string>> = {
  ".1": "total",
  ".2": "total.large",
  ".3": "total.duplex",
  ".4": "total.largeDuplex",
  ".5": "scan",
  ".6": "jams",
  ".7": "troubles",
  ".8": "originals",
  ".9": "sheets",
};
const cellColors: Readonly<Record<string, string>> = {
  black: "black",
  "full colour": "fullColor",
  "single colour (code 6)": "singleColor",
  "two colour (code 8)": "twoColor",
};
const cellColumns: Readonly<Record<string, string>> = {
  all: "",
  "col 6 duplex": ".duplex",
  "col 7 large": ".large",
  "col 8 duplex large": ".largeDuplex",
};
/** What a supply's type column allows it to be; staples may be typed as toner. */
const kindsOfType: Readonly<Record<string, readonly string[]>> = {
  "3 toner": ["toner", "staples"],
  "4 wasteToner": ["waste"],
  "9 opc": ["drum", "imagingUnit"],
  "10 developer": ["developer"],
  "15 fuser": ["fuser"],
  "18 cleanerUnit": ["filter", "cleaner"],
  "20 transferUnit": ["belt", "roller", "transferUnit"],
  "32 staples": ["staples"],
};

describeNeedingShared("a recorded device gives every fact of its sheet", (sharedDir) => {
  const folder = join(sharedDir, "recordings", "km");
  const names = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(sheetEnd)) : [];
  test("there are sheets", () => expect(names.length).toBeGreaterThan(0));

  describe.each(names.map((file) => file.slice(0, -sheetEnd.length)))("%s", (name) => {
    const facts = parseFactSheet(readFileSync(join(folder, name + sheetEnd), "utf8"));
    const { answers, brokenLines } = fieldAnswers(join(folder, `${name}.snmprec`));
    const reading = readAnswers(answers);

    test("recording", () => expect(brokenLines).toEqual([]));
    test("identity", () => expectIdentity(facts, reading));
    test("firmware", () => expectFirmware(facts, reading));
    test("status", () => expectStatus(facts, reading));
    test("counters", () => expectCounters(facts, reading));
    test("supplies", () => expectSupplies(facts, reading));
    test("alerts", () => expectAlerts(facts, reading));
    test("trays and options", () => expectTrays(facts, reading));
  });
});

function expectIdentity(facts: FactSheet, { device, uptimeMs }: Reading): void {
  const rows = facts.rows("Identity", "what");
  expect(rows.length).toBeGreaterThanOrEqual(10);
  const fact = (what: string) => textIn(rows.find((row) => row["what"]?.startsWith(what))?.["value"]);
  const model = fact("KM model") ?? fact("hrDeviceDescr");
  const ticks = numberIn(fact("sysUpTime") ?? "");
  expect({ uptimeMs, ...device }).toMatchObject({
    uptimeMs: ticks === null ? null : ticks * 10,
    sysObjectId: fact("sysObjectID"),
    serial: fact("prtGeneralSerialNumber"),
    model: model?.replace("KONICA MINOLTA ", "") ?? null,
    manufacturer: model === null ? null : "KONICA MINOLTA",
    isKonicaMinolta: model !== null,
    mac: fact("MAC") ?? null,
    hostName: fact("sysName") ?? fact("KM host name"),
    location: fact("sysLocation"),
    contact: fact("sysContact"),
  });
}

function expectFirmware(facts: FactSheet, { device }: Reading): void {
  const lines = [...facts.section("Identity").matchAll(/^- [0-9]+: (.+) = `(.+)`$/gm)];
  expect(device.firmware).toEqual(lines.map(([, name, version]) => ({ name, version: version?.trim() })));
}

function expectStatus(facts: FactSheet, { status }: Reading): void {
  const text = facts.section("Status");
  const word = (object: string) => new RegExp(`${object}\\.1 = [0-9]+ \\(([a-z]+)\\)`).exec(text)?.[1] ?? null;
  const bits = /-> \[(.*)\]/.exec(text)?.[1] ?? "";
  const covers = /covers: (.+)/.exec(text)?.[1]?.split("; ") ?? [];
  expect(status).toMatchObject({
    device: word("hrDeviceStatus"),
    printer: word("hrPrinterStatus"),
    errors: [...bits.matchAll(/'([a-zA-Z]+)'/g)].map(([, bit]) => bit),
    covers: covers.map((cover) => {
      const [, description, state] = /^(.+) = [0-9]+ \((.+)\)$/.exec(cover) ?? [];
      return { description, state };
    }),
  });
}

function expectCounters(facts: FactSheet, reading: Reading): void {
  const { counters = [], unsupported = [], checks = [] } = reading;
  const text = facts.section("Counters");
  const stated = new Map<string, number | null>([
    ["markerLife", numberIn(/prtMarkerLifeCount\.1\.1 = (\S+)/.exec(text)?.[1])],
  ]);
  for (const row of facts.rows("Counters", "leaf")) {
    const id = leafIds[row["leaf"] ?? ""];
    if (id !== undefined) stated.set(id, numberIn(row["value"]));
  }
  for (const row of facts.rows("Counters", "mode x function")) {
    const [, color = "", subject = ""] = /^(.+) (copy|print)$/.exec(row["mode x function"] ?? "") ?? [];
    expect(cellColors).toHaveProperty([color]);
    for (const [column, variant] of Object.entries(cellColumns)) {
      stated.set(`${subject}.${cellColors[color]}${variant}`, numberIn(row[column]));
    }
  }
  const known = [...stated].flatMap(([id, value]) => (value !== null && value >= 0 ? [{ id, value }] : []));
  expect(counters.filter(({ id }) => stated.has(id))).toEqual(expect.arrayContaining(known));
  expect(counters.filter(({ id }) => stated.has(id))).toHaveLength(known.length);
  const missing = [...stated].flatMap(([id, value]) => (value === -1 ? [id] : []));
  expect(unsupported.filter((id) => stated.has(id)).sort()).toEqual(missing.sort());
  // Whatever else is told is not made of the cells that the sheet knows.
  const others = counters.map(({ id }) => id).filter((id) => !stated.has(id));
  expect(others.filter((id) => !id.startsWith("size.") && id !== "scan.large")).toEqual([]);

  const sums = [...text.matchAll(/^- sum col ([5-8]) = ([0-9]+) == leaf \S+ \([a-z -]+\) ([0-9]+)$/gm)];
  expect(checks.map(({ parts, stated, ok }) => [parts, stated, ok])).toEqual(
    expect.arrayContaining(sums.map(([, , parts, total]) => [Number(parts), Number(total), parts === total])),
  );
  expect(checks).toHaveLength(sums.length);
}

function expectSupplies(facts: FactSheet, { supplies = [], parts = [] }: Reading): void {
  const items: readonly (Supply | Part)[] = [...supplies, ...parts];
  const rows = facts.rows("Supplies", "i");
  const plainName = (description: string) => description.replace(" detail", "");
  const descriptions = new Set(rows.map((row) => plainName(row["description"] ?? "")));
  expect(items.map(({ description }) => description).sort()).toEqual([...descriptions].sort());
  expect(new Set(items.map(({ key }) => key)).size).toBe(items.length);
  for (const row of rows) {
    const description = row["description"] ?? "";
    const item = items.find((other) => other.description === plainName(description));
    expect(kindsOfType[row["type"] ?? ""]).toContain(item?.kind);
    const color = /(cyan|magenta|yellow|black)\)?$/i.exec(description)?.[1]?.toLowerCase() ?? null;
    expect(item?.color).toBe(color);
    const hasDetail = rows.some((other) => other["description"] === description.replace("(", " detail("));
    if (hasDetail) continue;
    expect(item?.raw).toEqual({
      unit: numberIn(row["unit"]),
      max: numberIn(row["max"]),
      level: numberIn(row["level"]),
    });
    expect(item?.level).toEqual(levelIn(row["percent an agent should show"] ?? ""));
  }
}

function levelIn(cell: string): Level {
  const percent = /^([0-9]+) %/.exec(cell)?.[1];
  if (percent !== undefined) return { state: "percent", percent: Number(percent) };
  return cell.includes("(-3)") ? { state: "some" } : { state: "unknown" };
}

function expectAlerts(facts: FactSheet, { alerts = [] }: Reading): void {
  const rows = facts.rows("Alerts", "index");
  expect(alerts).toHaveLength(rows.length);
  for (const [position, row] of rows.entries()) {
    const word = (column: string) => textIn(row[column])?.split(" ")[1] ?? "unknown";
    expect(alerts[position]).toMatchObject({
      text: row["description"],
      severity: word("severity"),
      training: word("training"),
      group: word("group"),
      groupIndex: numberIn(row["groupIndex"]),
      location: numberIn(row["location"]),
      code: numberIn(row["code"]),
      codeName: word("code"),
      timeTicks: numberIn(row["time"]),
    });
    // No recorded device had a fault: nothing of this may send an engineer.
    expect(alerts[position]?.kind).not.toBe("service");
  }
}

function expectTrays(facts: FactSheet, { status, device }: Reading): void {
  const rows = facts.rows("Input trays", "index");
  const trays = rows.map((row) => {
    const name = /private name: (.+)\)$/.exec(row["name"] ?? "")?.[1] ?? textIn(row["name"]);
    const index = row["index"]?.split(".")[1];
    return { name: name === "None" ? index : name, sheets: numberIn(row["level"]), capacity: numberIn(row["max"]) };
  });
  expect(status?.trays).toEqual(trays);
  const options = /^Options \(.+\): (.+)$/m.exec(facts.section("Input trays"))?.[1] ?? "";
  const fitted = [...options.matchAll(/[0-9]+=([^,]+) \(status 1\)/g)].map(([, name]) => name);
  expect(device.capabilities.options ?? []).toEqual(fitted);
}
