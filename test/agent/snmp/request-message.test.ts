import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OidOctets } from "../../../src/agent/snmp/oid-octets.ts";
import { RequestEncoder } from "../../../src/agent/snmp/request-message.ts";
import { decodeMessage } from "../../../src/simulator/pdu.ts";

const arcs = fc.array(fc.nat({ max: 2 ** 32 - 1 }), { maxLength: 40 });
const oids = fc.array(
  arcs.map((rest) => ["1", "3", ...rest].join(".")),
  { maxLength: 60 },
);
const int31 = fc.nat({ max: 2 ** 31 - 1 });

describe("a request", () => {
  it("is a question: nobody can ask the library for anything that writes or walks on its own", () => {
    const library = readFileSync(new URL("../../../src/agent/snmp/net-snmp.d.ts", import.meta.url), "utf8");
    expect(library).toMatch(/\bgetBulk\(/);
    expect(library).not.toMatch(/\b(?:set|subtree|walk|table\w*|simpleRequest|inform)\(/);
  });

  it("has one of three tags, those of GET, GETNEXT and GETBULK: there is none that writes", () => {
    const encoder = readFileSync(new URL("../../../src/agent/snmp/request-message.ts", import.meta.url), "utf8");
    const [, tags = ""] = /\bpduTags\b[^=]*= \{([^}]*)\}/.exec(encoder) ?? [];
    expect(tags.trim()).toBe("get: 0xa0, getNext: 0xa1, getBulk: 0xa5");
    const types = ["get", "getNext", "getBulk"] as const;
    const head = { version: 1, community: Buffer.from("public"), requestId: 1 };
    const written = types.map((type) => {
      const bytes = new RequestEncoder(new OidOctets()).encode(head, {
        type,
        oids: ["1.3.6"],
        nonRepeaters: 0,
        maxRepetitions: 0,
      });
      return bytes[bytes.indexOf("public") + head.community.length];
    });
    expect(written).toEqual([0xa0, 0xa1, 0xa5]);
  });

  it("is read by another decoder as it was meant", () => {
    const encoder = new RequestEncoder(new OidOctets());
    const types = fc.constantFrom("get", "getNext", "getBulk");
    fc.assert(
      fc.property(
        types,
        oids,
        int31,
        int31,
        fc.string({ maxLength: 200 }),
        (type, list, requestId, count, community) => {
          const head = { version: 1, community: Buffer.from(community), requestId };
          const bytes = encoder.encode(head, { type, oids: list, nonRepeaters: count, maxRepetitions: 10 });
          const decoded = decodeMessage(bytes);
          expect(decoded).toMatchObject({ version: "v2c", type, requestId, errorStatus: count, errorIndex: 10 });
          expect(decoded?.community.toString()).toBe(community);
          expect(decoded?.varBinds.map(({ oid }) => oid)).toEqual(list);
        },
      ),
    );
  });

  it.each(["", "1", "1.3.x", "1.3..6", "3.1.1", "1.40.1", "1.3.-1", "1.3.4294967296", `1.3${".1".repeat(127)}`])(
    'is not made of "%s", which is no OID',
    (oid) => {
      const request = { type: "get", oids: [oid], nonRepeaters: 0, maxRepetitions: 0 } as const;
      const encode = () =>
        new RequestEncoder(new OidOctets()).encode(
          { version: 0, community: Buffer.from("public"), requestId: 1 },
          request,
        );
      expect(encode).toThrow(RangeError);
    },
  );
});
