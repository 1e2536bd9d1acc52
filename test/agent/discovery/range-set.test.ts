import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { admitsNamed, countPlaces, parseRanges, placesOf, rangeSet } from "../../../src/agent/discovery/range-set.ts";
import { formatAddress, parseAddress } from "../../../src/agent/leaf/ipv4.ts";

const isPublicAllowed = false;

function read(...lines: readonly string[]): readonly string[] {
  const parsed = parseRanges(lines, { isPublicAllowed });
  return parsed.ok ? [...placesOf(parsed.value)].map(({ address, port }) => `${address}:${port}`) : parsed.failure;
}

describe("a set of ranges", () => {
  it("names each address once, however ranges overlap", () => {
    expect(read("10.0.0.1-3", "10.0.0.2-5", "10.0.0.3")).toEqual([1, 2, 3, 4, 5].map((host) => `10.0.0.${host}:161`));
  });

  it("keeps ports apart", () => {
    expect(read("10.0.0.1", "10.0.0.1:1161")).toEqual(["10.0.0.1:161", "10.0.0.1:1161"]);
  });

  it("leaves out what is excluded, on every port and wherever the line stands", () => {
    expect(read("!10.0.0.2", "10.0.0.1-3", "10.0.0.2-3:1161")).toEqual([
      "10.0.0.1:161",
      "10.0.0.3:161",
      "10.0.0.3:1161",
    ]);
  });

  it("gives all mistakes at once", () => {
    expect(read("10.0.0.0/8", "10.0.0.1", "10.0.0.300")).toHaveLength(2);
  });

  it("asks nobody else's addresses unless the owner said yes", () => {
    expect(read("8.8.8.8")[0]).toContain("not a private network");
    expect(parseRanges(["8.8.8.8"], { isPublicAllowed: true }).ok).toBe(true);
  });

  it("counts without listing", () => {
    const lines = Array.from({ length: 200 }, (_, second) => `10.${second}.0.0/16`);
    const parsed = parseRanges(lines, { isPublicAllowed });
    expect(parsed.ok && countPlaces(parsed.value)).toBe(200 * 65_534);
  });

  it("keeps names for later, each once", () => {
    const parsed = parseRanges(["printer", "PRINTER", "printer:1161"], { isPublicAllowed });
    expect(parsed.ok && parsed.value.names.map(({ name, port }) => `${name}:${port}`)).toEqual([
      "printer:161",
      "printer:1161",
    ]);
  });

  it.each([
    ["10.0.0.5", true, true],
    ["10.0.0.9", false, false],
    ["8.8.8.8", false, true],
    ["0.0.0.0", false, false],
    ["255.255.255.255", false, false],
  ])("lets a name lead to %s: %s, and with a yes to public addresses: %s", (address, isAdmitted, isAdmittedWithYes) => {
    const admits = (isPublicAllowed: boolean) => {
      const parsed = parseRanges(["printer", "!10.0.0.9"], { isPublicAllowed });
      return parsed.ok && admitsNamed(parsed.value, address);
    };
    expect([admits(false), admits(true)]).toEqual([isAdmitted, isAdmittedWithYes]);
  });

  const spans = fc
    .tuple(fc.nat({ max: 300 }), fc.nat({ max: 60 }))
    .map(([start, length]) => ({ first: 0x0a000000 + start, last: 0x0a000000 + start + length }));
  const ports = fc.constantFrom(161, 1161);

  it("holds exactly what is in a range and in no exclusion, each once, in order", () => {
    const included = fc.array(fc.tuple(spans, ports), { maxLength: 8 });
    fc.assert(
      fc.property(included, fc.array(spans, { maxLength: 5 }), (ranges, exclusions) => {
        const expected = new Set<string>();
        for (const port of [161, 1161]) {
          for (let address = 0x0a000000; address < 0x0a000000 + 400; address += 1) {
            const isIn = ({ first, last }: { first: number; last: number }) => first <= address && address <= last;
            const isSwept = ranges.some(([span, spanPort]) => spanPort === port && isIn(span));
            if (isSwept && !exclusions.some(isIn)) expected.add(`${formatAddress(address)}:${port}`);
          }
        }
        const set = rangeSet([
          ...ranges.map(([span, port]) => ({ kind: "addresses" as const, ...span, port, isPublic: false })),
          ...exclusions.map((span) => ({ kind: "exclusion" as const, ...span })),
        ]);
        expect([...placesOf(set)].map(({ address, port }) => `${address}:${port}`)).toEqual([...expected]);
        expect(countPlaces(set)).toBe(expected.size);
      }),
    );
  });

  it("writes every address so that it is read back as the same", () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 32 - 1 }), (address) => {
        expect(parseAddress(formatAddress(address))).toBe(address);
      }),
    );
  });
});
