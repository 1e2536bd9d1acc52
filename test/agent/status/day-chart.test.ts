import { expect, test } from "vitest";
import { levelChart, pageChart, pagesPerDay } from "../../../src/agent/status/day-chart.ts";
import { html } from "../../../src/agent/status/html.ts";
import { voiceFor } from "../../../src/agent/status/voice.ts";
import { now } from "./invented-site.ts";

const voice = voiceFor("en", "Europe/Kyiv", now);
const day = (name: string, pages: number | null, cyan?: number) => ({
  ...{ day: `2026-11-${name}`, pages },
  levels: cyan === undefined ? {} : { "toner.cyan": cyan },
});
const cyan = [{ key: "toner.cyan", name: html`Toner, cyan`, color: "cyan" }];

test.each([
  ["day by day", [day("01", 100), day("02", 130)], [["2026-11-02", 30]]],
  [
    "over a hole, shared evenly",
    [day("01", 100), day("04", 130)],
    [
      ["2026-11-02", 10],
      ["2026-11-03", 10],
      ["2026-11-04", 10],
    ],
  ],
  ["not where the total fell", [day("01", 100), day("02", 5), day("03", 9)], [["2026-11-03", 4]]],
  [
    "not for days without a total",
    [day("01", 100), day("02", null), day("03", 102)],
    [
      ["2026-11-02", 1],
      ["2026-11-03", 1],
    ],
  ],
  ["nothing from one day", [day("01", 100)], []],
])("pages are told %s", (_, days, told) => {
  expect(pagesPerDay(days).map((one) => [one.day, one.pages])).toEqual(told);
});

test("a line is drawn from day to day, and broken where many are missing", () => {
  const chart = String(levelChart([day("01", null, 90), day("03", null, 88), day("20", null, 50)], cyan, voice));
  expect(chart).toContain(`class="curve cyan" d="M0 10h.2L2 12M19 50h.2"`);
});

test("a supply without any number has no line, and no lines are no chart", () => {
  expect(levelChart([day("01", 1)], cyan, voice)).toBeNull();
  expect(pageChart([day("01", 100), day("02", 100)], voice)).toBeNull();
});

test("what is drawn stands in a table too", () => {
  expect(String(levelChart([day("01", null, 90)], cyan, voice))).toMatch(/1 Nov 2026<\/th><td>90%/);
  expect(String(pageChart([day("01", 100), day("02", 1300)], voice))).toMatch(/2 Nov 2026<\/th><td>1,200/);
});
