import { expect, test } from "vitest";
import { mask } from "../../../src/agent/cli/bundle-mask.ts";

test("addresses, names and places get marks, the same text the same one", () => {
  const masked = mask({
    devices: [
      { address: "192.168.1.20:1161", hostName: "km-hall", serial: "A1" },
      { address: "192.168.1.21", hostName: "km-hall", location: null },
    ],
    doctor: [{ cause: "Nothing answers at 192.168.1.20: it is off." }],
    waiting: { "192.168.1.21": 3 },
    program: { version: "24.21.0" },
  });
  expect(masked).toEqual({
    devices: [
      { address: "address-1:1161", hostName: "hostName-2", serial: "A1" },
      { address: "address-3", hostName: "hostName-2", location: null },
    ],
    doctor: [{ cause: "Nothing answers at address-1: it is off." }],
    waiting: { "address-3": 3 },
    program: { version: "24.21.0" },
  });
});
