import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { getAll } from "../../../src/agent/snmp/chunked-get.ts";
import type { RequestOptions } from "../../../src/agent/snmp/snmp-client.ts";
import type { SnmpEngine } from "../../../src/agent/snmp/snmp-engine.ts";
import { walkColumns } from "../../../src/agent/snmp/walk.ts";
import { type Behaviour, playing, startEngine, UdpDevice } from "./udp-device.ts";

const column = "1.3.6.1.2.1.43.11.1.1.9";
const oids = Array.from({ length: 60 }, (_, index) => `${column}.1.${index + 1}`);
const lines = oids.map((oid, index) => `${oid}|2|${index}`);
const options: RequestOptions = { timeoutMs: 30, retryAtMs: [5, 10, 15, 20] };

/** Loses, doubles and holds back answers, each by chance; what is held back comes after the next answer. */
function chaotic(chance: () => number): Behaviour {
  const answers = playing(lines);
  const heldBack: Buffer[] = [];
  return (asked) => {
    const [answer] = answers(asked);
    if (answer === undefined || chance() < 30) return [];
    if (chance() < 30) {
      heldBack.push(answer);
      return [];
    }
    const doubled = chance() < 30 ? [answer, answer] : [answer];
    return [...doubled, ...heldBack.splice(0)];
  };
}

/** How often the device heard the request that it heard most often. */
function mostPackets({ requests }: UdpDevice): number {
  return Math.max(
    ...Map.groupBy(requests, ({ requestId }) => requestId)
      .values()
      .map(({ length }) => length),
  );
}

let engine: SnmpEngine;

beforeEach(async () => {
  engine = await startEngine();
});

afterEach(() => engine.client.close());

describe("on a network that loses, doubles and reorders three packets in ten", () => {
  it("values are right or missing or the device counts as away, never wrong", async () => {
    const chances = fc.array(fc.nat({ max: 99 }), { minLength: 50, maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(chances, async (numbers) => {
        let at = 0;
        const device = new UdpDevice(chaotic(() => numbers[at++ % numbers.length] ?? 0));
        await device.start();
        const got = await getAll(engine, device.target(), oids, options);
        const walk = await walkColumns(engine, device.target(), [column], options);
        device.stop();
        const read = (varbinds: readonly { value: { value: unknown } }[]) => varbinds.map(({ value }) => value.value);
        const right = oids.map((_, index) => index);
        if (got.ok) expect(read(got.value).every((value, index) => value === index || value === null)).toBe(true);
        else expect(got.failure.kind).toBe("timeout");
        if (walk.ok && walk.value.isComplete) expect(read(walk.value.varbinds)).toEqual(right);
        if (!walk.ok) expect(walk.failure.kind).toBe("timeout");
        // A request is given up only after each of its packets was sent.
        if (!got.ok || !walk.ok) expect(mostPackets(device)).toBe(1 + options.retryAtMs.length);
      }),
      { numRuns: 12 },
    );
  }, 30_000);
});
