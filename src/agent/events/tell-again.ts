import type { Confirmation } from "./confirmation.ts";
import type { DeviceMemory } from "./device-memory.ts";
import { endUnknownCut, type SiteMemory, type SiteStep } from "./site.ts";

/**
 * A memory from which all that is still so is told once more, under the same keys, by the next poll that shows it. For a
 * store that lost records: nobody knows which raises were among them, and central takes what it is not told again for
 * over. Since when a condition is seen stays known, so that nothing waits for a second poll; what ended meanwhile is
 * forgotten without a word.
 */
export function tellAgain(memory: DeviceMemory): DeviceMemory {
  return {
    ...memory,
    toners: memory.toners.map((slot) => ({ ...slot, need: untold(slot.need), isReminded: false })),
    parts: memory.parts.map((slot) => ({ ...slot, nearEnd: untold(slot.nearEnd), end: untold(slot.end) })),
    maintenance: memory.maintenance.map(untoldCondition),
    faults: memory.faults.map(untoldCondition),
    jams: { ...memory.jams, raisedAt: null },
    silence: memory.silence && { ...memory.silence, raisedAt: null },
  };
}

/**
 * The same for the site: its devices tell their silence again, and a power cut follows from many of them as before. One
 * that was told ends here, for central may hold it open, and nobody else would ever say that it is over.
 */
export function tellSiteAgain(site: SiteMemory, at: string): SiteStep {
  const held = site.held.filter(({ event }) => event.type !== "deviceSilent");
  return { site: { ...site, held, cut: null }, events: [endUnknownCut(at)] };
}

function untoldCondition<Condition extends { readonly confirmation: Confirmation }>(condition: Condition): Condition {
  return { ...condition, confirmation: { ...condition.confirmation, raisedAt: null, goneAt: null } };
}

function untold(confirmation: Confirmation | null): Confirmation | null {
  return confirmation && { ...confirmation, raisedAt: null, goneAt: null };
}
