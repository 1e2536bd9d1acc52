import type { AlertKind } from "../../contract/status.ts";
import type { Level } from "../../contract/supply.ts";
import type { DeviceSnapshot } from "./agent-snapshot.ts";

/** At or below it a level is marked; orders follow the forecast, not this. */
const lowPercent = 15;

/** How much a device needs a person, the most first. */
export const urgencies = ["now", "soon", "look", "none"] as const;
export type Urgency = (typeof urgencies)[number];

/**
 * `now`: it is silent or an engineer has to come. `soon`: something runs out. `look`: users can mend it, it bears no SI
 * number, or it stands outside the ranges.
 */
export function urgencyOf({ contact, si, reading }: DeviceSnapshot): Urgency {
  const kinds = new Set<AlertKind>(reading?.alerts?.map(({ kind }) => kind));
  if (contact === "silent" || kinds.has("service")) return "now";
  const items = [...(reading?.supplies ?? []), ...(reading?.parts ?? [])];
  if (kinds.has("supply") || kinds.has("maintenance") || items.some(({ level }) => isLow(level))) return "soon";
  return kinds.has("user") || si === null || contact === "outside" ? "look" : "none";
}

/** Whether little is left; of a receptacle: whether little room is left. */
export function isLow(level: Level): boolean {
  if (level.state === "percent") return level.percent <= lowPercent;
  return level.state === "low" || level.state === "empty" || level.state === "full";
}
