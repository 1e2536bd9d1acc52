import type { WearingSupply } from "./supply-wear.ts";

/** One row of prtAlertTable (RFC 3805 section 2.2.13.4); the numbers are those of IANA-PRINTER-MIB. */
export interface Alert {
  readonly severity: number;
  readonly training: number;
  readonly group: number;
  readonly groupIndex: number;
  readonly code: number;
  readonly description: string;
}

/** A state that a device is in until it is cleared: an alert, its bits in hrPrinterDetectedErrorState, its effect. */
export interface Condition {
  /** At most one condition of a key at a time. */
  readonly key: string;
  readonly alert: Alert;
  /** Bit numbers of RFC 2790, bit 0 being the most significant bit of the first octet. */
  readonly errorBits: readonly number[];
  /** Whether the device makes no pages meanwhile; then hrDeviceStatus is down(5) and the panel shows the text. */
  readonly isStopping: boolean;
  /** Where it does not show, though others do: a fault that no alert tells, or that stands on the panel alone. */
  readonly hiddenFrom?: readonly ("alerts" | "panel")[];
}

const CRITICAL = 3;
const WARNING = 4;
const TRAINING = { untrained: 3, trained: 4, fieldService: 5, noIntervention: 7 } as const;
const GROUP = { general: 5, cover: 6, input: 8, markerSupplies: 11, mediaPath: 13 } as const;
const CODE = {
  other: 1,
  coverOpen: 3,
  jam: 8,
  powerDown: 504,
  inputEmpty: 808,
  tonerEmpty: 1101,
  tonerNearEmpty: 1104,
};
const BIT = { noPaper: 1, lowToner: 2, noToner: 3, doorOpen: 4, jammed: 5, serviceRequested: 7 } as const;

/** All keys of supplies begin alike, so that a replacement clears both. */
export function supplyKey(row: string): string {
  return `supply ${row}`;
}

export function tonerNearEmpty(supply: WearingSupply): Condition {
  return tonerCondition(supply, CODE.tonerNearEmpty, `Toner Near Empty ${nameOf(supply)}`, [BIT.lowToner]);
}

export function tonerEmpty(supply: WearingSupply): Condition {
  return tonerCondition(supply, CODE.tonerEmpty, `Toner Empty ${nameOf(supply)}`, [BIT.lowToner, BIT.noToner]);
}

function tonerCondition(
  supply: WearingSupply,
  code: number,
  description: string,
  errorBits: readonly number[],
): Condition {
  const place = { group: GROUP.markerSupplies, groupIndex: Number(supply.row) };
  const alert = { severity: WARNING, training: TRAINING.trained, ...place, code, description };
  return { key: supplyKey(supply.row), alert, errorBits, isStopping: false };
}

function nameOf({ color }: WearingSupply): string {
  return color === undefined ? "" : color.charAt(0).toUpperCase() + color.slice(1);
}

export function jam(): Condition {
  const place = { group: GROUP.mediaPath, groupIndex: 1 };
  const alert = {
    severity: CRITICAL,
    training: TRAINING.untrained,
    ...place,
    code: CODE.jam,
    description: "Paper Jam",
  };
  return { key: "jam", alert, errorBits: [BIT.jammed], isStopping: true };
}

export function coverOpen(row: number, name: string): Condition {
  const place = { group: GROUP.cover, groupIndex: row };
  const alert = {
    severity: CRITICAL,
    training: TRAINING.untrained,
    ...place,
    code: CODE.coverOpen,
    description: `${name} Open`,
  };
  return { key: `cover ${row}`, alert, errorBits: [BIT.doorOpen], isStopping: true };
}

/** One empty tray of several is a warning without a bit; it stops the device only when it was the last with paper. */
export function paperOut(tray: number, name: string, isLastPaper: boolean): Condition {
  const place = { group: GROUP.input, groupIndex: tray };
  const alert = {
    severity: WARNING,
    training: TRAINING.untrained,
    ...place,
    code: CODE.inputEmpty,
    description: `No Paper ${name}`,
  };
  return { key: `tray ${tray}`, alert, errorBits: isLastPaper ? [BIT.noPaper] : [], isStopping: isLastPaper };
}

/** A trouble code stands in the text alone: its alert code is other(1). */
export function serviceCode(description: string): Condition {
  const place = { group: GROUP.general, groupIndex: -1 };
  const alert = { severity: CRITICAL, training: TRAINING.fieldService, ...place, code: CODE.other, description };
  return { key: `service ${description}`, alert, errorBits: [BIT.serviceRequested], isStopping: true };
}

/** A call for maintenance ("Maintenance Required P-8"): the device works on. */
export function maintenance(description: string): Condition {
  const { alert } = serviceCode(description);
  const warning = { ...alert, severity: WARNING };
  return { key: `maintenance ${description}`, alert: warning, errorBits: [BIT.serviceRequested], isStopping: false };
}

export function sleep(): Condition {
  const place = { group: GROUP.general, groupIndex: -1 };
  const alert = {
    severity: WARNING,
    training: TRAINING.noIntervention,
    ...place,
    code: CODE.powerDown,
    description: "Sleep",
  };
  return { key: "sleep", alert, errorBits: [], isStopping: false };
}
