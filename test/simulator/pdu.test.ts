import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeMessage, encodeMessage, encodeVarBind, type Message, measureMessage } from "../../src/simulator/pdu.ts";
import type { Value } from "../../src/simulator/value.ts";

const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const oid = fc
  .tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 39 }), fc.array(uint32, { maxLength: 126 }))
  .map(([first, second, rest]) => [first, second, ...rest].join("."));
const value: fc.Arbitrary<Value> = fc.oneof(
  fc.record({ type: fc.constant("integer" as const), value: int32 }),
  fc.record({ type: fc.constantFrom("counter32" as const, "gauge32" as const, "timeTicks" as const), value: uint32 }),
  fc.record({ type: fc.constant("counter64" as const), value: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) }),
  fc.record({ type: fc.constantFrom("octets" as const, "ipAddress" as const, "opaque" as const), value: bytes }),
  fc.record({ type: fc.constant("oid" as const), value: oid }),
  fc.record({
    type: fc.constantFrom("null" as const, "noSuchObject" as const, "noSuchInstance" as const, "endOfMibView" as const),
  }),
);
const message: fc.Arbitrary<Message> = fc.record({
  version: fc.constant("v2c" as const),
  community: bytes,
  type: fc.constantFrom("get" as const, "getNext" as const, "getBulk" as const, "set" as const, "response" as const),
  requestId: int32,
  errorStatus: int32,
  errorIndex: int32,
  varBinds: fc.array(fc.record({ oid, value }), { maxLength: 20 }),
});

describe("the SNMP codec", () => {
  test("reads back every message it wrote", () => {
    fc.assert(
      fc.property(message, (written) => {
        expect(decodeMessage(encodeMessage(written))).toEqual(written);
      }),
    );
  });

  test("knows the size of a message before it is written", () => {
    fc.assert(
      fc.property(message, (written) => {
        const varBindBytes = written.varBinds.reduce((sum, each) => sum + encodeVarBind(each).length, 0);
        expect(measureMessage(written)(varBindBytes)).toBe(encodeMessage(written).length);
      }),
    );
  });

  test("takes any bytes without a throw", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (array) => void decodeMessage(Buffer.from(array))));
  });

  test("takes a message with one byte changed without a throw", () => {
    fc.assert(
      fc.property(message, fc.nat(), fc.integer({ min: 0, max: 255 }), (written, at, byte) => {
        const bytes = encodeMessage(written);
        bytes[at % bytes.length] = byte;
        decodeMessage(bytes);
      }),
    );
  });

  test("refuses a message that ends early, wherever", () => {
    const whole = encodeMessage({
      version: "v1",
      community: Buffer.from("public"),
      type: "get",
      requestId: 1,
      errorStatus: 0,
      errorIndex: 0,
      varBinds: [{ oid: "1.3.6.1.2.1.1.1.0", value: { type: "null" } }],
    });
    for (let length = 0; length < whole.length; length += 1) {
      expect(decodeMessage(whole.subarray(0, length))).toBeUndefined();
    }
  });

  test("writes the bytes that the standards ask for", () => {
    const get = encodeMessage({
      version: "v2c",
      community: Buffer.from("public"),
      type: "get",
      requestId: 128,
      errorStatus: 0,
      errorIndex: 0,
      varBinds: [{ oid: "1.3.6.1.4.1.18334.1", value: { type: "null" } }],
    });
    expect(get.toString("hex")).toBe(
      [
        "3028020101",
        "04067075626c6963",
        "a01b",
        "02020080020100020100",
        "300f300d",
        "06092b06010401818f1e01",
        "0500",
      ].join(""),
    );
  });
});
