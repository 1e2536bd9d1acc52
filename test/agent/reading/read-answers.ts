import { expect } from "vitest";
import type { SnmpValue } from "../../../src/agent/leaf/varbind.ts";
import { type Answer, type Answers, collectAnswers, scalar } from "../../../src/agent/profile/answers.ts";
import { matchProfile } from "../../../src/agent/profile/match-profile.ts";
import { decodeIdentity } from "../../../src/agent/reading/decode-identity.ts";
import { readDevice } from "../../../src/agent/reading/read-device.ts";
import { asBytes, asOid } from "../../../src/agent/reading/values.ts";
import { Reading } from "../../../src/contract/reading.ts";
import { library } from "../../recorded-answers.ts";

/** The full reading that these answers give. It must be valid by the contract and hold no field that the contract lacks. */
export function readAnswers(answers: Answers): Reading {
  const sysObjectId = asOid(scalar(answers, "sysObjectID")) ?? null;
  const texts = ["sysDescr", "hrDeviceDescr"].flatMap((object) => asBytes(scalar(answers, object))?.toString() ?? []);
  const profile = matchProfile(library, { sysObjectId, texts });
  const identity = decodeIdentity(library, profile, answers);
  const device = { ...identity, uid: "d-0123456789abcdef", si: null, address: "192.0.2.1" };
  const observedAt = "2026-11-22T08:15:00.000Z";
  const reading = readDevice(library, { profile, answers, scope: "full", device, observedAt, isComplete: true });
  expect(Reading.parse(reading)).toEqual(reading);
  return reading;
}

/** One value of a table or scalar as a test writes it: a number, a text, or bytes. */
export type Written = number | string | Buffer;

/** Answers by object and instance, as in `{ prtMarkerSuppliesLevel: { "1.1": -3 } }`. */
export function answersOf(tables: Readonly<Record<string, Readonly<Record<string, Written>>>>): Answers {
  return collectAnswers(
    Object.entries(tables).flatMap(([object, rows]) =>
      Object.entries(rows).map(
        ([instance, written]): Answer => ({ object, instance, value: toValue(object, written) }),
      ),
    ),
  );
}

function toValue(object: string, written: Written): SnmpValue {
  if (typeof written === "number") return { type: "integer", value: written };
  if (object === "sysObjectID" || object === "hrDeviceType") return { type: "oid", value: String(written) };
  return { type: "octets", value: typeof written === "string" ? Buffer.from(written) : written };
}
