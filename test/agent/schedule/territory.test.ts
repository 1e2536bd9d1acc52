import { describe, expect, it } from "vitest";
import { Secret } from "../../../src/agent/leaf/secret.ts";
import { searchRanges } from "../../../src/agent/schedule/search-range.ts";
import { Territory } from "../../../src/agent/schedule/territory.ts";
import type { SnmpCredential } from "../../../src/agent/snmp/snmp-client.ts";

const alpha: SnmpCredential = { version: "2c", community: new Secret("alpha") };
const beta: SnmpCredential = { version: "2c", community: new Secret("beta") };
const credentials = new Map([
  ["alpha", alpha],
  ["beta", beta],
]);
const at = (address: string, port = 161) => ({ address, port });

function territory(
  ranges: readonly { addresses: string; credentials: string[]; exclude?: string[]; isOwnPublicRange?: boolean }[],
  resolve: (name: string) => Promise<string> = () => Promise.reject(new Error("no answer")),
): Territory {
  const configured = ranges.map((range) => ({ exclude: [], isOwnPublicRange: false, isBroadRange: false, ...range }));
  return new Territory(searchRanges(configured, credentials), credentials, resolve);
}

describe("what may be said at a place", () => {
  const site = territory([
    { addresses: "192.168.1.0/24", credentials: ["alpha"], exclude: ["192.168.1.9"] },
    { addresses: "192.168.0.0/16", credentials: ["beta", "alpha"] },
    { addresses: "192.168.7.7:1161", credentials: ["beta"] },
  ]);

  it.each([
    ["what the device answers to", at("192.168.2.1"), "alpha", [alpha]],
    ["what the range names, when nothing is known", at("192.168.2.1"), null, [beta, alpha]],
    ["what the range names, when the known one is not among it", at("192.168.1.1"), "beta", [alpha]],
    ["what the range names, when the known one is not configured any more", at("192.168.1.1"), "gone", [alpha]],
    [
      "by the first of overlapping ranges, but where that one leaves the place out",
      at("192.168.1.9"),
      null,
      [beta, alpha],
    ],
    ["by address and port", at("192.168.7.7", 1161), null, [beta]],
    ["nothing outside the ranges", at("10.0.0.1"), "alpha", undefined],
    ["nothing at another port", at("192.168.1.1", 1161), "alpha", undefined],
  ] as const)("is %s", async (_name, place, known, said) => {
    expect(await site.credentialsAt(place, known)).toEqual(said);
    expect(site.isOutside(place)).toBe(said === undefined);
  });

  it("is each place once in a sweep", () => {
    const small = territory([
      { addresses: "192.168.1.1-2", credentials: ["alpha"] },
      { addresses: "192.168.1.2-3", credentials: ["beta"] },
    ]);
    expect([...small.targets()]).toEqual([
      { ...at("192.168.1.1"), credentials: [alpha] },
      { ...at("192.168.1.2"), credentials: [alpha] },
      { ...at("192.168.1.3"), credentials: [beta] },
    ]);
  });
});

describe("a range that is a name", () => {
  it("is where the name leads, found out when a device stands nowhere else", async () => {
    const site = territory([{ addresses: "mfp.example", credentials: ["alpha"] }], async () => "192.168.1.5");
    expect(site.isOutside(at("192.168.1.5"))).toBe(false);
    expect(await site.credentialsAt(at("192.168.1.5"), "alpha")).toEqual([alpha]);
    expect(await site.credentialsAt(at("192.168.1.6"), "alpha")).toBeUndefined();
    expect(site.isOutside(at("192.168.1.6"))).toBe(true);
    expect([...site.targets()]).toEqual([{ ...at("192.168.1.5"), credentials: [alpha] }]);
  });

  it("stays where it was while it cannot be resolved, and moves when it leads elsewhere", async () => {
    const answers = ["192.168.1.5", new Error("no answer"), "192.168.1.6"];
    const site = territory([{ addresses: "mfp.example", credentials: ["alpha"] }], async () => {
      const answer = answers.shift();
      if (typeof answer === "string") return answer;
      throw answer;
    });
    expect(await site.resolveNames()).toEqual([]);
    expect(await site.resolveNames()).toEqual([{ name: "mfp.example", message: "no answer" }]);
    expect(site.isOutside(at("192.168.1.5"))).toBe(false);
    await site.resolveNames();
    expect(site.isOutside(at("192.168.1.5"))).toBe(true);
  });

  it.each([
    ["what the device answered to", at("192.168.1.5"), "alpha", [alpha]],
    ["nothing that the range does not name", at("192.168.1.5"), "beta", undefined],
    ["nothing to one that answered to nothing yet", at("192.168.1.5"), null, undefined],
    ["nothing where the range leaves out", at("192.168.1.9"), "alpha", undefined],
    ["nothing outside of the private networks", at("203.0.113.5"), "alpha", undefined],
    ["nothing at another port", at("192.168.1.5", 1161), "alpha", undefined],
  ] as const)("says %s while it never was resolved", async (_name, place, known, said) => {
    const unknown = territory([{ addresses: "mfp.example", credentials: ["alpha"], exclude: ["192.168.1.9"] }]);
    expect(await unknown.credentialsAt(place, known)).toEqual(said);
    expect([...unknown.targets()]).toEqual([]);
  });

  it("may lead to what is excluded, which is not asked", async () => {
    const excluded = territory(
      [{ addresses: "mfp.example", credentials: ["alpha"], exclude: ["192.168.1.5"] }],
      async () => "192.168.1.5",
    );
    expect(await excluded.credentialsAt(at("192.168.1.5"), "alpha")).toBeUndefined();
    expect([...excluded.targets()]).toEqual([]);
  });

  it.each(["203.0.113.5", "224.0.0.1", "255.255.255.255"])(
    "that leads to %s, outside of the private networks, is not asked, and that is told",
    async (address) => {
      const site = territory([{ addresses: "mfp.example", credentials: ["alpha"] }], async () => address);
      expect(await site.resolveNames()).toMatchObject([
        { name: "mfp.example", message: expect.stringContaining(address) },
      ]);
      expect([...site.targets()]).toEqual([]);
      expect(site.allows(at(address), alpha)).toBe(false);
    },
  );

  it("is asked outside of the private networks when its owner says that it is theirs", async () => {
    const own = { addresses: "mfp.example", credentials: ["alpha"], isOwnPublicRange: true };
    const site = territory([own], async () => "203.0.113.5");
    expect(await site.resolveNames()).toEqual([]);
    expect([...site.targets()]).toEqual([{ ...at("203.0.113.5"), credentials: [alpha] }]);
  });
});
