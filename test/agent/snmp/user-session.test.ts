import { expect, test } from "vitest";
import type { SessionAnswer } from "../../../src/agent/snmp/device-session.ts";
import type { PeerSocket } from "../../../src/agent/snmp/shared-sockets.ts";
import { UserSession } from "../../../src/agent/snmp/user-session.ts";
import { settlePromises, VirtualClock } from "../../virtual-clock.ts";
import { forgeFrom, readSecured } from "./forged-answer.ts";
import { answerDiscovery } from "./signed-device.ts";
import { authKey, sysDescr } from "./user-agent.ts";

const credential = { version: "3", user: "open", level: "noAuthNoPriv" } as const;
const place = { address: "192.0.2.1", port: 161 };
const request = { type: "get", oids: [sysDescr], nonRepeaters: 0, maxRepetitions: 0 } as const;
const answerMs = 50;
const options = { timeoutMs: 100, retryAtMs: [] };
/** Discovery and the three Reports that are followed, and a wait that ends in silence. */
const deadlineMs = 300;

/**
 * Asks an engine whose answers take half of the wait; no network between.
 * @param elsewhere answers from another place, which the socket keeps as a stranger's
 */
function ask(answer: ((message: Buffer) => Buffer) | undefined, elsewhere?: (message: Buffer) => Buffer) {
  const clock = new VirtualClock();
  let hear = (_bytes: Buffer) => {};
  let strange: Buffer | undefined;
  const socket: PeerSocket = {
    on: (event, listener) => {
      if (event === "message") hear = listener;
    },
    send: (bytes, _offset, _length, _port, _address, sent) => {
      sent(null);
      strange = elsewhere?.(bytes);
      if (answer) clock.after(answerMs, () => hear(answer(bytes)));
    },
    strangerThat: (isSo) => (strange && isSo(strange) ? "192.0.2.9:161" : undefined),
    ...{ transmit() {}, ref() {}, unref() {}, close() {} },
  };
  const tools = { clock, nextRequestId: () => 1, onRefused() {}, onEngine() {} };
  const session = new UserSession({ ...place, credential }, socket, tools);
  const outcome: { answer?: SessionAnswer } = {};
  void session
    .ask(request, options, () => undefined)
    .then((given) => {
      outcome.answer = given;
    });
  return { clock, outcome };
}

test("an engine that always reports again does not keep a request waiting for ever", async () => {
  const { clock, outcome } = ask((message) => answerDiscovery(readSecured(message), { boots: 0, timeS: 0 }));
  await clock.advance(deadlineMs - 1);
  expect(outcome.answer).toBeUndefined();
  await clock.advance(1);
  await settlePromises();
  expect(outcome.answer).toMatchObject({ ok: false, failure: { kind: "ignored" } });
  await clock.advance(answerMs);
  expect(clock.pending).toBe(0);
});

test.each([
  ["to this request is told", (asked: Buffer) => asked, "192.0.2.9:161"],
  ["to another request is not told", () => Buffer.of(1), undefined],
])("an engine that answers from elsewhere %s as a stranger", async (_, msgIdOf, stranger) => {
  const report = (message: Buffer) => {
    const asked = readSecured(message);
    return answerDiscovery({ ...asked, msgId: msgIdOf(asked.msgId) });
  };
  const { clock, outcome } = ask(undefined, report);
  await clock.advance(options.timeoutMs);
  await settlePromises();
  const failure = outcome.answer?.ok === false ? outcome.answer.failure : undefined;
  expect(failure).toMatchObject({ kind: "timeout" });
  expect(failure?.stranger).toBe(stranger);
});

test("an answer that the library takes off and cannot read does not end the request", async () => {
  // Signed, to a user who has no key to look at that with: the library throws when it has already taken the request off.
  const forgery = { oid: sysDescr, text: "signed", flags: 1, authKey };
  let answers = 0;
  const { clock, outcome } = ask((message) => {
    const report = answerDiscovery(readSecured(message));
    answers += 1;
    return answers === 1 ? report : forgeFrom(report, forgery);
  });
  await clock.advance(2 * answerMs);
  expect(outcome.answer).toBeUndefined();
  await clock.advance(options.timeoutMs);
  expect(outcome.answer).toMatchObject({ ok: false, failure: { kind: "malformed" } });
  expect(clock.pending).toBe(0);
});
