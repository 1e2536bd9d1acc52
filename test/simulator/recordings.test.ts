import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { MibView } from "../../src/simulator/mib-view.ts";
import { compareArcs } from "../../src/simulator/oid.ts";
import { findPrinterIndex } from "../../src/simulator/printer-oids.ts";
import { startDevice } from "../../src/simulator/site.ts";
import { parseRecording, readRecording, recordingPath } from "../../src/simulator/snmprec.ts";
import { describeNeedingShared } from "../needs.ts";
import { ask, requestFor } from "./ask.ts";

const GENERAL = "1.3.6.1.4.1.18334.1.1.1.5.7.2.1";
const CELLS = "1.3.6.1.4.1.18334.1.1.1.5.7.2.2.1";
const folder = join(recordingPath("any"), "..");
const names = readdirSync(folder).map((file) => file.replace(".snmprec", ""));
const ownBrand = names.filter((name) => /^(bizhub|accurioprint|ineo)/.test(name));

/** Walks a device over UDP with GETBULK. */
async function countWalked(at: { address: string; port: number }): Promise<number> {
  let count = 0;
  for (let oid = "1.3"; ; ) {
    const answer = await ask(at, requestFor([oid], { type: "getBulk", errorIndex: 40 }));
    const rows = answer.varBinds.filter(({ value }) => value.type !== "endOfMibView");
    count += rows.length;
    oid = rows.at(-1)?.oid ?? oid;
    if (rows.length < answer.varBinds.length) {
      return count;
    }
  }
}

describe.each(names)("the recording %s", (name) => {
  test("is written in the order of a walk and says that it is invented", () => {
    const content = readFileSync(recordingPath(name), "latin1");
    const rows = content.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    const sorted = parseRecording(content, name);
    expect(content).toMatch(/^# Invented/);
    expect(rows.map((row) => row.split("|")[0])).toEqual(sorted.map(({ oid }) => oid));
    expect(compareArcs([1, 3], [1, 3, 6])).toBeLessThan(0);
  });

  test("plays whole over UDP", async () => {
    const device = await startDevice({ recording: name });
    try {
      expect(await countWalked(device)).toBe(readRecording(recordingPath(name)).length);
    } finally {
      await device.stop();
    }
  });
});

describe.each(ownBrand)("the counters of %s", (name) => {
  const view = new MibView(readRecording(recordingPath(name)));
  const general = (row: number) => view.number(`${GENERAL}.${row}.0`) ?? -1;
  const cells = (column: number) => view.below(`${CELLS}.${column}`).map(({ oid }) => view.number(oid) ?? -1);

  test.each([
    ["total", 1, 5],
    ["large", 2, 7],
    ["duplex", 3, 6],
    ["large duplex", 4, 8],
  ])("of %s are the sum of their cells", (_, row, column) => {
    const supported = cells(column).filter((cell) => cell >= 0);
    if (supported.length > 0) {
      expect(general(row)).toBe(supported.reduce((sum, cell) => sum + cell, 0));
    }
  });

  test("never show more large pages than pages, nor more sheets than pages", () => {
    expect(cells(7).every((large, at) => large <= (cells(5)[at] ?? 0))).toBe(true);
    expect(general(9)).toBeLessThanOrEqual(general(1));
  });

  test("agree with the engine's life count within a few pages", () => {
    const lifeCount = view.number(`1.3.6.1.2.1.43.10.2.1.4.${findPrinterIndex(view)}.1`) ?? 0;
    expect(Math.abs(lifeCount - general(1))).toBeLessThan(5);
  });
});

test("the recordings differ in serial and in hardware address", () => {
  const views = names.map((name) => new MibView(readRecording(recordingPath(name))));
  const serials = views.flatMap((view) => view.below("1.3.6.1.2.1.43.5.1.1.17").map(({ oid }) => view.text(oid)));
  const macs = views.map((view) => JSON.stringify(view.get("1.3.6.1.2.1.2.2.1.6.1")));
  expect(new Set(serials).size).toBe(serials.length);
  expect(new Set(macs).size).toBe(macs.length);
});

describeNeedingShared("recordings of real devices", (sharedDir) => {
  const files = readdirSync(join(sharedDir, "recordings"), { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".snmprec"),
  );
  // Its recorder wrote a piece of the MAC where a gauge belongs.
  const broken = "canonprinter_lbp.snmprec";

  test.each(files.filter((file) => !file.endsWith(broken)))("%s plays whole over UDP", async (file) => {
    const path = join(sharedDir, "recordings", file);
    const device = await startDevice({ recording: path });
    try {
      expect(await countWalked(device)).toBe(readRecording(path).length);
    } finally {
      await device.stop();
    }
  });

  test.each(files.filter((file) => file.endsWith(broken)))("%s is refused by line", (file) => {
    expect(() => readRecording(join(sharedDir, "recordings", file))).toThrow(/snmprec:15: "1723FBE000" is not/);
  });
});
