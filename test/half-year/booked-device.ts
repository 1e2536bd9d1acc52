import { LivingDevice } from "../../src/simulator/living-device.ts";
import type { PrintJob } from "../../src/simulator/page-counters.ts";
import { KM_LARGE_WEIGHT } from "../../src/simulator/printer-oids.ts";

/** Both weight settings: 1 counts once, 2 counts twice. */
const double = 2;

/** A device whose pages are written down by hand, beside its own counters: what an invoice must agree with. */
export class BookedDevice extends LivingDevice {
  readonly #pages = new Map<string, number>();

  /** Pages since the beginning, by counter id. */
  get pages(): ReadonlyMap<string, number> {
    return new Map(this.#pages);
  }

  override printPages(job: PrintJob): number {
    const made = super.printPages(job);
    const isDouble = job.isLarge === true && this.view.number(KM_LARGE_WEIGHT) === double;
    this.#add("total", isDouble ? made * 2 : made);
    this.#add(`${job.function}.${job.color}`, isDouble ? made * 2 : made);
    if (job.isLarge) this.#add(`${job.function}.${job.color}.large`, made);
    if (job.isLarge) this.#add("total.large", made);
    return made;
  }

  override scanPages(pages: number): void {
    super.scanPages(pages);
    this.#add("scan", pages);
  }

  #add(id: string, pages: number): void {
    this.#pages.set(id, (this.#pages.get(id) ?? 0) + pages);
  }
}
