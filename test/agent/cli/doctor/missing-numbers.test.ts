import { expect, test } from "vitest";
import { findingText } from "../../../../src/agent/cli/doctor/doctor-text.ts";
import { type Finding, warned, well } from "../../../../src/agent/cli/doctor/finding.ts";
import { isMissingNumber, joinMissingNumbers } from "../../../../src/agent/cli/doctor/missing-numbers.ts";

const missing = (serial: string): Finding => ({
  ...warned("si-missing", { serial }),
  step: "deviceKnown",
  about: "10.0.0.1",
});
const linesOf = (serials: readonly string[]) =>
  joinMissingNumbers(serials.map(missing)).map((finding) => findingText(finding, "en")[0]);

test.each([
  [["A1"], "  ! The device with the serial number A1 has no SI number.  [si-missing]"],
  [["B2", "A1"], "  ! 2 devices have no SI number; their serial numbers: A1, B2  [si-missing-many]"],
  [
    ["1", "2", "3", "4", "5", "6"],
    "  ! 6 devices have no SI number; their serial numbers: 1, 2, 3, 4, 5 …  [si-missing-many]",
  ],
])("%j without a service number are one line", (serials, line) => {
  expect(linesOf(serials)).toEqual([line]);
});

test("only a missing number is one", () => {
  const other = { step: "deviceKnown", about: "10.0.0.1" } as const;
  expect(isMissingNumber({ ...well({ si: "UA-1" }), ...other })).toBe(false);
  expect(isMissingNumber({ ...warned("device-not-found-yet", { address: "10.0.0.1" }), ...other })).toBe(false);
  expect(isMissingNumber(missing("A1"))).toBe(true);
});
