import { describe, expect, test } from "vitest";
import { parseRecording, readRecording } from "../../src/simulator/snmprec.ts";

describe("a recording", () => {
  test.each([
    ["2|-3", { type: "integer", value: -3 }],
    ["4|a|b", { type: "octets", value: Buffer.from("a|b") }],
    ["4|", { type: "octets", value: Buffer.alloc(0) }],
    ["4x|00206bFF", { type: "octets", value: Buffer.from([0, 0x20, 0x6b, 0xff]) }],
    ["5|", { type: "null" }],
    ["6|1.3.6.1", { type: "oid", value: "1.3.6.1" }],
    ["64|192.0.2.1", { type: "ipAddress", value: Buffer.from([192, 0, 2, 1]) }],
    ["65|4294967295", { type: "counter32", value: 4_294_967_295 }],
    ["66|1", { type: "gauge32", value: 1 }],
    ["67|100", { type: "timeTicks", value: 100 }],
    ["70|18446744073709551615", { type: "counter64", value: 18_446_744_073_709_551_615n }],
  ])("reads %s", (written, value) => {
    expect(parseRecording(`1.3.6.1.2.1.1.1.0|${written}`, "a.snmprec")[0]?.value).toEqual(value);
  });

  test("is sorted as a walk goes, whatever its order in the file", () => {
    const recording = parseRecording("1.3.10|2|3\n1.3.9|2|2\n1.3|2|1\n1.3.9.0|2|9", "a.snmprec");
    expect(recording.map(({ oid }) => oid)).toEqual(["1.3", "1.3.9", "1.3.9.0", "1.3.10"]);
  });

  test("may hold comments, blank lines and line ends of Windows", () => {
    expect(parseRecording("# about it\r\n\r\n1.3.6|2|1\r\n", "a.snmprec")).toHaveLength(1);
  });

  test.each([
    ["a repeated OID", "1.3.6|2|1\n1.3.6|2|2", /^a\.snmprec:2: 1\.3\.6 stands in line 1 already$/],
    ["a wrong OID", "# x\n1.x|2|1", /^a\.snmprec:2: "1\.x" is not an OID/],
    ["an arc above 2^32 - 1", "1.3.4294967296|2|1", /^a\.snmprec:1: .* is not an OID/],
    ["an unknown tag", "1.3.6|3|1", /^a\.snmprec:1: tag "3" is not one of/],
    ["a missing field", "1.3.6|2", /^a\.snmprec:1: a field is missing/],
    ["a number that is none", "1.3.6|2|ten", /^a\.snmprec:1: "ten" is not a whole number/],
    ["a number out of range", "1.3.6|65|-1", /^a\.snmprec:1: "-1" is not a whole number from 0 to 4294967295/],
    ["half a byte", "1.3.6|4x|123", /^a\.snmprec:1: "123" is not pairs of hexadecimal digits/],
    ["an address that is none", "1.3.6|64|1.2.3", /^a\.snmprec:1: "1\.2\.3" is not an IPv4 address/],
    ["nothing at all", "# empty", /^a\.snmprec: no values/],
  ])("is refused with %s, by file and line", (_, content, message) => {
    expect(() => parseRecording(content, "a.snmprec")).toThrow(message);
  });

  test("that does not exist is named", () => {
    expect(() => readRecording("/nowhere/a.snmprec")).toThrow("/nowhere/a.snmprec: there is no such file");
  });
});
