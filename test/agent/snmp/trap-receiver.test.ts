import { createSocket } from "node:dgram";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { isTrap, TrapReceiver } from "../../../src/agent/snmp/trap-receiver.ts";
import { VirtualClock } from "../../virtual-clock.ts";

const hex = (text: string) => Buffer.from(text, "hex");
/** Trap of SNMPv1, SNMPv2-Trap and InformRequest without values, and the head of an SNMPv3 message. */
const traps = {
  v1: hex("302802010004067075626c6963a41b06082b06010401818f1e40047f0000010201060201014301643000"),
  v2c: hex("301b02010104067075626c6963a70e0204000000010201000201003000"),
  inform: hex("301b02010104067075626c6963a60e0204000000010201000201003000"),
  v3: hex("3014020103300d020101020205dc040103020103040030000400"),
};

let clock: VirtualClock;
let receiver: TrapReceiver;
let port: number;
const polled: string[] = [];
const sender = (address: string) => {
  const socket = createSocket("udp4");
  return (bytes: Buffer) =>
    new Promise<void>((resolve) =>
      socket.bind(0, address, () => socket.send(bytes, port, "127.0.0.1", () => socket.close(() => resolve()))),
    );
};
const heard = () => Object.values(receiver.counts).reduce((sum, count) => sum + count, 0);

beforeEach(async () => {
  clock = new VirtualClock();
  polled.length = 0;
  receiver = new TrapReceiver({
    port: 0,
    clock,
    isKnown: (address) => address.startsWith("127.0.0."),
    onTrap: (address) => polled.push(address),
  });
  port = await receiver.start();
});

afterEach(() => receiver.stop());

describe("a trap", () => {
  it.each(["v1", "v2c", "inform", "v3"] as const)("from a known device has it polled: %s", async (kind) => {
    await sender("127.0.0.1")(traps[kind]);
    await vi.waitFor(() => expect(polled).toEqual(["127.0.0.1"]));
  });

  it("from anybody else is counted and nothing more", async () => {
    await sender("127.0.9.9")(traps.v2c);
    await vi.waitFor(() => expect(receiver.counts.unknown).toBe(1));
    expect(polled).toEqual([]);
  });

  it("that follows another within ten seconds is one with all of those seconds, and has the device polled after them", async () => {
    for (const bytes of [traps.v2c, traps.v1, traps.v2c]) await sender("127.0.0.1")(bytes);
    await vi.waitFor(() => expect(heard()).toBe(3));
    expect(polled).toHaveLength(1);
    await clock.advance(9_999);
    expect(polled).toHaveLength(1);
    await clock.advance(1);
    expect(polled).toHaveLength(2);
    await clock.advance(60_000);
    expect(polled).toHaveLength(2);
    await sender("127.0.0.1")(traps.v2c);
    await vi.waitFor(() => expect(polled).toHaveLength(3));
  });

  it("in a flood from many known addresses has no more than twenty devices polled in a second, and none left out", async () => {
    for (let host = 1; host <= 30; host += 1) await sender(`127.0.0.${host}`)(traps.v2c);
    await vi.waitFor(() => expect(heard()).toBe(30));
    expect(polled).toHaveLength(20);
    await clock.advance(9_999);
    expect(polled).toHaveLength(20);
    await clock.advance(1);
    expect(new Set(polled).size).toBe(30);
    expect(polled).toHaveLength(30);
  });

  it("has nobody polled any more when the receiver was stopped", async () => {
    for (const bytes of [traps.v2c, traps.v2c]) await sender("127.0.0.1")(bytes);
    await vi.waitFor(() => expect(heard()).toBe(2));
    receiver.stop();
    await clock.advance(60_000);
    expect(polled).toHaveLength(1);
  });

  it("is no trap when it is a question, an answer or garbage", async () => {
    const get = hex("301b02010104067075626c6963a00e0204000000010201000201003000");
    for (const bytes of [get, Buffer.from("garbage"), Buffer.alloc(0)]) expect(isTrap(bytes)).toBe(false);
    await sender("127.0.0.1")(get);
    await vi.waitFor(() => expect(receiver.counts.malformed).toBe(1));
  });

  it("is told by one clear error when its port is taken", async () => {
    const openUdpSockets = () => process.getActiveResourcesInfo().filter((kind) => kind === "UDPWrap").length;
    const second = new TrapReceiver({ port, clock, isKnown: () => false, onTrap() {} });
    await expect(second.start()).rejects.toMatchObject({ kind: "system", code: "trap-port" });
    await vi.waitFor(() => expect(openUdpSockets()).toBe(1));
  });
});
