import { expect, test } from "vitest";
import { Strangers } from "../../../src/agent/snmp/strangers.ts";

const noise = Buffer.from("noise");
const answer = (text: string) => Buffer.from(text);
const saying = (text: string) => (bytes: Buffer) => bytes.toString() === text;

test("a flood from one address, from whatever ports, hides no stranger of another device", () => {
  const strangers = new Strangers();
  for (let device = 1; device <= 10; device += 1) strangers.keep(`192.0.2.${device}:50000`, answer(`to ${device}`));
  for (let count = 0; count < 10_000; count += 1) strangers.keep(`198.51.100.1:${count}`, noise);
  for (let device = 1; device <= 10; device += 1) {
    expect(strangers.find(saying(`to ${device}`))).toBe(`192.0.2.${device}:50000`);
  }
});

test("one address may answer for many devices, as a translation does", () => {
  const strangers = new Strangers();
  for (let device = 1; device <= 40; device += 1) strangers.keep(`192.0.2.1:${device}`, answer(`to ${device}`));
  for (let device = 1; device <= 40; device += 1) {
    expect(strangers.find(saying(`to ${device}`))).toBe(`192.0.2.1:${device}`);
  }
});

test("no more than 64 are kept, from however many addresses, and the newest are", () => {
  const strangers = new Strangers();
  for (let host = 0; host < 200; host += 1) strangers.keep(`192.0.2.${host}:161`, answer(`from ${host}`));
  let looked = 0;
  strangers.find(() => {
    looked += 1;
    return false;
  });
  expect(looked).toBe(64);
  expect(strangers.find(saying("from 199"))).toBe("192.0.2.199:161");
  expect(strangers.find(saying("from 0"))).toBeUndefined();
});

test("the newest that fits is told", () => {
  const strangers = new Strangers();
  for (const from of ["192.0.2.1:1", "192.0.2.2:1", "192.0.2.1:2"]) strangers.keep(from, answer("same"));
  expect(strangers.find(saying("same"))).toBe("192.0.2.1:2");
});

test("none is known after they were cleared", () => {
  const strangers = new Strangers();
  strangers.keep("192.0.2.1:1", noise);
  strangers.clear();
  expect(strangers.find(() => true)).toBeUndefined();
});
