import { expect, onTestFinished, test } from "vitest";
import { recordAnonymously } from "../../../src/agent/compose/recorder.ts";
import { playing, startEngine, UdpDevice } from "../snmp/udp-device.ts";

test("a device that knows SNMPv1 only is recorded, though nobody met it before", async () => {
  const answers = playing(["1.3.6.1.2.1.1.1.0|4|KONICA MINOLTA bizhub 250", "1.3.6.1.2.1.1.3.0|67|100"]);
  const device = new UdpDevice((asked) => (asked.request.version === "v1" ? answers(asked) : []));
  await device.start();
  const engine = await startEngine();
  onTestFinished(() => {
    engine.client.close();
    device.stop();
  });
  const options = { timeoutMs: 150, retryAtMs: [50] };
  const recorded = await recordAnonymously(engine, device.target(), options, { hidesIdentity: true });
  if (!recorded.ok) throw new Error(recorded.failure.message);
  expect(recorded.value.text).toContain("1.3.6.1.2.1.1.1.0|4|KONICA MINOLTA bizhub 250\n");
});
