import type { AgentSnapshot, DeviceSnapshot } from "./agent-snapshot.ts";

/** Something that does not pass by itself: a person must look. */
export type Concern =
  | { readonly kind: "uploadFails"; readonly since: string; readonly failure: UploadTrouble }
  | { readonly kind: "outbox"; readonly state: string }
  | { readonly kind: "leftOut"; readonly addresses: readonly string[] }
  | { readonly kind: "silent" | "notRegistered"; readonly devices: readonly DeviceSnapshot[] };

export type UploadTrouble = NonNullable<AgentSnapshot["upload"]["lastFailure"]>;

/** Names that are told of many: the banner is to be read at a glance. */
export const mostNames = 6;

/** Outages shorter than this are what the outbox is for. */
const patienceMs = 3_600_000;
/** Failures that waiting does not mend: central refuses this agent, or the agent has no identity yet. */
const refusals: readonly string[] = ["notEnrolled", "unauthorized", "conflict"];

/** What the banner tells, the gravest first. */
export function findConcerns(snapshot: AgentSnapshot): readonly Concern[] {
  const { devices, outbox, leftOut } = snapshot;
  const silent = devices.filter(({ contact }) => contact === "silent");
  const unknown = devices.filter(({ si }) => si === null);
  return [
    ...(outbox.state === "ok" ? [] : [{ kind: "outbox" as const, state: outbox.state }]),
    ...findUploadTrouble(snapshot),
    ...(leftOut.length === 0 ? [] : [{ kind: "leftOut" as const, addresses: leftOut }]),
    ...(silent.length === 0 ? [] : [{ kind: "silent" as const, devices: silent }]),
    ...(unknown.length === 0 ? [] : [{ kind: "notRegistered" as const, devices: unknown }]),
  ];
}

function findUploadTrouble({ upload, now, startedAt }: AgentSnapshot): readonly Concern[] {
  const { centralUrl, lastFailure, lastSuccessAt } = upload;
  if (centralUrl === null || lastFailure === null) return [];
  if (lastSuccessAt !== null && Date.parse(lastSuccessAt) >= Date.parse(lastFailure.at)) return [];
  // Of the time in which it was off no one can say whether central was there.
  const since = lastSuccessAt !== null && lastSuccessAt > startedAt ? lastSuccessAt : startedAt;
  const isLong = Date.parse(now) - Date.parse(since) > patienceMs;
  return isLong || refusals.includes(lastFailure.kind) ? [{ kind: "uploadFails", since, failure: lastFailure }] : [];
}
