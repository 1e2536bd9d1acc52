import { expect, test } from "vitest";
import { compilePlan } from "../../../src/agent/profile/poll-plan.ts";
import { library, recordedAnswers } from "../../recorded-answers.ts";

const profile = library.profiles.get("konica-minolta");
if (!profile) throw new Error("no profile");
const plan = compilePlan(library, profile, recordedAnswers("bizhub-c454e"));

test("each scope asks all that the narrower one asks", () => {
  const oids = (scope: "status" | "supplies" | "full") => plan.gets[scope].map(({ oid }) => oid);
  expect(oids("supplies")).toEqual(expect.arrayContaining(oids("status")));
  expect(oids("full")).toEqual(expect.arrayContaining(oids("supplies")));
});

test("only instances that the device showed are asked, and no description again", () => {
  const objects = new Set(plan.gets.full.map(({ object }) => object));
  expect(objects).not.toContain("prtMarkerSuppliesDescription");
  expect(plan.gets.full.filter(({ object }) => object === "prtMarkerSuppliesLevel")).toHaveLength(18);
});

test("every poll asks the serial number, because another machine may stand there by now", () => {
  expect(plan.gets.status.map(({ object }) => object)).toContain("prtGeneralSerialNumber");
});

test("an OID is the object's and the instance", () => {
  expect(plan.gets.full).toContainEqual({
    object: "kmTotal",
    instance: "0",
    oid: "1.3.6.1.4.1.18334.1.1.1.5.7.2.1.1.0",
  });
});

test("a poll leaves room in an answer for the longest value that the device is known to have there", () => {
  const object = "prtMarkerSuppliesLevel";
  const levels = plan.gets.full.filter((instance) => instance.object === object);
  const text = { type: "octets" as const, value: Buffer.alloc(100) };
  const answers = recordedAnswers("bizhub-c454e");
  const odd = new Map([...answers, [object, new Map(levels.map(({ instance }) => [instance, text]))]]);
  expect(plan.rest.full.valueBytes).toBe(9);
  expect(compilePlan(library, profile, odd).rest.full.valueBytes).toBe(116);
});

test("of a table of thousands of rows the first 200 are asked again in each poll", () => {
  const object = "prtMarkerSuppliesLevel";
  const level = { type: "integer" as const, value: 50 };
  const rows = new Map(Array.from({ length: 2000 }, (_, row) => [`1.${row + 1}`, level]));
  const { gets } = compilePlan(library, profile, new Map([...recordedAnswers("bizhub-c454e"), [object, rows]]));
  const asked = gets.full.filter((instance) => instance.object === object);
  expect(asked.map(({ instance }) => instance)).toEqual([...rows.keys()].slice(0, 200));
});
