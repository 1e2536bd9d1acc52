import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OidOctets } from "../../../src/agent/snmp/oid-octets.ts";
import { decodeResponse as decode, headOf, mostOctets, versionOf } from "../../../src/agent/snmp/response-message.ts";
import { writeElement, writeInteger, writeOid } from "../../../src/simulator/ber.ts";
import { encodeMessage } from "../../../src/simulator/pdu.ts";
import type { Value } from "../../../src/simulator/value.ts";

const oid = "1.3.6.1.2.1.1.1.0";
const octets = new OidOctets();
const decodeResponse = (bytes: Buffer) => decode(bytes, octets);

/** A response with one value, given as it stands on the wire. */
function responseWith(valueElement: Buffer, name = writeElement(0x06, writeOid(oid))): Buffer {
  const number = (value: number) => writeElement(0x02, writeInteger(value));
  const list = writeElement(0x30, writeElement(0x30, name, valueElement));
  const pdu = writeElement(0xa2, number(7), number(0), number(0), list);
  return writeElement(0x30, number(1), writeElement(0x04, Buffer.from("public")), pdu);
}

const hex = (text: string) => Buffer.from(text, "hex");

function decodedValue(element: Buffer) {
  const decoded = decodeResponse(responseWith(element));
  return decoded.ok ? decoded.value.varbinds[0]?.value : decoded;
}

describe("a value on the wire", () => {
  it.each([
    ["020100", { type: "integer", value: 0 }],
    ["0201ff", { type: "integer", value: -1 }],
    ["02047fffffff", { type: "integer", value: 2147483647 }],
    ["020480000000", { type: "integer", value: -2147483648 }],
    ["0205007fffffff", { type: "integer", value: 2147483647 }],
    ["41050080000000", { type: "counter32", value: 2147483648 }],
    ["4104ffffffff", { type: "counter32", value: 4294967295 }],
    ["42040000002a", { type: "gauge32", value: 42 }],
    ["430500ffffffff", { type: "timeTicks", value: 4294967295 }],
    ["460900ffffffffffffffff", { type: "counter64", value: 18446744073709551615n }],
    ["46012a", { type: "counter64", value: 42n }],
    ["040120", { type: "octets", value: hex("20") }],
    ["0400", { type: "octets", value: Buffer.alloc(0) }],
    ["04810120", { type: "octets", value: hex("20") }],
    ["06032b0601", { type: "oid", value: "1.3.6.1" }],
    ["0602883a", { type: "oid", value: "2.1002" }],
    ["4004c0a80114", { type: "ipAddress", value: "192.168.1.20" }],
    ["0500", { type: "null", value: null }],
    ["8000", { type: "noSuchObject", value: null }],
    ["8100", { type: "noSuchInstance", value: null }],
    ["8200", { type: "endOfMibView", value: null }],
    ["44029f78", { type: "opaque", value: hex("9f78") }],
  ])("%s is %o", (wire, value) => {
    expect(decodedValue(hex(wire))).toEqual(value);
  });

  it.each([
    ["an integer of no octets", "0200"],
    ["an integer above 32 bits", "020500ffffffff"],
    ["a counter above 32 bits", "41050100000000"],
    ["a negative counter", "4101ff"],
    ["an integer of twenty octets", `0214${"01".repeat(20)}`],
    ["an address of three octets", "4003c0a801"],
    ["an OID that stops in the middle of an arc", "06022b86"],
    ["an OID of 200 arcs", `0681c8${"01".repeat(200)}`],
    ["an unknown type", "4702ffff"],
  ])("that is no such value becomes opaque, never a wrong number: %s", (_name, wire) => {
    expect(decodedValue(hex(wire))).toMatchObject({ type: "opaque" });
  });

  it("is bounded when it is a string", () => {
    const value = decodedValue(writeElement(0x04, Buffer.alloc(60_000, "x")));
    expect(value).toEqual({ type: "octets", value: Buffer.alloc(mostOctets, "x") });
  });
});

describe("a response", () => {
  const values: fc.Arbitrary<Value> = fc.oneof(
    fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map((value): Value => ({ type: "integer", value })),
    fc.nat({ max: 2 ** 32 - 1 }).map((value): Value => ({ type: "counter32", value })),
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value): Value => ({ type: "counter64", value })),
    fc.uint8Array({ maxLength: 300 }).map((bytes): Value => ({ type: "octets", value: Buffer.from(bytes) })),
  );
  const oids = fc.array(fc.nat({ max: 2 ** 32 - 1 }), { maxLength: 20 }).map((arcs) => ["1", "3", ...arcs].join("."));
  const messages = fc.array(fc.record({ oid: oids, value: values }), { maxLength: 20 }).map((varBinds) =>
    encodeMessage({
      version: "v2c",
      community: Buffer.from("public"),
      type: "response",
      requestId: 1,
      errorStatus: 0,
      errorIndex: 0,
      varBinds,
    }),
  );

  it("gives back what another encoder put in", () => {
    fc.assert(
      fc.property(oids, values, (name, value) => {
        const message = { community: Buffer.from("public"), type: "response", errorStatus: 0, errorIndex: 0 } as const;
        const bytes = encodeMessage({ ...message, version: "v2c", requestId: 5, varBinds: [{ oid: name, value }] });
        expect(decodeResponse(bytes)).toMatchObject({
          ok: true,
          value: { version: 1, requestId: 5, varbinds: [{ oid: name, value }] },
        });
      }),
    );
  });

  it("gives nothing when it is cut off anywhere", () => {
    fc.assert(
      fc.property(messages, fc.nat(), (bytes, at) => {
        expect(decodeResponse(bytes.subarray(0, at % bytes.length)).ok).toBe(false);
      }),
    );
  });

  it("never throws, whatever octets are changed", () => {
    const change = fc.tuple(fc.nat(), fc.nat({ max: 255 }));
    fc.assert(
      fc.property(messages, fc.array(change, { minLength: 1, maxLength: 8 }), (bytes, changes) => {
        for (const [at, octet] of changes) bytes[at % bytes.length] = octet;
        decodeResponse(bytes);
        headOf(bytes);
        versionOf(bytes);
      }),
      { numRuns: 2000 },
    );
  });

  it("tells whose answer it is without a look at its values, which may be garbage", () => {
    const broken = responseWith(hex("0500"), hex("ff"));
    expect(decodeResponse(broken).ok).toBe(false);
    expect(headOf(broken)).toEqual({ version: 1, community: Buffer.from("public"), requestId: 7 });
    expect(headOf(hex("3003020103"))).toBeUndefined();
  });

  it("never throws on bytes that mean nothing", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(decodeResponse(Buffer.from(bytes)).ok).toBe(false);
      }),
    );
  });
});
