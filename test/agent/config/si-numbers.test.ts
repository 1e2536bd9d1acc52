import { expect, test } from "vitest";
import { parseSiNumbers } from "../../../src/agent/config/si-numbers.ts";

test.each([
  ["commas", "serial,si\nA1,UA-1\nA2,UA-2\n"],
  [
    "semicolons, quotes, a byte order mark and Windows line ends",
    '\uFEFFSI;Serial;Note\r\nUA-1;"A1";x\r\n"UA-2";A2;\r\n',
  ],
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
])("%s is one error with its line", (_, text, expected) => {
  expect(() => parseSiNumbers("si.csv", text)).toThrow(expected);
});
