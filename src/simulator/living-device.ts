import { ActiveConditions } from "./active-conditions.ts";
import * as conditions from "./conditions.ts";
import { applyIdentity, type Identity } from "./identity.ts";
import { MibView } from "./mib-view.ts";
import { canCount, countJam, countPages, countScans, countTrouble, type PrintJob } from "./page-counters.ts";
import * as trays from "./paper-trays.ts";
import * as oids from "./printer-oids.ts";
import type { Recording } from "./snmprec.ts";
import {
  findWearingSupplies,
  isUsedBy,
  remainingPercent,
  setRemaining,
  type TonerColor,
  type WearingSupply,
} from "./supply-wear.ts";
import { integer, timeTicks } from "./value.ts";

const NEAR_EMPTY_PERCENT = 15;
const MS_PER_TICK = 10;
/** prtCoverStatus (RFC 3805). */
const COVER_OPEN = 3;
const COVER_CLOSED = 4;

/** off: no power, or starting up. asleep: the first packets are lost, and wake it. */
export type Network = "up" | "asleep" | "off";

/**
 * A device as it stands at one moment: a recording that pages, people and faults change. It knows no clock; whoever
 * holds it says what time it is. Until something happens to it, it answers exactly what was recorded.
 */
export class LivingDevice {
  readonly #recording: Recording;
  #view: MibView;
  readonly #printerIndex: string;
  #supplies: readonly WearingSupply[];
  #conditions: ActiveConditions;
  #nowMs = 0;
  #bootedAtMs = 0;
  #ticksAtBoot: number;
  #network: Network = "up";
  #movedTo: string | undefined;

  constructor(recording: Recording, identity: Identity = {}) {
    this.#recording = recording;
    this.#view = new MibView(recording);
    this.#printerIndex = oids.findPrinterIndex(this.#view);
    this.#supplies = findWearingSupplies(this.#view, this.#printerIndex);
    this.#conditions = new ActiveConditions(this.#view, this.#printerIndex, this.#supplies);
    this.#ticksAtBoot = this.#view.number(oids.SYS_UP_TIME) ?? 0;
    applyIdentity(this.#view, this.#printerIndex, identity);
  }

  get view(): MibView {
    return this.#view;
  }

  get network(): Network {
    return this.#network;
  }

  /** The IPv4 address it was last moved to; undefined while it is where it was started. */
  get movedTo(): string | undefined {
    return this.#movedTo;
  }

  /** hrDeviceIndex of the printer. */
  get printerIndex(): string {
    return this.#printerIndex;
  }

  /** Milliseconds of the device's own time since it was first played. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** Whether it can make pages now. */
  get isWorking(): boolean {
    return this.#network === "up" && !this.#conditions.isStopping;
  }

  /** Lets the device's clock show another time; sysUpTime follows from it. */
  setTime(nowMs: number): void {
    this.#nowMs = nowMs;
    this.#view.change(oids.SYS_UP_TIME, timeTicks(this.#upTimeTicks()));
    this.#view.change(oids.HR_SYSTEM_UPTIME, timeTicks(this.#upTimeTicks()));
  }

  /**
   * Makes pages as far as the toner goes and returns how many. A color or function that the device has no counter for
   * gives none.
   */
  printPages(job: PrintJob): number {
    if (!canCount(this.#view, job)) {
      return 0;
    }
    const used = this.#supplies.filter((supply) => isUsedBy(supply, job.color));
    const pages = Math.min(job.pages, ...used.filter(({ isToner }) => isToner).map((toner) => toner.remainingPages));
    if (pages > 0) {
      countPages(this.#view, this.#printerIndex, { ...job, pages });
      for (const supply of used) {
        this.#setRemaining(supply, supply.remainingPages - pages);
      }
      trays.takePaper(this.#view, this.#printerIndex, job.isDuplex ? Math.ceil(pages / 2) : pages);
    }
    return pages;
  }

  scanPages(pages: number): void {
    countScans(this.#view, pages);
  }

  setToner(color: TonerColor, percent: number): void {
    for (const toner of this.#supplies.filter((supply) => supply.isToner && supply.color === color)) {
      this.#setRemaining(toner, (toner.yieldPages * percent) / 100);
    }
  }

  replaceToner(color: TonerColor): void {
    this.setToner(color, 100);
  }

  /** Puts in a new part; `part` is the beginning of its description, such as "Fusing Unit". */
  replacePart(part: string): void {
    for (const supply of this.#supplies.filter(({ description }) => description.startsWith(part))) {
      this.#setRemaining(supply, supply.yieldPages);
    }
  }

  jam(): void {
    countJam(this.#view);
    this.raise(conditions.jam());
  }

  openCover(row: number): void {
    this.#view.change(`${oids.PRT_COVER_STATUS}.${this.#printerIndex}.${row}`, integer(COVER_OPEN));
    const name = this.#view.text(`${oids.PRT_COVER_NAME}.${this.#printerIndex}.${row}`) ?? "Cover";
    this.raise(conditions.coverOpen(row, name));
  }

  closeCover(row: number): void {
    this.#view.change(`${oids.PRT_COVER_STATUS}.${this.#printerIndex}.${row}`, integer(COVER_CLOSED));
    this.clear(`cover ${row}`);
  }

  emptyTray(tray: number): void {
    trays.emptyTray(this.#view, this.#printerIndex, tray);
    const name = trays.trayName(this.#view, this.#printerIndex, tray);
    this.raise(conditions.paperOut(tray, name, !trays.hasPaper(this.#view, this.#printerIndex)));
  }

  fillTray(tray: number): void {
    trays.fillTray(this.#view, this.#printerIndex, tray);
    this.clear(`tray ${tray}`);
  }

  failWith(code: string): void {
    countTrouble(this.#view);
    this.raise(conditions.serviceCode(code));
  }

  fallAsleep(): void {
    this.#network = "asleep";
    this.raise(conditions.sleep());
  }

  wake(): void {
    this.#network = "up";
    this.clear("sleep");
  }

  losePower(): void {
    this.#network = "off";
  }

  /** Power is back: uptime, the count since power-on and the alert index begin anew; what is wrong is still wrong. */
  boot(): void {
    this.#network = "up";
    this.#bootedAtMs = this.#nowMs;
    this.#ticksAtBoot = 0;
    this.clear("sleep");
    this.#view.change(`${oids.PRT_POWER_ON_COUNT}.${this.#printerIndex}.1`, { type: "counter32", value: 0 });
    this.#conditions.renumber();
    this.setTime(this.#nowMs);
  }

  moveTo(address: string): void {
    this.#movedTo = address;
  }

  /** Another machine of the same model takes the place: its counters and supplies are those of the recording. */
  swap(identity: Identity): void {
    this.#view = new MibView(this.#recording);
    this.#supplies = findWearingSupplies(this.#view, this.#printerIndex);
    this.#conditions = new ActiveConditions(this.#view, this.#printerIndex, this.#supplies);
    applyIdentity(this.#view, this.#printerIndex, identity);
    this.boot();
  }

  /** Puts the device into a condition, until it is cleared by its key. */
  raise(condition: conditions.Condition): void {
    this.#conditions.raise(condition, this.#upTimeTicks());
  }

  clear(key: string): void {
    this.#conditions.clear(key);
  }

  #upTimeTicks(): number {
    return this.#ticksAtBoot + Math.floor((this.#nowMs - this.#bootedAtMs) / MS_PER_TICK);
  }

  #setRemaining(supply: WearingSupply, pages: number): void {
    setRemaining(this.#view, this.#printerIndex, supply, pages);
    if (!supply.isToner) {
      return;
    }
    if (supply.remainingPages === 0) {
      this.raise(conditions.tonerEmpty(supply));
    } else if (remainingPercent(supply) < NEAR_EMPTY_PERCENT) {
      this.raise(conditions.tonerNearEmpty(supply));
    } else {
      this.clear(conditions.supplyKey(supply.row));
    }
  }
}
