import type { SeededRandom } from "./random.ts";
import { dayMs, type SiteDevice, type Slot } from "./site.ts";

/** The service ships at this level; a cartridge that never fell to it was not needed. */
const lowPercent = 15;
/** A user who swaps too early does it at about half. */
const earlyPercent = 50;
const earlyShare = 0.1;
/** Shaking brings back a little. */
const shakenPercent = 7;
const shakeShare = 0.3;
/** Whoever lets it come to the signal waits for the parcel, at least for so long, so that two polls see it in any power cut. */
const leastWaitDays = 1;
const mostWaitDays = 3;

interface Cartridge {
  isNeeded: boolean;
  isShaken: boolean;
  /** When somebody replaces it; undefined: nobody thinks of it yet. */
  replaceAtMs: number | undefined;
  readonly replaceBelowPercent: number;
}

/** The people before the devices: they replace cartridges, some too early, and shake them. They count what was needed. */
export class People {
  readonly #random: SeededRandom;
  readonly #cartridges = new Map<Slot, Cartridge>();
  readonly needs = new Map<string, number>();

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  /** Somebody looks after the device; level changes show at the poll that follows. */
  visit({ serial, device, slots }: SiteDevice, nowMs: number): void {
    for (const slot of slots) {
      const cartridge = this.#cartridges.get(slot) ?? this.#newCartridge();
      this.#cartridges.set(slot, cartridge);
      const left = slot.leftPercent();
      if (left <= lowPercent && !cartridge.isNeeded) {
        cartridge.isNeeded = true;
        const key = `${serial} toner.${slot.color}`;
        this.needs.set(key, (this.needs.get(key) ?? 0) + 1);
        if (cartridge.replaceAtMs !== undefined) {
          cartridge.replaceAtMs = Math.max(cartridge.replaceAtMs, nowMs + leastWaitDays * dayMs);
        }
      }
      if (left <= cartridge.replaceBelowPercent && cartridge.replaceAtMs === undefined) {
        cartridge.replaceAtMs = nowMs + this.#random.between(leastWaitDays, mostWaitDays) * dayMs;
      }
      // Whoever finds the device down changes an empty cartridge first; until then nobody can tell what stopped it.
      const isBlamed = left === 0 && !device.isWorking;
      if (isBlamed || (cartridge.replaceAtMs !== undefined && nowMs >= cartridge.replaceAtMs)) {
        device.replaceToner(slot.color);
        this.#cartridges.set(slot, this.#newCartridge());
      } else if (left < shakenPercent && left > 0 && !cartridge.isShaken) {
        cartridge.isShaken = true;
        if (this.#random.fraction() < shakeShare) device.setToner(slot.color, left + shakenPercent);
      }
    }
  }

  #newCartridge(): Cartridge {
    const isEarly = this.#random.fraction() < earlyShare;
    const replaceBelowPercent = isEarly ? earlyPercent : this.#random.between(0, 12);
    return { isNeeded: false, isShaken: false, replaceAtMs: undefined, replaceBelowPercent };
  }
}
