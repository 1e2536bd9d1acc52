import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { NetSnmpClient } from "../../../src/agent/snmp/net-snmp-client.ts";
import type { SnmpEngine } from "../../../src/agent/snmp/snmp-engine.ts";
import { encodeMessage, type Message } from "../../../src/simulator/pdu.ts";
import { text } from "../../../src/simulator/value.ts";
import { type Asked, type Behaviour, impatient, playing, relaxed, startEngine, UdpDevice } from "./udp-device.ts";

const sysDescr = "1.3.6.1.2.1.1.1.0";
const sysUpTime = "1.3.6.1.2.1.1.3.0";
const absent = "1.3.6.1.2.1.1.99.0";
const lines = [
  `${sysDescr}|4|KONICA MINOLTA bizhub C360i`,
  `${sysUpTime}|67|12345`,
  "1.3.6.1.4.1.18334.1.1.1.5.7.2.1.1.0|2|-1",
];

let engine: SnmpEngine & { client: NetSnmpClient };
const devices: UdpDevice[] = [];

beforeEach(async () => {
  engine = await startEngine();
});

afterEach(() => {
  engine.client.close();
  for (const device of devices.splice(0)) device.stop();
});

async function startDevice(behaviour: Behaviour, address?: string): Promise<UdpDevice> {
  const device = new UdpDevice(behaviour, address);
  await device.start();
  devices.push(device);
  return device;
}

function answerTo(request: Message, change: Partial<Message> = {}): Buffer {
  const varBinds = request.varBinds.map(({ oid }) => ({ oid, value: text("forged") }));
  return encodeMessage({ ...request, type: "response", errorStatus: 0, errorIndex: 0, varBinds, ...change });
}

describe("a request that goes well", () => {
  it.each(["1", "2c"] as const)("gets values in the order asked for, in SNMPv%s", async (version) => {
    const device = await startDevice(playing(lines));
    const answer = await engine.client.get(device.target(version), [sysUpTime, sysDescr], relaxed);
    expect(answer).toEqual({
      ok: true,
      value: [
        { oid: sysUpTime, value: { type: "timeTicks", value: 12345 } },
        { oid: sysDescr, value: { type: "octets", value: Buffer.from("KONICA MINOLTA bizhub C360i") } },
      ],
    });
  });

  it("says for each missing OID that it is missing, in SNMPv2c", async () => {
    const device = await startDevice(playing(lines));
    const answer = await engine.client.get(device.target(), [sysUpTime, absent], relaxed);
    expect(answer.ok && answer.value.map(({ value }) => value.type)).toEqual(["timeTicks", "noSuchObject"]);
  });

  it("tells which OID is missing in SNMPv1", async () => {
    const device = await startDevice(playing(lines));
    const answer = await engine.client.get(device.target("1"), [sysUpTime, absent], relaxed);
    expect(answer).toMatchObject({ ok: false, failure: { kind: "noSuchName", errorIndex: 2 } });
  });

  it("asks a device one thing at a time, under whatever credential", async () => {
    const answers = playing(lines);
    let waiting = 0;
    let mostWaiting = 0;
    const device = await startDevice((asked) => {
      waiting += 1;
      mostWaiting = Math.max(mostWaiting, waiting);
      // Whatever else was sent by now arrives before this answer goes out.
      setImmediate(() => {
        waiting -= 1;
        for (const answer of answers(asked)) device.send(answer, asked.sender);
      });
      return [];
    });
    const targets = [device.target(), device.target("1")];
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        engine.client.get(targets[at % 2] ?? device.target(), [sysUpTime], relaxed),
      ),
    );
    expect(all.every(({ ok }) => ok)).toBe(true);
    expect([device.requests.length, mostWaiting]).toEqual([20, 1]);
    expect(engine.client.discards).toEqual({ strangers: 0, refused: 0 });
  });

  it("gives the rows of a GETBULK after its non-repeaters", async () => {
    const device = await startDevice(playing(lines));
    const request = { oids: ["1.3.6.1.2.1.1.3", "1.3.6.1.2.1.1"], nonRepeaters: 1, maxRepetitions: 2 };
    const answer = await engine.client.getBulk(device.target(), request, relaxed);
    expect(answer.ok && answer.value.nonRepeaters.map(({ oid }) => oid)).toEqual([sysUpTime]);
    expect(answer.ok && answer.value.rows.map(({ oid }) => oid)).toEqual([sysDescr, sysUpTime]);
  });

  it("makes one row of GETNEXT out of a GETBULK in SNMPv1, with the end of the MIB", async () => {
    const device = await startDevice(playing(lines));
    const request = { oids: ["1.3.6.1.5", "1.3.6.1.2.1.1", "1.3.6.2"], nonRepeaters: 0, maxRepetitions: 10 };
    const answer = await engine.client.getBulk(device.target("1"), request, relaxed);
    expect(answer.ok && answer.value.rows).toEqual([
      { oid: "1.3.6.1.5", value: { type: "endOfMibView", value: null } },
      expect.objectContaining({ oid: sysDescr }),
      { oid: "1.3.6.2", value: { type: "endOfMibView", value: null } },
    ]);
  });

  it("survives a lost packet by asking again with the same request", async () => {
    const answers = playing(lines);
    const device = await startDevice((asked) => (asked.count < 3 ? [] : answers(asked)));
    const answer = await engine.client.get(device.target(), [sysUpTime], { timeoutMs: 5000, retryAtMs: [20, 40] });
    expect(answer.ok).toBe(true);
    expect(new Set(device.requests.map(({ requestId }) => requestId)).size).toBe(1);
  });

  it("takes an answer that comes twice once", async () => {
    const answers = playing(lines);
    const device = await startDevice((asked) => [...answers(asked), ...answers(asked)]);
    const target = device.target();
    for (let turn = 0; turn < 5; turn += 1) {
      expect((await engine.client.get(target, [sysUpTime], relaxed)).ok).toBe(true);
    }
  });
});

describe("a request that gets no answer", () => {
  it("ends as a timeout, for a wrong community as for a device that is off", async () => {
    const device = await startDevice(playing(lines));
    const answer = await engine.client.get(device.target("2c", "wrong"), [sysUpTime], impatient);
    expect(answer).toMatchObject({ ok: false, failure: { kind: "timeout" } });
  });

  it("ends at once when it is aborted", async () => {
    const device = await startDevice(() => []);
    const abort = new AbortController();
    const answer = engine.client.get(device.target(), [sysUpTime], { ...relaxed, signal: abort.signal });
    abort.abort();
    expect(await answer).toMatchObject({ ok: false, failure: { kind: "aborted" } });
  });

  it("ends at once when the client is closed, and so do those that wait behind it", async () => {
    const device = await startDevice(() => []);
    const target = device.target();
    const answers = [1, 2].map(() => engine.client.get(target, [sysUpTime], relaxed));
    engine.client.close();
    for (const answer of answers) expect(await answer).toMatchObject({ ok: false, failure: { kind: "aborted" } });
    engine = await startEngine();
  });

  it.each(["255.255.255.255", "no-address", "::1"])(
    "tells %s, which cannot be sent to, from silence",
    async (address) => {
      const target = { ...(await startDevice(() => [])).target(), address };
      const answer = await engine.client.get(target, [sysUpTime], impatient);
      expect(answer).toMatchObject({ ok: false, failure: { kind: "unreachable" } });
    },
  );
});

describe("a datagram that does not fit", () => {
  const v3Garbage = Buffer.from("3014020103300d020101020205dc040103020103040030000400", "hex");
  const report = (request: Message) => {
    const bytes = Buffer.from(answerTo(request, { varBinds: [] }));
    bytes[bytes.indexOf(0xa2)] = 0xa8;
    return bytes;
  };
  const broken: readonly (readonly [name: string, make: (asked: Asked) => Buffer])[] = [
    ["garbage", () => Buffer.from("not SNMP at all")],
    ["an empty datagram", () => Buffer.alloc(0)],
    ["a truncated answer", ({ request }) => answerTo(request).subarray(0, -3)],
    ["an answer with another community", ({ request }) => answerTo(request, { community: Buffer.from("private") })],
    ["an answer in another version", ({ request }) => answerTo(request, { version: "v1" })],
    ["an SNMPv3 answer", () => v3Garbage],
    ["a Report", ({ request }) => report(request)],
    ["the request itself", ({ bytes }) => bytes],
    ["sequences nested 4,000 deep", () => Buffer.alloc(8000, Buffer.from([0x30, 0x80]))],
    ["a length of four gigabytes", () => Buffer.from("3084ffffffff020101", "hex")],
  ];
  const toAnother = ({ request }: Asked) => answerTo(request, { requestId: (request.requestId + 1) % 2 ** 31 });
  const misfits = [...broken, ["an answer to another request", toAnother] as const];

  it.each(misfits)("does not end the request: %s", async (_name, make) => {
    const answers = playing(lines);
    const device = await startDevice((asked) => [make(asked), ...answers(asked)]);
    const answer = await engine.client.get(device.target(), [sysUpTime], relaxed);
    expect(answer).toMatchObject({ ok: true, value: [{ value: { value: 12345 } }] });
    expect(engine.client.discards.refused).toBe(1);
  });

  it.each(broken)("ends as malformed, not as silence, when nothing better comes: %s", async (_name, make) => {
    const device = await startDevice((asked) => [make(asked)]);
    const answer = await engine.client.get(device.target(), [sysUpTime], impatient);
    expect(answer).toMatchObject({ ok: false, failure: { kind: "malformed" } });
  });

  it("is a timeout, not a broken device, when it only answers another request", async () => {
    const device = await startDevice((asked) => [toAnother(asked)]);
    const answer = await engine.client.get(device.target(), [sysUpTime], impatient);
    expect(answer).toMatchObject({ ok: false, failure: { kind: "timeout" } });
  });

  it("is ignored, counted and told when it comes from another address with the right request id", async () => {
    const forger = await startDevice(() => [], "127.0.0.2");
    const device = await startDevice(({ request, sender }) => {
      forger.send(answerTo(request), sender);
      return [];
    });
    const answer = await engine.client.get(device.target(), [sysUpTime], impatient);
    const { port } = forger.target();
    const stranger = `127.0.0.2:${port}`;
    const message = `the device does not answer; an answer came from ${stranger} and was not taken`;
    expect(answer).toMatchObject({ ok: false, failure: { kind: "timeout", message, stranger } });
    expect(engine.client.discards.strangers).toBe(1);
  });

  it("is told although somebody else sends a flood of others after it", async () => {
    const forger = await startDevice(() => [], "127.0.0.2");
    const noisy = await startDevice(() => [], "127.0.0.3");
    const device = await startDevice((asked) => {
      forger.send(answerTo(asked.request), asked.sender);
      for (let count = 0; count < 70; count += 1) noisy.send(toAnother(asked), asked.sender);
      return [];
    });
    const answer = await engine.client.get(device.target(), [sysUpTime], impatient);
    const stranger = `127.0.0.2:${forger.target().port}`;
    expect(answer).toMatchObject({ ok: false, failure: { kind: "timeout", stranger } });
    expect(engine.client.discards.strangers).toBe(71);
  });

  it("is not told when it comes from another address and answers nothing that was asked", async () => {
    const forger = await startDevice(() => [], "127.0.0.2");
    const device = await startDevice((asked) => {
      forger.send(toAnother(asked), asked.sender);
      return [];
    });
    const answer = await engine.client.get(device.target(), [sysUpTime], impatient);
    const message = "the device does not answer";
    expect(answer).toMatchObject({ ok: false, failure: { kind: "timeout", message } });
    expect(engine.client.discards.strangers).toBe(1);
  });

  it("is ignored when it comes from another port of the right address", async () => {
    const forger = await startDevice(() => []);
    const answers = playing(lines);
    const device = await startDevice((asked) => {
      forger.send(answerTo(asked.request), asked.sender);
      return answers(asked);
    });
    const answer = await engine.client.get(device.target(), [sysUpTime], relaxed);
    expect(answer).toMatchObject({ ok: true, value: [{ value: { value: 12345 } }] });
  });

  it.each([
    ["other OIDs", (request: Message) => answerTo(request, { varBinds: [{ oid: sysDescr, value: text("x") }] })],
    ["no values", (request: Message) => answerTo(request, { varBinds: [] })],
    [
      "more values than asked for",
      (request: Message) => {
        const [first] = request.varBinds;
        return answerTo(request, { varBinds: first ? [first, first] : [] });
      },
    ],
  ])("is malformed when the right answer holds %s", async (_name, make) => {
    const device = await startDevice(({ request }) => [make(request)]);
    const answer = await engine.client.get(device.target(), [sysUpTime], relaxed);
    expect(answer).toMatchObject({ ok: false, failure: { kind: "malformed" } });
  });

  it("is malformed when it gives the values asked for in another order", async () => {
    const device = await startDevice(({ request }) => [
      answerTo(request, {
        varBinds: request.varBinds.map(({ oid }) => ({ oid, value: text(oid) })).toReversed(),
      }),
    ]);
    const answer = await engine.client.get(device.target(), [sysDescr, sysUpTime], impatient);
    expect(answer).toMatchObject({ ok: false, failure: { kind: "malformed" } });
  });

  it("is malformed when a GETBULK of non-repeaters only gets extra values", async () => {
    const varBinds = [sysDescr, sysUpTime].map((oid) => ({ oid, value: text("x") }));
    const device = await startDevice(({ request }) => [answerTo(request, { varBinds })]);
    const request = { oids: ["1.3.6.1.2.1.1"], nonRepeaters: 1, maxRepetitions: 10 };
    const answer = await engine.client.getBulk(device.target(), request, relaxed);
    expect(answer).toMatchObject({ ok: false, failure: { kind: "malformed" } });
  });
});

describe("an error of the device", () => {
  it.each([
    [1, "tooBig"],
    [2, "noSuchName"],
    [5, "genErr"],
    [16, "denied"],
    [99, "genErr"],
  ] as const)("error-status %i is told as %s", async (errorStatus, kind) => {
    const device = await startDevice(({ request }) => [answerTo(request, { errorStatus, errorIndex: 1 })]);
    const answer = await engine.client.get(device.target(), [sysUpTime], relaxed);
    expect(answer).toMatchObject({ ok: false, failure: { kind, errorIndex: 1 } });
  });
});
