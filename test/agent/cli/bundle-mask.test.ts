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
      { address: "address-2:1161", hostName: "hostName-1", serial: "A1" },
      { address: "address-3", hostName: "hostName-1", location: null },
    ],
    doctor: [{ cause: "Nothing answers at address-2: it is off." }],
    waiting: { "address-3": 3 },
    program: { version: "24.21.0" },
  });
});

test("a name is hidden wherever it is told again, the longer one first", () => {
  const configuration = { site: { name: "Kyiv office" }, ranges: [{ addresses: "km-hall.lan:161" }] };
  const log = [{ event: "agent.enrolled", site: "Kyiv office" }, { message: "km-hall.lan is not known, km-hall is" }];
  const masked = mask({ configuration, log, agent: { hostName: "km-hall" } }, ["km-hall.lan"]);
  expect(JSON.stringify(masked)).not.toMatch(/km-hall|Kyiv/);
  expect(masked["log"]).toMatchObject([
    { event: "agent.enrolled" },
    { message: "hostName-1 is not known, hostName-3 is" },
  ]);
});

test("the contact on a device is a person, the contact with a device is not", () => {
  const masked = mask({ devices: [{ contact: "silent", reading: { device: { contact: "Olena" } } }] });
  expect(masked).toEqual({ devices: [{ contact: "silent", reading: { device: { contact: "contact-1" } } }] });
});
