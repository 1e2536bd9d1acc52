import { describe, expect, test } from "vitest";
import { Secret } from "../../../src/agent/leaf/secret.ts";
import { CommunitySession } from "../../../src/agent/snmp/community-session.ts";
import type { SessionAnswer } from "../../../src/agent/snmp/device-session.ts";
import { OidOctets } from "../../../src/agent/snmp/oid-octets.ts";
import { RequestEncoder } from "../../../src/agent/snmp/request-message.ts";
import type { PeerSocket } from "../../../src/agent/snmp/shared-sockets.ts";
import { patientOptions } from "../../../src/agent/snmp/snmp-engine.ts";
import { MibView } from "../../../src/simulator/mib-view.ts";
import { respond } from "../../../src/simulator/responder.ts";
import { parseRecording } from "../../../src/simulator/snmprec.ts";
import { settlePromises, VirtualClock } from "../../virtual-clock.ts";

const sysUpTime = "1.3.6.1.2.1.1.3.0";
const request = { type: "get", oids: [sysUpTime], nonRepeaters: 0, maxRepetitions: 0 } as const;
const credential = { version: "2c", community: new Secret("public") } as const;
const view = new MibView(parseRecording(`${sysUpTime}|67|5`, "test"));

/** Asks a device that loses every packet until it is awake; undefined: it never is. */
async function askSleeping(awakeAtMs: number | undefined) {
  const clock = new VirtualClock();
  const sentAtMs: number[] = [];
  let hear = (_bytes: Buffer) => {};
  const socket: PeerSocket = {
    on: (_event, listener) => {
      hear = listener;
    },
    transmit: (bytes) => {
      sentAtMs.push(clock.monoMs());
      if (awakeAtMs === undefined || clock.monoMs() < awakeAtMs) return;
      const reply = respond(bytes, view, { community: "public", maxMessageBytes: 1472 });
      if (reply.kind === "answer") clock.after(20, () => hear(reply.bytes));
    },
    ...{ send() {}, ref() {}, strangerThat: () => undefined, unref() {}, close() {} },
  };
  const octets = new OidOctets();
  const tools = { clock, octets, encoder: new RequestEncoder(octets), nextRequestId: () => 1, onRefused() {} };
  const session = new CommunitySession(credential, socket, tools);
  let answer: SessionAnswer | undefined;
  let endedAtMs = 0;
  void session
    .ask(request, patientOptions, () => undefined)
    .then((given) => {
      answer = given;
      endedAtMs = clock.monoMs();
    });
  await settlePromises();
  while (answer === undefined && clock.nextInMs !== undefined) await clock.advance(clock.nextInMs);
  return { answer, sentAtMs, endedAtMs };
}

describe("the patience with a known device", () => {
  test.each([0, 2000, 3000, 5000, 8000])("outlasts one that loses packets for its first %i ms", async (awakeAtMs) => {
    const { answer } = await askSleeping(awakeAtMs);
    expect(answer).toMatchObject({ ok: true, value: { varbinds: [{ value: { value: 5 } }] } });
  });

  test("sends no second packet to one that answers", async () => {
    expect((await askSleeping(0)).sentAtMs).toEqual([0]);
  });

  test("is three packets and ten seconds for one that is away", async () => {
    const { answer, sentAtMs, endedAtMs } = await askSleeping(undefined);
    expect(answer).toMatchObject({ ok: false, failure: { kind: "timeout" } });
    expect([sentAtMs.length, endedAtMs]).toEqual([3, 10_000]);
  });
});
