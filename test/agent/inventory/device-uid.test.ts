import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deviceUid, normalizeSerial } from "../../../src/agent/inventory/device-uid.ts";
import { DeviceIdentity } from "../../../src/contract/reading.ts";
import { identity } from "../events/history.ts";

describe("a uid", () => {
  test("does not depend on address, network card, spelling or badge", () => {
    const other = { ...identity, address: "x", mac: null, serial: " a1b2c3d4e5f6 ", manufacturer: "Develop" };
    expect(deviceUid(other)).toEqual(deviceUid(identity));
    expect(deviceUid({ ...identity, isKonicaMinolta: false, manufacturer: "Acme" })).not.toEqual(deviceUid(identity));
  });

  test.each([null, "", "-", "N/A", "n/a", "0000000000", "XXXXXXXX", "unknown", "Not set", "1234", " "])(
    "does not rest on the serial number %j",
    (serial) => {
      expect(normalizeSerial(serial)).toBeNull();
      expect(deviceUid({ ...identity, serial }).basis).toBe("mac");
    },
  );

  test.each([null, "00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff"])("does not rest on the MAC %j", (mac) => {
    expect(deviceUid({ ...identity, serial: null, mac }).basis).toBe("address");
  });

  test("fits the contract whatever the device says", () => {
    fc.assert(
      fc.property(fc.option(fc.string()), fc.string(), (serial, address) => {
        const { uid } = deviceUid({ ...identity, serial, address });
        expect(DeviceIdentity.shape.uid.safeParse(uid).success).toBe(true);
      }),
    );
  });
});
