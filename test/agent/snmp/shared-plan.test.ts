import { expect, test } from "vitest";
import { compilePlan, type PollPlan } from "../../../src/agent/profile/poll-plan.ts";
import { shareAnswers, sharePlan } from "../../../src/agent/snmp/shared-plan.ts";
import { library, recordedAnswers } from "../../recorded-answers.ts";

const profile = library.profiles.get("konica-minolta");
if (!profile) throw new Error("no profile");
const compile = () => compilePlan(library, profile, recordedAnswers("bizhub-c454e"));

/** A plan as a device may make one up: as many instances, and no two alike. */
function madeUp(plan: PollPlan, serial: number, instances: number): PollPlan {
  const asked = { object: "kmTotal", instance: "0", oid: `1.3.6.1.4.1.18334.${serial}` };
  return { ...plan, gets: { ...plan.gets, full: new Array(instances).fill(asked) } };
}

test("devices with the same instances have one plan", () => {
  const first = sharePlan(compile());
  expect(sharePlan(compile())).toBe(first);
});

test("plans that hostile devices make up are forgotten before they fill the memory", () => {
  const first = sharePlan(compile());
  for (let serial = 1; serial <= 30; serial += 1) sharePlan(madeUp(first, serial, 3000));
  expect(sharePlan(compile())).toBe(first);
  for (let serial = 31; serial <= 40; serial += 1) sharePlan(madeUp(first, serial, 3000));
  expect(sharePlan(compile())).not.toBe(first);
});

test("devices that describe themselves alike hold one description", () => {
  const first = shareAnswers(recordedAnswers("bizhub-c454e"));
  expect(first).toEqual(recordedAnswers("bizhub-c454e"));
  expect(shareAnswers(recordedAnswers("bizhub-c454e"))).toBe(first);
});
