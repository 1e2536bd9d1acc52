import { generateKeyPairSync, sign } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
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

test("a command is told with the next batch and, over a restart too, followed once", () => {
  const outbox = openOutbox(onTestFinished);
  const rules = () => ({ agent: "ag-1", serviceKey, allowed: names, known: names, isDeviceKnown: () => false });
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
