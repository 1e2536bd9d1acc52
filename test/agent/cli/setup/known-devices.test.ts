import { expect, test } from "vitest";
import { silentAmong } from "../../../../src/agent/cli/setup/known-devices.ts";
import { publicCredential } from "../../../../src/agent/snmp/credentials.ts";
import type { DeviceSnapshot } from "../../../../src/agent/status/agent-snapshot.ts";

const device = (serial: string, address: string): DeviceSnapshot => ({
  ...{ uid: serial, si: null, serial, model: null, address, location: null, contact: "silent" },
  ...{ lastContactAt: null, lastRecordedAt: null, readAt: {}, reading: null },
});

test("a known device is silent unless its address or its serial number answered", () => {
  const known = [device("moved here", "10.0.0.1"), device("B", "10.0.0.2"), device("C", "10.0.0.3")];
  const words = { version: "2c" as const, sysObjectId: undefined, sysDescr: undefined, deviceDescr: undefined };
  const answers = [
    { target: { address: "10.0.0.1", port: 161, credential: publicCredential }, serial: "A", ...words },
    { target: { address: "10.0.0.9", port: 161, credential: publicCredential }, serial: "B", ...words },
  ];
  expect(silentAmong(known, { answers, met: [] }).map(({ serial }) => serial)).toEqual(["C"]);
});
