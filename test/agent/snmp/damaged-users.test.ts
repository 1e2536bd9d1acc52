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
/** Of a device that is away, or of a line that lets nothing good pass. */
const unclear = ["timeout", "ignored", "malformed"];
const place = { address: "192.0.2.1", port: 161 };

/** What a flipped bit or two can do: the counter in a Report then looks like the value that was asked for. */
function makeResponse(answer: Buffer): readonly Buffer[] {
  const changed = Buffer.from(answer);
  // The PDU is the last of the message, so it ends where the message does; the same octet may stand in a number too.
  const at = changed.findIndex(
    (octet, index) => octet === reportTag && changed[index + 1] === changed.length - index - 2,
  );
  if (at >= 0 && changed.includes(unknownEngines)) changed[at] = responseTag;
  return [changed];
}

/** Device and session in one process, with no socket between: what `pass` makes of an answer is what arrives. */
function wire(pass: (answer: Buffer) => readonly Buffer[]) {
  let hearRequest = (_bytes: Buffer, _from: object) => {};
  let hearAnswer = (_bytes: Buffer) => {};
  playUsers({
    createSocket: () => ({
      on: (event: string, listener: typeof hearRequest) => {
        if (event === "message") hearRequest = listener;
      },
      bind() {},
      send: (bytes: Buffer) => {
        for (const arriving of pass(bytes)) hearAnswer(arriving);
      },
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

describe("an SNMPv3 user whose answers are damaged or doubled on the way", () => {
  it.each<readonly [string, UserCredential]>([
    ["signed", signed],
    ["encrypted", secret],
  ])("gets the value or is told that nothing good came, never anything else: %s", async (_name, credential) => {
    const seed = Math.floor(Math.random() * 2 ** 32);
    const chance = chanceOf(seed);
    let damaged = 0;
    const open = wire((answer) => {
      if (chance() < 0.4) return [answer];
      if (chance() < 0.2) return [answer, answer];
      damaged += 1;
      const arriving = mutate(answer, chance);
      return chance() < 0.2 ? [arriving, answer] : [arriving];
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
        // Never that the user or a key is wrong, or the clock.
        if (answer?.ok === false)
          expect([seed, unclear]).toEqual([seed, expect.arrayContaining([answer.failure.kind])]);
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
    const answer = session.ask(request, { timeoutMs: 100, retryAtMs: [] }, () => undefined);
    await clock.advance(100);
    expect(await answer).toMatchObject({ ok: false, failure: { kind: "malformed" } });
  });
});
