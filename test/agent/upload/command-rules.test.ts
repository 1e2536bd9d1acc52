import { generateKeyPairSync, sign } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type CommandMemory,
  type CommandRules,
  decideCommands,
  emptyCommandMemory,
  mostRemembered,
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

  test("is not followed again after its turn to be forgotten came, whatever time central tells", () => {
    const first = decide([command()]);
    const crowd = Array.from({ length: mostRemembered }, (_, at) => command({ id: `n-${at}`, name: "run" }));
    const full = decide(crowd.slice(1), now, first.memory);
    expect(full.memory.decided).toHaveLength(mostRemembered);
    const nextWeek = { id: "c-2", expiresAt: "2026-12-02T08:00:00.000Z" };
    const after = decide([command(nextWeek)], "2026-12-01T08:00:00.000Z", full.memory);
    expect(after.started).toMatchObject([{ id: "c-2" }]);
    expect(after.memory.decided).toHaveLength(mostRemembered);
    expect(decide([command(), ...crowd], now, after.memory).started).toEqual([]);
  });

  test("is left for a later answer while all that is remembered is still good", () => {
    const crowd = Array.from({ length: mostRemembered }, (_, at) => command({ id: `n-${at}`, name: "run" }));
    const full = decide(crowd);
    const more = decide([command()], now, full.memory);
    expect(more).toMatchObject({ started: [], refused: [] });
    expect(more.memory.decided).toEqual(full.memory.decided.map((each) => ({ ...each, isTold: true })));
  });

  test.each([
    ["not signed by central", { ...command(), signature: "no" }],
    ["expired", command({ expiresAt: now })],
  ])("that is %s takes no place in the memory", (_, wish) => {
    expect(decide([wish]).memory).toEqual(emptyCommandMemory);
  });

  test("is followed although central told a time seventy years ahead before", () => {
    const first = decide([command({ id: "c-0", expiresAt: "2099-02-01T00:00:00.000Z" })], "2099-01-01T00:00:00.000Z");
    const { memory } = decide([command({ id: "c-9" })], "2099-01-01T00:00:00.000Z", first.memory);
    expect(decide([command()], now, memory).started).toEqual([command()]);
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
