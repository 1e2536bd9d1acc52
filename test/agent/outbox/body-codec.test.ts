import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeBody, encodeBody, wireCrc } from "../../../src/agent/outbox/body-codec.ts";

test("a body comes back as it was, with the length of its text", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const { data, crc, bytes } = encodeBody(value);
      const text = JSON.stringify(value);
      expect(decodeBody(data, crc)).toEqual({ value: JSON.parse(text) });
      expect(bytes).toBe(Buffer.byteLength(text));
    }),
  );
});

test("a body with a flipped bit is no body", () => {
  const { data, crc } = encodeBody({ total: 486_002, model: "bizhub" });
  fc.assert(
    fc.property(fc.nat(data.length * 8 - 1), (bit) => {
      const damaged = Uint8Array.from(data, (byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      const decoded = decodeBody(damaged, crc);
      // The last bits only fill the last byte up; all others matter.
      if (decoded !== undefined) expect(decoded.value).toEqual({ total: 486_002, model: "bizhub" });
    }),
  );
});

test("rows of released versions stay readable: the dictionary has not changed", () => {
  const stored = Buffer.from("c3d6a53530343236313533b7b04c4c4a4e494d5322d497adc59a6b9052516d6c2d00", "hex");
  expect(decodeBody(stored, 1430694380)).toEqual({
    value: { device: { uid: "d-0123456789abcdef", manufacturer: "KONICA MINOLTA" }, supplies: [{ key: "toner.cyan" }] },
  });
});

test.each([
  [0, "00000000"],
  [0xab, "000000ab"],
  [0xffffffff, "ffffffff"],
])("the CRC %i is written %s", (crc, written) => {
  expect(wireCrc(crc)).toBe(written);
});
