import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MibView } from "../../src/simulator/mib-view.ts";
import { compareArcs, parseOid } from "../../src/simulator/oid.ts";
import { parseRecording } from "../../src/simulator/snmprec.ts";
import { integer } from "../../src/simulator/value.ts";

const oids = fc.uniqueArray(
  fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 4 }).map((arcs) => ["1.3", ...arcs].join(".")),
  { minLength: 1 },
);

function inOrder(left: string, right: string): number {
  return compareArcs(parseOid(left) ?? [], parseOid(right) ?? []);
}

describe("a MIB view", () => {
  test("walks every OID once and in order, also those that came later, but none that went", () => {
    fc.assert(
      fc.property(oids, oids, oids, (recorded, added, removed) => {
        const view = new MibView(parseRecording(recorded.map((oid) => `${oid}|2|1`).join("\n"), "a"));
        for (const oid of added) view.set(oid, integer(2));
        for (const oid of removed) view.delete(oid);
        const expected = [...new Set([...recorded, ...added])].filter((oid) => !removed.includes(oid)).sort(inOrder);
        expect(view.below("1.3").map(({ oid }) => oid)).toEqual(expected);
      }),
    );
  });

  test("keeps the changes of one device from the others of its recording", () => {
    const recording = parseRecording("1.3.6.1|2|1", "a");
    const [first, second] = [new MibView(recording), new MibView(recording)];
    first.set("1.3.6.1", integer(5));
    first.set("1.3.6.2", integer(6));
    expect([second.number("1.3.6.1"), second.number("1.3.6.2")]).toEqual([1, undefined]);
  });

  test("changes no row that the device does not have", () => {
    const view = new MibView(parseRecording("1.3.6.1|2|1", "a"));
    view.change("1.3.6.2", integer(1));
    expect(view.get("1.3.6.2")).toBeUndefined();
  });
});
