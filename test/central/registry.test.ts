import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseCsv } from "../../src/central/csv.ts";
import { readRegistry } from "../../src/central/registry.ts";
import { importRegistry } from "../../src/central/registry-import.ts";
import { Bench, csvOf, registered } from "./bench.ts";

const header = "si,serial,customer,site,person,email,contract,status,reason,deadlineHours";
const row = "UA-1,A5C0,Firm,Lviv,Ivan,i@example.com,K-1,active,,";

function errorsOf(text: string): readonly string[] {
  const outcome = readRegistry(text);
  return outcome.ok ? [] : outcome.errors;
}

describe("CSV", () => {
  test.each([
    {
      case: "commas",
      text: "a,b\n1,2\n",
      rows: [
        ["a", "b"],
        ["1", "2"],
      ],
    },
    {
      case: "semicolons",
      text: "a;b\n1,5;2\n",
      rows: [
        ["a", "b"],
        ["1,5", "2"],
      ],
    },
    { case: "a byte order mark", text: "\uFEFFa,b", rows: [["a", "b"]] },
    { case: "quotes", text: 'a,"b, ""c"""\n', rows: [["a", 'b, "c"']] },
    { case: "a quoted line break", text: '"a\nb",c', rows: [["a\nb", "c"]] },
    {
      case: "the line ends of Windows",
      text: "a,b\r\nc,d\r\n",
      rows: [
        ["a", "b"],
        ["c", "d"],
      ],
    },
    {
      case: "empty lines",
      text: "a,b\n\n,\nc,d",
      rows: [
        ["a", "b"],
        ["c", "d"],
      ],
    },
  ])("with $case", ({ text, rows }) => {
    const outcome = parseCsv(text);
    expect(outcome.ok && outcome.rows.map(({ cells }) => cells)).toEqual(rows);
  });

  test("counts lines over quoted line breaks", () => {
    const outcome = parseCsv('a,b\n"1\n2",3\nc,d');
    expect(outcome.ok && outcome.rows.map(({ line }) => line)).toEqual([1, 2, 4]);
  });

  test("gives back whatever was quoted", () => {
    const cell = fc
      .string()
      .map((text) => text.trim())
      .filter((text) => text !== "");
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1 }), (cells) => {
        const text = `x,y\n${cells.map((value) => `"${value.replaceAll('"', '""')}"`).join(",")}`;
        const outcome = parseCsv(text);
        expect(outcome.ok && outcome.rows[1]?.cells).toEqual(cells);
      }),
    );
  });
});

describe("a registry file", () => {
  test("is read whole", () => {
    const entry = { ...registered, deadlineHours: 4.5 };
    expect(readRegistry(csvOf(entry))).toEqual({ ok: true, entries: [entry] });
  });

  test("may leave out optional columns, and order the others as it likes", () => {
    const text = "serial;si;customer;site;person;email;contract;Status\nA5C0;UA-1;Firm;Lviv;;;;active";
    expect(readRegistry(text)).toMatchObject({
      ok: true,
      entries: [{ si: "UA-1", serial: "A5C0", deadlineHours: null }],
    });
  });

  test.each([
    { case: "nothing", text: "", errors: ["line 1: the file is empty; a header line is needed"] },
    {
      case: "an open quote",
      text: `${header}\n"UA-1,x`,
      errors: ["line 2, column 1: a quote is opened and never closed"],
    },
    {
      case: "a missing and an unknown column",
      text: `${header.replace("serial", "serail")}\n${row}`,
      errors: [
        "line 1: column `serial` is missing",
        `line 1: column \`serail\` is unknown; known are ${header.replaceAll(",", ", ")}`,
      ],
    },
    { case: "a short row", text: `${header}\nUA-1,A5C0`, errors: ["line 2: has 2 cells, the header has 10"] },
    {
      case: "several mistakes",
      text: `${header}\n,A5C0,Firm,Lviv,Ivan,nobody,K-1,paused,,soon\n${row}`,
      errors: [
        "line 2, column `si`: is empty",
        "line 2, column `email`: is not an e-mail address",
        "line 2, column `status`: is neither `active` nor `blocked`",
        "line 2, column `deadlineHours`: is not a number of working hours",
        "line 3, column `serial`: A5C0 stands already in line 2",
      ],
    },
    {
      case: "a block without its reason",
      text: `${header}\n${row.replace("active", "blocked")}`,
      errors: ["line 2, column `reason`: a blocked contract needs its reason"],
    },
  ])("with $case names each by line and column", ({ text, errors }) => {
    expect(errorsOf(text)).toEqual(errors);
  });
});

describe("an import", () => {
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench();
  });
  afterEach(() => bench.close());

  test("raises the revision once, however often the same file is imported", async () => {
    expect(await bench.register(registered)).toEqual({ ok: true, rows: 1, revision: 1, hasChanged: true });
    expect(await bench.register(registered)).toEqual({ ok: true, rows: 1, revision: 1, hasChanged: false });
    expect(await bench.register({ ...registered, person: "Olena" })).toMatchObject({ revision: 2, hasChanged: true });
  });

  test("keeps the SI when the device under it is replaced", async () => {
    await bench.register(registered);
    await bench.register({ ...registered, serial: "NEW" });
    expect(await bench.store.transact((tables) => tables.registry())).toMatchObject([
      { si: registered.si, serial: "NEW" },
    ]);
  });

  test("takes nothing when one serial would belong to two", async () => {
    await bench.register(registered);
    const text = `${header}\n${row}\nUA-2,${registered.serial},Firm,Lviv,Ivan,,K-1,active,,`;
    const outcome = await importRegistry(bench.store, text, bench.time);
    expect(outcome).toMatchObject({ ok: false, errors: [expect.stringContaining(registered.serial)] });
    expect(await bench.store.transact((tables) => tables.registry())).toHaveLength(1);
  });
});
