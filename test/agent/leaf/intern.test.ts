import { expect, test } from "vitest";
import { intern, internBy, internParts } from "../../../src/agent/leaf/intern.ts";

test("equal values are one object, from the first on", () => {
  const first = { key: "drum.cyan", level: { state: "some" } };
  expect(intern(first)).toBe(first);
  for (let time = 0; time < 3; time += 1) {
    expect(intern({ key: "drum.cyan", level: { state: "some" } })).toBe(first);
  }
});

test.each([
  ["another value", { key: "drum.black" }],
  ["another order of the fields, as JSON tells it", { level: null, key: "drum.cyan" }],
  ["a list", ["drum.cyan"]],
])("%s stays itself", (_name, other) => {
  intern({ key: "drum.cyan", level: null });
  expect(intern(other)).toBe(other);
});

test("values that come once do not push out the one that came twice", () => {
  const common = intern({ name: "Tray 1" });
  intern({ name: "Tray 1" });
  for (let serial = 0; serial < 5000; serial += 1) intern({ serial });
  expect(intern({ name: "Tray 1" })).toBe(common);
});

test("a value that came once is forgotten when thousands of others followed", () => {
  const lonely = intern({ serial: "A0ED" });
  for (let serial = 0; serial < 5000; serial += 1) intern({ other: serial });
  expect(intern({ serial: "A0ED" })).not.toBe(lonely);
});

test("a value that says more than a device has to say is left alone", () => {
  const long = () => ({ text: "A".repeat(60_000) });
  const first = intern(long());
  expect(intern(long())).not.toBe(first);
});

test("what hostile devices say again and again is forgotten before it fills the memory", () => {
  const say = (serial: number) => intern({ serial, text: "A".repeat(50_000) });
  const first = say(0);
  expect(say(0)).toBe(first);
  for (let serial = 1; serial <= 100; serial += 1) for (let time = 0; time < 2; time += 1) say(serial);
  expect(say(0)).not.toBe(first);
});

test("values with a text of their own are told apart by it", () => {
  const bytes = new Map([["1", Buffer.from("ab")]]);
  expect(internBy("name\n1=OctetString:6162", bytes)).toBe(bytes);
  expect(internBy("name\n1=OctetString:6162", new Map([["1", Buffer.from("ab")]]))).toBe(bytes);
});

test("of parsed values the texts and innermost parts that say the same are one", () => {
  const parse = () =>
    JSON.parse('{"at":"2026-11-22T10:00:00.000Z","curve":[{"pages":{"epoch":1,"pages":70}}],"closed":[]}');
  const texts = new Map<string, string>();
  const [one, other] = [internParts(parse(), texts), internParts(parse(), texts)];
  expect(other).toEqual(parse());
  expect(other.curve[0].pages).toBe(one.curve[0].pages);
  expect(other.closed).toBe(one.closed);
  expect(other.curve).not.toBe(one.curve);
  expect([...texts.keys()]).toEqual(["2026-11-22T10:00:00.000Z"]);
});

test.each([[null], [0], ["Tray 1"], [[]], [[[null], { level: null }]]])("%j stays what it says", (value) => {
  expect(internParts(structuredClone(value), new Map())).toEqual(value);
});
