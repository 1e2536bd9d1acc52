import { generateKeyPairSync, sign } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type CommandMemory,
  type CommandRules,
  decideCommands,
  emptyCommandMemory,
} from "../../../src/agent/upload/command-rules.ts";
import { type Command, commandText } from "../../../src/contract/command.ts";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const now = "2026-11-22T08:00:00.000Z";
const later = "2026-11-22T08:01:00.000Z";
const rules: CommandRules = {
  agent: "ag-1",
  serviceKey: publicKey.export({ type: "spki", format: "der" }).toString("base64"),
  allowed: new Set(["read-now", "send-status", "record"]),
  known: new Set(["read-now", "rediscover", "send-status"]),
  isDeviceKnown: (uid) => uid === "d-1",
};

function command(changes: Partial<Omit<Command, "signature">> = {}, agent = "ag-1"): Command {
  const unsigned = { id: "c-1", name: "read-now", device: null, expiresAt: "2026-11-23T08:00:00.000Z", ...changes };
  return {
    ...unsigned,
    signature: sign(null, Buffer.from(commandText(agent, unsigned)), privateKey).toString("base64"),
  };
}

function decide(commands: readonly Command[], at = now, memory: CommandMemory = emptyCommandMemory, own = rules) {
  return decideCommands(memory, commands, at, own);
}

describe("a command", () => {
  test.each([
    { what: "for the site", wish: command() },
    { what: "for a device of the site", wish: command({ device: "d-1" }) },
  ])("$what is started", ({ wish }) => {
    expect(decide([wish])).toMatchObject({ started: [wish], refused: [] });
  });

  test.each([
    { what: "changed after it was signed", wish: { ...command(), device: "d-1" }, outcome: "wrongSignature" },
    { what: "signed for another agent", wish: command({}, "ag-2"), outcome: "wrongSignature" },
    { what: "with no signature", wish: { ...command(), signature: "" }, outcome: "wrongSignature" },
    { what: "that came too late", wish: command({ expiresAt: now }), outcome: "expired" },
    { what: "that the site does not allow", wish: command({ name: "rediscover" }), outcome: "notAllowed" },
    { what: "that nobody knows", wish: command({ name: "run" }), outcome: "unknownCommand" },
    { what: "allowed but not made yet", wish: command({ name: "record" }), outcome: "unknownCommand" },
    { what: "for an address", wish: command({ device: "169.254.169.254" }), outcome: "unknownDevice" },
  ])("$what is refused", ({ wish, outcome }) => {
    expect(decide([wish])).toMatchObject({ started: [], refused: [{ id: "c-1", outcome }] });
  });

  test("is refused by an agent that central told no key", () => {
    const { refused } = decide([command()], now, emptyCommandMemory, { ...rules, serviceKey: undefined });
    expect(refused).toEqual([{ id: "c-1", outcome: "wrongSignature" }]);
  });

  test("is followed once, however often it comes", () => {
    const first = decide([command(), command()]);
    expect(first.started).toHaveLength(1);
    expect(decide([command()], later, first.memory)).toMatchObject({ started: [], refused: [] });
  });

  test("that has expired is not followed again when central's time goes back", () => {
    const { memory } = decide([command()]);
    const forgotten = decide([], "2026-12-01T08:00:00.000Z", memory);
    expect(forgotten.memory.decided).toEqual([]);
    expect(decide([command()], now, forgotten.memory).refused).toEqual([{ id: "c-1", outcome: "expired" }]);
  });

  test("of a kind that was followed within a minute is left for a later answer", () => {
    const second = command({ id: "c-2", device: "d-1" });
    const first = decide([command(), second]);
    expect(first).toMatchObject({ started: [{ id: "c-1" }], refused: [] });
    expect(decide([second], later, first.memory).started).toEqual([second]);
  });

  test("is never started without central's signature, whatever it says", () => {
    const any = fc.record({
      id: fc.string({ minLength: 1, maxLength: 64 }),
      name: fc.oneof(fc.constantFrom("read-now", "__proto__", "constructor"), fc.string()),
      device: fc.option(fc.string()),
      expiresAt: fc.constant("2099-01-01T00:00:00.000Z"),
      signature: fc.base64String(),
    });
    fc.assert(fc.property(any, (wish) => decide([wish]).started.length === 0));
  });
});
