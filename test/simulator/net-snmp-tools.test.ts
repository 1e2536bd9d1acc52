import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startDevice } from "../../src/simulator/site.ts";
import { readRecording, recordingPath } from "../../src/simulator/snmprec.ts";
import type { VirtualDevice } from "../../src/simulator/virtual-device.ts";
import { describeNeeding } from "../needs.ts";

const execute = promisify(execFile);

/** The tools of Net-SNMP are a reader that knows nothing of our codec. */
describeNeeding("the tools of Net-SNMP", ["snmpget", "snmpwalk", "snmpbulkwalk"], () => {
  let device: VirtualDevice;
  const ask = async (program: string, options: readonly string[], oid: string) => {
    const at = `${device.address}:${device.port}`;
    const { stdout } = await execute(program, [...options, "-c", "public", "-m", "", "-On", at, oid]);
    return stdout.split("\n").filter((line) => line.startsWith(".1.3") && !line.includes(" = No more variables"));
  };

  beforeAll(async () => {
    device = await startDevice({ recording: "bizhub-458e" });
  });
  afterAll(() => device.stop());

  test("read a value", async () => {
    expect(await ask("snmpget", ["-v2c"], "1.3.6.1.2.1.43.5.1.1.17.2")).toEqual([
      '.1.3.6.1.2.1.43.5.1.1.17.2 = STRING: "A8C2021002290"',
    ]);
  });

  test.each([
    ["snmpbulkwalk", ["-v2c", "-Cr50"]],
    ["snmpwalk", ["-v1"]],
  ])("walk the whole device with %s", async (program, options) => {
    expect(await ask(program, options, "1.3")).toHaveLength(readRecording(recordingPath("bizhub-458e")).length);
  });
});
