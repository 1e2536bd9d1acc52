import { generateKeyPairSync, sign } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { AgentError } from "../../../src/agent/leaf/errors.ts";
import { silentLog } from "../../../src/agent/leaf/log.ts";
import { CommandDesk } from "../../../src/agent/upload/command-desk.ts";
import { commandText } from "../../../src/contract/command.ts";
import { openOutbox } from "../outbox/temporary-outbox.ts";
import { acknowledgement } from "./misbehaving-server.ts";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const serviceKey = publicKey.export({ type: "spki", format: "der" }).toString("base64");
const unsigned = { id: "c-1", name: "send-status", device: null, expiresAt: "2026-11-23T08:00:00.000Z" };
const signature = sign(null, Buffer.from(commandText("ag-1", unsigned)), privateKey).toString("base64");
const names = new Set(["send-status"]);
const rules = () => ({ agent: "ag-1", serviceKey, allowed: names, known: names, isDeviceKnown: () => false });

test("a command is told with the next batch and, over a restart too, followed once", () => {
  const outbox = openOutbox(onTestFinished);
  const desk = new CommandDesk({ outbox, log: silentLog, rules });
  const answer = acknowledgement({ commands: [{ ...unsigned, signature }] });
  expect(desk.untold()).toEqual([]);
  expect(desk.take(answer)).toEqual(answer.commands);
  expect(desk.untold()).toEqual([{ id: "c-1", outcome: "started" }]);

  const restarted = new CommandDesk({ outbox, log: silentLog, rules });
  expect(restarted.untold()).toEqual([{ id: "c-1", outcome: "started" }]);
  expect(restarted.take(answer)).toEqual([]);
  expect(restarted.untold()).toEqual([]);
});

test("a command whose decision the disk does not take is not followed, and comes again", () => {
  const outbox = openOutbox(onTestFinished);
  let isDiskFull = true;
  const commit: typeof outbox.commit = (change) => {
    if (isDiskFull) throw new AgentError({ kind: "system", code: "outbox-disk-full", message: "", canRetry: true });
    return outbox.commit(change);
  };
  const desk = new CommandDesk({ outbox: { commit, readStates: () => outbox.readStates() }, log: silentLog, rules });
  const answer = acknowledgement({ commands: [{ ...unsigned, signature }] });
  expect(desk.take(answer)).toEqual([]);
  expect(desk.untold()).toEqual([]);
  isDiskFull = false;
  expect(desk.take(answer)).toEqual(answer.commands);
});

test("what central did not sign is told it once and written down nowhere", () => {
  const outbox = openOutbox(onTestFinished);
  const told: string[] = [];
  const log = { ...silentLog, warn: (event: string) => void told.push(event) };
  const desk = new CommandDesk({ outbox, log, rules });
  const forged = acknowledgement({ commands: [{ ...unsigned, signature: "no" }] });
  expect(desk.take(forged)).toEqual([]);
  expect(desk.untold()).toEqual([{ id: "c-1", outcome: "wrongSignature" }]);
  expect(desk.take(forged)).toEqual([]);
  expect(desk.take(acknowledgement())).toEqual([]);
  expect(desk.untold()).toEqual([]);
  expect(told).toEqual(["command.refused"]);
  expect(outbox.readStates()).toEqual(new Map());
});
