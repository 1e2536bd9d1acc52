import { addAlert, listAlertIndexes, moveAlert, readAlert, removeAlert } from "./alert-table.ts";
import { type Condition, tonerEmpty, tonerNearEmpty } from "./conditions.ts";
import type { MibView } from "./mib-view.ts";
import { readStatus, type StatusAtRest, showStatus } from "./printer-status.ts";
import type { WearingSupply } from "./supply-wear.ts";

/** Rows of the alert table count from 1. */
const NO_ALERT = 0;

interface ActiveCondition {
  readonly condition: Condition;
  readonly alertIndex: number;
}

/** The conditions that a device is in, and everywhere they show: alert table, statuses, error bits, panel. */
export class ActiveConditions {
  readonly #view: MibView;
  readonly #printerIndex: string;
  readonly #active: Map<string, ActiveCondition>;
  readonly #atRest: StatusAtRest;
  #nextAlertIndex: number;

  /** A toner alert that was recorded is taken over, so that it vanishes with a replacement like one of our own. */
  constructor(view: MibView, printerIndex: string, supplies: readonly WearingSupply[]) {
    const recorded = findTonerAlerts(view, printerIndex, supplies);
    this.#view = view;
    this.#printerIndex = printerIndex;
    this.#active = new Map(recorded.map((active) => [active.condition.key, active]));
    this.#atRest = readStatus(view, printerIndex, this.#conditions);
    this.#nextAlertIndex = Math.max(0, ...listAlertIndexes(view, printerIndex)) + 1;
  }

  get isStopping(): boolean {
    return this.#conditions.some(({ isStopping }) => isStopping);
  }

  /** A condition that is active already keeps its alert, unless it has come to be another one (empty, near empty). */
  raise(condition: Condition, upTimeTicks: number): void {
    if (this.#active.get(condition.key)?.condition.alert.code !== condition.alert.code) {
      this.clear(condition.key);
      this.#active.set(condition.key, { condition, alertIndex: this.#addAlert(condition, upTimeTicks) });
      this.#show();
    }
  }

  #addAlert(condition: Condition, upTimeTicks: number): number {
    if (condition.hiddenFrom?.includes("alerts")) {
      return NO_ALERT;
    }
    const index = this.#nextAlertIndex;
    addAlert(this.#view, this.#printerIndex, index, condition.alert, upTimeTicks);
    this.#nextAlertIndex += 1;
    return index;
  }

  /** Nothing happens if no condition of this key is active. */
  clear(key: string): void {
    const active = this.#active.get(key);
    if (active !== undefined) {
      this.#active.delete(key);
      removeAlert(this.#view, this.#printerIndex, active.alertIndex);
      this.#show();
    }
  }

  /** After a restart the alerts that still hold count from 1 again (RFC 3805 prtAlertIndex). */
  renumber(): void {
    const newIndexOf = new Map(listAlertIndexes(this.#view, this.#printerIndex).map((index, at) => [index, at + 1]));
    for (const [from, to] of newIndexOf) {
      moveAlert(this.#view, this.#printerIndex, from, to, 0);
    }
    for (const [key, { condition, alertIndex }] of this.#active) {
      this.#active.set(key, { condition, alertIndex: newIndexOf.get(alertIndex) ?? alertIndex });
    }
    this.#nextAlertIndex = newIndexOf.size + 1;
  }

  get #conditions(): readonly Condition[] {
    return [...this.#active.values()].map(({ condition }) => condition);
  }

  #show(): void {
    showStatus(this.#view, this.#printerIndex, this.#atRest, this.#conditions);
  }
}

function findTonerAlerts(
  view: MibView,
  printerIndex: string,
  supplies: readonly WearingSupply[],
): readonly ActiveCondition[] {
  return listAlertIndexes(view, printerIndex).flatMap((alertIndex) => {
    const { code, groupIndex } = readAlert(view, printerIndex, alertIndex);
    const toner = supplies.find(({ isToner, row }) => isToner && row === `${groupIndex}`);
    const possible = toner === undefined ? [] : [tonerNearEmpty(toner), tonerEmpty(toner)];
    return possible.filter(({ alert }) => alert.code === code).map((condition) => ({ condition, alertIndex }));
  });
}
