import { deviceUid } from "../../src/agent/inventory/device-uid.ts";
import { type Answer, type Answers, collectAnswers, mergeAnswers } from "../../src/agent/profile/answers.ts";
import { matchProfile } from "../../src/agent/profile/match-profile.ts";
import { askSections, objectNamed, type Profile } from "../../src/agent/profile/mib-library.ts";
import { compilePlan, type PollPlan, type PollScope } from "../../src/agent/profile/poll-plan.ts";
import { type DecodedIdentity, decodeIdentity } from "../../src/agent/reading/decode-identity.ts";
import { readDevice } from "../../src/agent/reading/read-device.ts";
import type { Reading } from "../../src/contract/reading.ts";
import type { MibView } from "../../src/simulator/mib-view.ts";
import { library, toSnmpValue } from "../recorded-answers.ts";

/** What first contact showed of a device. */
export interface Contact {
  readonly profile: Profile;
  readonly plan: PollPlan;
  readonly described: Answers;
  readonly identity: DecodedIdentity;
}

/** First contact as the agent makes it, the wire left out: every object of the profile. */
export function contactView(view: MibView): Contact {
  const sysObjectId = textOf(view, "1.3.6.1.2.1.1.2.0");
  const profile = matchProfile(library, { sysObjectId, texts: [] });
  const names = new Set(askSections.flatMap((section) => profile.ask[section]));
  const described = collectAnswers([...names].flatMap((name) => answersBelow(view, name)));
  const identity = decodeIdentity(library, profile, described);
  return { profile, plan: compilePlan(library, profile, described), described, identity };
}

/** A routine poll: the instances of the plan, and the alerts. */
export function readView(view: MibView, contact: Contact, scope: PollScope, address: string, at: string): Reading {
  const { profile, plan, described, identity } = contact;
  const live = plan.gets[scope].flatMap(({ object, instance, oid }): Answer[] => {
    const value = view.get(oid);
    return value === undefined ? [] : [{ object, instance, value: toSnmpValue(value) }];
  });
  const none: Answers = new Map(plan.alertColumns.map(({ object }) => [object, new Map()]));
  const alerts = plan.alertColumns.flatMap(({ object }) => answersBelow(view, object));
  const answers = mergeAnswers(described, mergeAnswers(none, collectAnswers([...live, ...alerts])));
  const { uid } = deviceUid({ ...identity, address });
  const device = { ...identity, uid, si: null, address };
  return readDevice(library, { profile, answers, scope, device, observedAt: at, isComplete: true });
}

function answersBelow(view: MibView, name: string): Answer[] {
  const { oid } = objectNamed(library, name);
  return view.below(oid).map((row) => ({
    object: name,
    instance: row.oid.slice(oid.length + 1),
    value: toSnmpValue(row.value),
  }));
}

function textOf(view: MibView, oid: string): string | null {
  const value = view.get(oid);
  return value?.type === "oid" ? value.value : null;
}
