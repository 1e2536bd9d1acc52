import { expect, test } from "vitest";
import { decodeErrorBits } from "../../../src/agent/reading/decode-status.ts";

test.each([
  ["8100", ["lowPaper", "serviceRequested"]],
  ["0100", ["serviceRequested"]],
  ["0102", ["serviceRequested", "overduePreventMaint"]],
  ["21", ["lowToner", "serviceRequested"]],
  ["20", ["lowToner"]],
  ["00", []],
  ["", []],
  ["ffffffff", undefined],
])("error bits %s are read from the most significant bit", (hex, expected) => {
  const errors = decodeErrorBits(Buffer.from(hex, "hex"));
  if (expected) expect(errors).toEqual(expected);
  else expect(errors).toHaveLength(15);
});

test("an absent bit string is no error", () => {
  expect(decodeErrorBits(undefined)).toEqual([]);
});
