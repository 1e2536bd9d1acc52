import { describe, expect, test } from "vitest";
import { deviceNamed, devicesNamed } from "../../../src/agent/cli/named-device.ts";
import { speechIn } from "../../../src/agent/cli/speech.ts";
import { device } from "../status/invented-site.ts";

const one = device({ uid: "d-1", si: "UA-1", serial: "AA2K", address: "192.0.2.10" });
const beside = device({ uid: "d-2", si: null, serial: "AA3K", address: "192.0.2.10:1161", reading: null });
const devices = [one, beside];
const find = (name: string) => deviceNamed(devices, name, speechIn("en"));

describe("a device that a person names", () => {
  test.each([
    ["its SI number", "ua-1", one],
    ["its serial number", "AA3K", beside],
    ["its address with the port", "192.0.2.10:1161", beside],
    ["its host name", " KM-HALL ", one],
    ["the agent's own name", "d-2", beside],
  ])("is found by %s", (_, name, expected) => {
    expect(find(name)).toBe(expected);
  });

  test("is refused when it is unknown", () => {
    expect(() => find("UA-9")).toThrow(expect.objectContaining({ code: "device-unknown", exitCode: 69 }));
  });

  test("is refused, with all it could be, when several have the name", () => {
    expect(devicesNamed(devices, "192.0.2.10")).toEqual(devices);
    const several = {
      code: "device-ambiguous",
      exitCode: 64,
      message: expect.stringContaining("192.0.2.10:1161 (AA3K)"),
    };
    expect(() => find("192.0.2.10")).toThrow(expect.objectContaining(several));
  });
});
