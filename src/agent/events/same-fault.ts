import type { OpenCondition, Sighting } from "./open-condition.ts";

/** The fault of a device that is down without a word why. */
export const downKey = "fault.down";
/** The code of a panel that calls for service in words alone. */
export const panelCode = "serviceCall";

/**
 * Gives each sign of a fault the key under which it is open already. A fault is told by the panel and by alerts, which
 * begin and end in different polls, and one ticket is made of it: what a poll shows in another form goes on as it began,
 * and keeps the trouble code that one of its signs told. A device that is down is only a guess, and ends when it is explained.
 */
export function keepKeys(open: readonly OpenCondition[], sightings: readonly Sighting[]): readonly Sighting[] {
  return takeOver(open, sightings, isToldOtherwise);
}

/** The signs that are known by their key or by an alert that showed the fault before; the others stay as they are. */
export function recognize(open: readonly OpenCondition[], sightings: readonly Sighting[]): readonly Sighting[] {
  return takeOver(open, sightings, sharesAlert);
}

/** Whether no sign of it told a trouble code. */
export function isVague({ code, alerts }: Sighting): boolean {
  return code === panelCode || alerts.some(({ codeName }) => codeName === code);
}

function takeOver(
  open: readonly OpenCondition[],
  sightings: readonly Sighting[],
  isSame: (before: Sighting, now: Sighting) => boolean,
): readonly Sighting[] {
  const shown = new Set(sightings.map(({ key }) => key));
  const unseen = new Set(open.filter(({ key }) => key !== downKey && !shown.has(key)));
  return sightings.map((sighting) => {
    const known = open.find(({ key }) => key === sighting.key);
    const before = known ?? unseen.values().find((other) => isSame(other, sighting));
    if (before === undefined) return sighting;
    unseen.delete(before);
    return { ...sighting, key: before.key, code: isVague(sighting) ? before.code : sighting.code };
  });
}

function sharesAlert(before: Sighting, now: Sighting): boolean {
  return before.alerts.some(({ key }) => now.alerts.some((alert) => alert.key === key));
}

/** The panel now, an alert before, or the other way about; two trouble codes are two faults, and so are two alerts. */
function isToldOtherwise(before: Sighting, now: Sighting): boolean {
  const isOnPanelAlone = before.alerts.length === 0 || now.alerts.length === 0;
  return isOnPanelAlone && (before.code === now.code || isVague(before) || isVague(now));
}
