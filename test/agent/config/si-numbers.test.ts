import { expect, test } from "vitest";
import { parseSiNumbers } from "../../../src/agent/config/si-numbers.ts";

test.each([
  ["commas", "serial,si\nA1,UA-1\nA2,UA-2\n"],
  [
    "semicolons, quotes, a byte order mark and Windows line ends",
    '\uFEFFSI;Serial;Note\r\nUA-1;"A1";x\r\n"UA-2";A2;\r\n',
  ],
  ["separators and quotes inside of quotes", 'place,serial,si\n"Kyiv, ""North""",A1,UA-1\n"Lviv, 3",A2,"UA-2"\n'],
])("service numbers are read with %s", (_, text) => {
  expect([...parseSiNumbers("si.csv", text)]).toEqual([
    ["A1", "UA-1"],
    ["A2", "UA-2"],
  ]);
});

test.each([
  ["no header", "A1,UA-1\n", /si\.csv:1: the header names no columns serial and si/],
  ["an empty number", "serial,si\nA1,\n", /si\.csv:2: si is empty/],
  ["a serial twice", "serial,si\nA1,UA-1\n\nA1,UA-2\n", /si\.csv:4: serial A1 stands here twice/],
  ["a cell too many", "place,serial,si\nKyiv, North,A1,UA-1\n", /si\.csv:2: has 4 cells, the header has 3/],
  ["a number that central would refuse", `serial,si\nA1,${"9".repeat(256)}\n`, /si\.csv:2: si is longer than 255/],
])("%s is one error with its line", (_, text, expected) => {
  expect(() => parseSiNumbers("si.csv", text)).toThrow(expected);
});
