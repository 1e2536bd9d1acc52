import { describe, expect, it } from "vitest";
import { Secret } from "../../../src/agent/leaf/secret.ts";
import type { SessionAnswer } from "../../../src/agent/snmp/device-session.ts";
import type { PeerSocket } from "../../../src/agent/snmp/shared-sockets.ts";
import type { UserCredential } from "../../../src/agent/snmp/snmp-client.ts";
import { UserSession } from "../../../src/agent/snmp/user-session.ts";
import { settlePromises, VirtualClock } from "../../virtual-clock.ts";
import { chanceOf, mutate } from "./damaged-messages.ts";
import { authKey, playUsers, privKey, sysDescr } from "./user-agent.ts";

const exchanges = 2500;
/** usmStatsUnknownEngineIDs.0, which the Report that answers discovery tells. */
const unknownEngines = Buffer.from("2b060106030f01010400", "hex");
const reportTag = 0xa8;
const responseTag = 0xa2;
const auth = { protocol: "sha256", key: new Secret(authKey) } as const;
const priv = { protocol: "aes", key: new Secret(privKey) } as const;
const signed: UserCredential = { version: "3", user: "signed", level: "authNoPriv", auth };
const secret: UserCredential = { version: "3", user: "secret", level: "authPriv", auth, priv };
const request = { type: "get", oids: [sysDescr], nonRepeaters: 0, maxRepetitions: 0 } as const;
const truth = [{ oid: sysDescr, value: { type: "octets", value: Buffer.from("bizhub C360i") } }];
const place = { address: "192.0.2.1", port: 161 };

/** What a flipped bit or two can do: the counter in a Report then looks like the value that was asked for. */
function makeResponse(answer: Buffer): Buffer {
  const changed = Buffer.from(answer);
  const at = changed.lastIndexOf(reportTag, changed.indexOf(unknownEngines));
  if (at >= 0 && changed.includes(unknownEngines)) changed[at] = responseTag;
  return changed;
}

/** Device and session in one process, with no socket between: what `pass` makes of an answer is what arrives. */
function wire(pass: (answer: Buffer) => Buffer) {
  let hearRequest = (_bytes: Buffer, _from: object) => {};
  let hearAnswer = (_bytes: Buffer) => {};
  playUsers({
    createSocket: () => ({
      on: (event: string, listener: typeof hearRequest) => {
        if (event === "message") hearRequest = listener;
      },
      bind() {},
      send: (bytes: Buffer) => hearAnswer(pass(bytes)),
    }),
  });
  return (): PeerSocket => ({
    on: (event, listener) => {
      if (event === "message") hearAnswer = listener;
    },
    send: (bytes, _offset, _length, _port, _address, sent) => {
      sent(null);
      queueMicrotask(() => hearRequest(bytes, { address: place.address, port: 1, family: "IPv4" }));
    },
    transmit() {},
    ref() {},
    unref() {},
    strangerThat: () => undefined,
    close() {},
  });
}

describe("an SNMPv3 user whose answers are damaged on the way", () => {
  it.each<readonly [string, UserCredential]>([
    ["signed", signed],
    ["encrypted", secret],
  ])("gets the value or an outcome, never another value: %s", async (_name, credential) => {
    const seed = Math.floor(Math.random() * 2 ** 32);
    const chance = chanceOf(seed);
    let damaged = 0;
    const open = wire((answer) => {
      if (chance() < 0.4) return answer;
      damaged += 1;
      return mutate(answer, chance);
    });
    const clock = new VirtualClock();
    const tools = { clock, nextRequestId: () => 1, onRefused() {}, onEngine() {} };
    const outcomes = { taken: 0, failed: 0 };
    let session = new UserSession({ ...place, credential }, open(), tools);
    while (damaged < exchanges) {
      let answer: SessionAnswer | undefined;
      const asked = session.ask(request, { timeoutMs: 100, retryAtMs: [100] }, () => undefined);
      void asked.then((given) => (answer = given));
      await settlePromises();
      if (answer === undefined) await clock.advance(2000);
      // Every request has ended, with all its timers.
      expect([seed, answer !== undefined, clock.pending]).toEqual([seed, true, 0]);
      if (answer?.ok && answer.value.errorStatus === 0) {
        expect([seed, answer.value.varbinds]).toEqual([seed, truth]);
        outcomes.taken += 1;
      } else {
        outcomes.failed += 1;
        session.close();
        session = new UserSession({ ...place, credential }, open(), tools);
      }
    }
    expect(outcomes.taken).toBeGreaterThan(100);
    expect(outcomes.failed).toBeGreaterThan(100);
  });

  it.each([signed, secret])("never gets the counter of a Report that became a response: $level", async (credential) => {
    const clock = new VirtualClock();
    const tools = { clock, nextRequestId: () => 1, onRefused() {}, onEngine() {} };
    const session = new UserSession({ ...place, credential }, wire(makeResponse)(), tools);
    const answer = await session.ask(request, { timeoutMs: 100, retryAtMs: [] }, () => undefined);
    expect(answer).toMatchObject({ ok: false, failure: { kind: "malformed" } });
  });
});
