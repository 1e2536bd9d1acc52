import { afterEach, describe, expect, it } from "vitest";
import { probe } from "../../../src/agent/discovery/probe.ts";
import { encodeMessage } from "../../../src/simulator/pdu.ts";
import { type Behaviour, impatient, playing, relaxed, startEngine, UdpDevice } from "../snmp/udp-device.ts";

const sysObjectId = "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.18334.1.1.1.2.1.181.3.1";
const sysDescr = "1.3.6.1.2.1.1.1.0|4|KONICA MINOLTA bizhub C250i";
const deviceDescr = "1.3.6.1.2.1.25.3.2.1.3.1|4|KONICA MINOLTA bizhub C250i";
const serial = "1.3.6.1.2.1.43.5.1.1.17.1|4x|4141204a0020200a";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function start(lines: readonly string[], behaviour: Behaviour = playing(lines)) {
  const engine = await startEngine();
  const device = new UdpDevice(behaviour);
  await device.start();
  closers.push(
    () => engine.client.close(),
    () => device.stop(),
  );
  return { engine, device };
}

const all = {
  sysObjectId: "1.3.6.1.4.1.18334.1.1.1.2.1.181.3.1",
  sysDescr: "KONICA MINOLTA bizhub C250i",
  deviceDescr: "KONICA MINOLTA bizhub C250i",
  serial: "AA J",
};

describe("a probe", () => {
  it.each(["1", "2c"] as const)("asks everything in one packet and cleans texts, in SNMPv%s", async (version) => {
    const { engine, device } = await start([sysObjectId, sysDescr, deviceDescr, serial]);
    expect(await probe(engine, device.target(version), relaxed)).toEqual({ ok: true, value: all });
    expect(device.requests.length).toBe(1);
  });

  it.each(["1", "2c"] as const)("leaves out what the device does not have, in SNMPv%s", async (version) => {
    const { engine, device } = await start([sysObjectId, sysDescr]);
    const answer = await probe(engine, device.target(version), relaxed);
    expect(answer).toEqual({ ok: true, value: { ...all, deviceDescr: undefined, serial: undefined } });
  });

  it("that is denied everything fails, for nothing is known of a device that only says no", async () => {
    const { engine, device } = await start([], ({ request }) => [
      encodeMessage({ ...request, type: "response", errorStatus: 16, errorIndex: 0 }),
    ]);
    const answer = await probe(engine, device.target(), relaxed);
    expect(answer).toMatchObject({ ok: false, failure: { kind: "denied" } });
  });

  it("that is denied one object takes the others", async () => {
    const answers = playing([sysDescr]);
    const { engine, device } = await start([], (asked) => {
      const at = asked.request.varBinds.findIndex(({ oid }) => oid.startsWith("1.3.6.1.2.1.43."));
      if (at < 0) return answers(asked);
      return [encodeMessage({ ...asked.request, type: "response", errorStatus: 16, errorIndex: at + 1 })];
    });
    const answer = await probe(engine, device.target(), relaxed);
    expect(answer).toMatchObject({ ok: true, value: { sysDescr: all.sysDescr, serial: undefined } });
  });

  it("sends a silent address one packet only", async () => {
    const { engine, device } = await start([sysDescr]);
    const answer = await probe(engine, device.target("2c", "wrong"), impatient);
    expect(answer).toMatchObject({ ok: false, failure: { kind: "timeout" } });
    expect(device.requests.length).toBe(1);
  });
});
