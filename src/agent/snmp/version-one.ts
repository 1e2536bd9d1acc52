import type { CommunityCredential, SnmpCredential, SnmpTarget } from "./snmp-client.ts";
import type { SnmpEngine } from "./snmp-engine.ts";

/** A session lives as long as its credential object, so that each credential has one for SNMPv1, as long as it lives. */
const counterparts = new WeakMap<SnmpCredential, CommunityCredential>();

/** The same community in SNMPv1: no other secret is said, so it is no second guess. Any but SNMPv2c stays as it is. */
export function inVersion1(target: SnmpTarget): SnmpTarget {
  const { credential } = target;
  if (credential.version !== "2c") return target;
  const known = counterparts.get(credential);
  const counterpart = known ?? { version: "1", community: credential.community };
  if (!known) counterparts.set(credential, counterpart);
  return { ...target, credential: counterpart };
}

/** The device in the version that it is known to answer. */
export function asItAnswers({ limits }: SnmpEngine, target: SnmpTarget): SnmpTarget {
  return limits.of(target).isVersion1 ? inVersion1(target) : target;
}
