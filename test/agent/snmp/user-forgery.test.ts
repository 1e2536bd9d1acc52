import { describe, expect, it } from "vitest";
import { Secret } from "../../../src/agent/leaf/secret.ts";
import type { SessionAnswer } from "../../../src/agent/snmp/device-session.ts";
import type { PeerSocket } from "../../../src/agent/snmp/shared-sockets.ts";
import type { RequestOptions, UserCredential } from "../../../src/agent/snmp/snmp-client.ts";
import { UserSession } from "../../../src/agent/snmp/user-session.ts";
import { settlePromises, VirtualClock } from "../../virtual-clock.ts";
import { forgeFrom, readSecured, type SecuredMessage, writeSecured } from "./forged-answer.ts";
import { playingSigned, reportTo } from "./signed-device.ts";
import { authKey, sysDescr } from "./user-agent.ts";

/** Whole bytes that arrive for one request, in their order. */
type Line = (asked: SecuredMessage, answer: readonly Buffer[]) => readonly Buffer[];

const usmStats = (statistic: number) => `1.3.6.1.6.3.15.1.1.${statistic}.0`;
const snmpUnknownContexts = "1.3.6.1.6.3.12.1.5.0";
const otherEngine = Buffer.from("80001f88046f74686572", "hex");
const auth = { protocol: "sha256", key: new Secret(authKey) } as const;
const credential: UserCredential = { version: "3", user: "signed", level: "authNoPriv", auth };
const place = { address: "192.0.2.1", port: 161 };
const request = { type: "get", oids: [sysDescr], nonRepeaters: 0, maxRepetitions: 0 } as const;
const once: RequestOptions = { timeoutMs: 400, retryAtMs: [] };
const thrice: RequestOptions = { timeoutMs: 400, retryAtMs: [400, 800] };
const truth = { ok: true, value: { varbinds: [{ oid: sysDescr, value: { value: Buffer.from("bizhub C360i") } }] } };
const answerMs = 20;

const forgery = { oid: sysDescr, text: "forged" };
const isDiscovery = ({ engineId }: SecuredMessage) => engineId.length === 0;
/** A Report that a forger makes of a request that he saw. */
const forged =
  (oid: string): Line =>
  (asked) =>
    isDiscovery(asked) ? [] : [reportTo(asked, oid)];
/** A Report of another engine, which is not there. */
const forgedElsewhere =
  (oid: string): Line =>
  (asked) => [withEngine(reportTo(asked, oid), otherEngine)];

function withEngine(report: Buffer, engineId: Buffer): Buffer {
  return writeSecured({ ...readSecured(report), engineId });
}

function flipLastBit(answer: Buffer): Buffer {
  const changed = Buffer.from(answer);
  changed.writeUInt8(changed.readUInt8(changed.length - 1) ^ 1, changed.length - 1);
  return changed;
}

/**
 * Asks a device that answers rightly after a while.
 * @param atOnce what arrives before that
 * @param later what arrives in the place of its answers
 */
function ask(options: RequestOptions, atOnce: Line, later: Line = (_, answers) => answers) {
  const clock = new VirtualClock();
  const answersOf = playingSigned([`${sysDescr}|4|bizhub C360i`], 1300);
  const sent: SecuredMessage[] = [];
  const seen: { refused: number; answer?: SessionAnswer; endedAtMs?: number } = { refused: 0 };
  let hear = (_bytes: Buffer) => {};
  const arrive = (datagrams: readonly Buffer[]) => {
    for (const bytes of datagrams) hear(bytes);
  };
  const socket: PeerSocket = {
    on: (event, listener) => {
      if (event === "message") hear = listener;
    },
    send: (bytes, _offset, _length, _port, _address, done) => {
      done(null);
      const asked = readSecured(bytes);
      sent.push(asked);
      clock.after(1, () => arrive(atOnce(asked, answersOf(bytes))));
      clock.after(answerMs, () => arrive(later(asked, answersOf(bytes))));
    },
    strangerThat: () => undefined,
    ...{ transmit() {}, ref() {}, unref() {}, close() {} },
  };
  const onRefused = () => {
    seen.refused += 1;
  };
  const tools = { clock, nextRequestId: () => 1, onRefused, onEngine() {} };
  const session = new UserSession({ ...place, credential }, socket, tools);
  const begin = () =>
    session
      .ask(request, options, () => undefined)
      .then((answer) => Object.assign(seen, { answer, endedAtMs: clock.monoMs() }));
  void begin();
  return { clock, sent, seen, begin };
}

async function outcomeOf(asking: ReturnType<typeof ask>): Promise<SessionAnswer | undefined> {
  await settlePromises();
  while (asking.seen.answer === undefined && asking.clock.nextInMs !== undefined)
    await asking.clock.advance(asking.clock.nextInMs);
  return asking.seen.answer;
}

describe("a request of SNMPv3 has its true answer after", () => {
  it.each<readonly [string, Line]>([
    ["an answer with a bit flipped", (_, answers) => answers.map(flipLastBit)],
    ["an answer cut short", (_, answers) => answers.map((answer) => answer.subarray(0, -2))],
    ["an unsigned answer", (_, answers) => answers.map((answer) => forgeFrom(answer, { ...forgery, flags: 0 }))],
    [
      "an answer signed with another key",
      (_, answers) => answers.map((answer) => forgeFrom(answer, { ...forgery, flags: 1, authKey: "another key" })),
    ],
    ["a forged Report of an unsupported level", forged(usmStats(1))],
    ["a forged Report of a wrong time", forged(usmStats(2))],
    ["a forged Report of an unknown user", forged(usmStats(3))],
    ["a forged Report of another engine", forged(usmStats(4))],
    ["a forged Report of another engine that is not there", forgedElsewhere(usmStats(4))],
    ["a forged Report of a wrong digest", forged(usmStats(5))],
    ["a forged Report of a wrong encryption", forged(usmStats(6))],
    ["a forged Report of an unknown context", forged(snmpUnknownContexts)],
    ["a forged Report without an engine", (asked) => [withEngine(reportTo(asked, usmStats(4)), Buffer.alloc(0))]],
  ])("%s, in one try", async (_name, atOnce) => {
    const asking = ask(once, atOnce);
    expect(await outcomeOf(asking)).toMatchObject(truth);
    // And the next one too: nothing of what was dropped is kept.
    delete asking.seen.answer;
    void asking.begin();
    expect(await outcomeOf(asking)).toMatchObject(truth);
    await asking.clock.advance(once.timeoutMs);
    expect(asking.clock.pending).toBe(0);
  });

  it("a Report that answers discovery for an engine that is not there, by discovering again", async () => {
    let discoveries = 0;
    const wrongFirst: Line = (asked, answers) => {
      if (isDiscovery(asked)) discoveries += 1;
      if (asked.engineId.equals(otherEngine)) return [];
      return discoveries === 1 ? answers.map((answer) => withEngine(answer, otherEngine)) : answers;
    };
    expect(await outcomeOf(ask(thrice, () => [], wrongFirst))).toMatchObject(truth);
  });

  it("every datagram came twice, without a packet more", async () => {
    const asking = ask(
      once,
      () => [],
      (_, answers) => [...answers, ...answers],
    );
    expect(await outcomeOf(asking)).toMatchObject(truth);
    await asking.clock.advance(once.timeoutMs);
    expect([asking.sent.length, asking.seen.refused]).toEqual([2, 2]);
  });
});

describe("a Report and nothing else", () => {
  it.each([
    [usmStats(1), "unsupportedLevel"],
    [usmStats(3), "unknownUser"],
    [usmStats(5), "wrongDigest"],
    [usmStats(6), "decryption"],
    [snmpUnknownContexts, "unknownContext"],
  ])("%s is the outcome %s after a quarter of the wait, without a second try", async (oid, kind) => {
    const refusing: Line = (asked, answers) => (isDiscovery(asked) ? answers : [reportTo(asked, oid)]);
    const asking = ask(thrice, () => [], refusing);
    expect(await outcomeOf(asking)).toMatchObject({ ok: false, failure: { kind } });
    expect([asking.seen.endedAtMs, asking.sent.length]).toEqual([2 * answerMs + 100, 2]);
  });

  it("is the outcome in time, however many come", async () => {
    const flood: Line = (asked) => (isDiscovery(asked) ? [] : Array(50).fill(reportTo(asked, usmStats(5))));
    const silent: Line = (asked, answers) => (isDiscovery(asked) ? answers : []);
    const asking = ask(thrice, flood, silent);
    expect(await outcomeOf(asking)).toMatchObject({ ok: false, failure: { kind: "wrongDigest" } });
    expect([asking.seen.endedAtMs, asking.sent.length]).toEqual([answerMs + 1 + 100, 2]);
  });

  it("says notInTimeWindow when following it does not help", async () => {
    const refusing: Line = (asked, answers) => (isDiscovery(asked) ? answers : [reportTo(asked, usmStats(2))]);
    const asking = ask(thrice, () => [], refusing);
    expect(await outcomeOf(asking)).toMatchObject({ ok: false, failure: { kind: "notInTimeWindow" } });
    expect(asking.sent).toHaveLength(5);
  });

  it("says nothing when it is of another engine than was asked", async () => {
    const refusing: Line = (asked, answers) =>
      isDiscovery(asked) ? answers : [withEngine(reportTo(asked, usmStats(5)), otherEngine)];
    const answer = await outcomeOf(ask(once, () => [], refusing));
    expect(answer).toMatchObject({ ok: false, failure: { kind: "malformed" } });
  });
});
