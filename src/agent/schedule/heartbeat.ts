import type { Heartbeat as Body } from "../../contract/heartbeat.ts";
import type { Outbox } from "../outbox/outbox.ts";
import { contactWithinS } from "../upload/contact-promise.ts";
import type { SiteKeeper } from "./site-keeper.ts";
import { isSilent } from "./site-state.ts";

export interface HeartbeatParts {
  readonly outbox: Outbox;
  readonly keeper: SiteKeeper;
  readonly version: string;
  readonly startedAt: string;
  /** How late the event loop was; null: not known yet. */
  readonly loopDelay: () => NonNullable<Body["loopDelay"]> | null;
}

/** Tells central how the site is, and promises the next contact. */
export class Heartbeat {
  readonly #parts: HeartbeatParts;
  #last: { readonly epoch: string; readonly seq: number } | undefined;

  constructor(parts: HeartbeatParts) {
    this.#parts = parts;
  }

  /**
   * Whether the last one waits for central. The outbox is asked: a heartbeat that was refused for good or dropped waits no
   * more than one that was taken, and must not be the last for ever.
   */
  isWaiting(): boolean {
    return this.#last !== undefined && this.#parts.outbox.isWaiting(this.#last.epoch, this.#last.seq);
  }

  /**
   * @param intervalMs until the next one, which the promise of a contact follows
   * @param isLast of this run of the agent
   */
  beat(intervalMs: number, isLast: boolean): void {
    const { keeper, outbox, version, startedAt } = this.#parts;
    const loopDelay = this.#parts.loopDelay();
    const { devices, otherPrinters } = keeper.state.inventory;
    const silent = [...devices.values()].filter((device) => isSilent(keeper.state, device)).length;
    const { records, bytes, oldestAt, quarantined } = outbox.stats();
    const seq = keeper.record({
      kind: "heartbeat",
      body: {
        version,
        startedAt,
        nextContactWithinS: contactWithinS(intervalMs),
        isLast,
        devices: {
          known: devices.size,
          answering: devices.size - silent,
          silent,
          otherPrinters: otherPrinters.length,
        },
        outbox: { records, bytes, oldestAt, quarantined },
        ...(loopDelay && { loopDelay }),
      },
    });
    this.#last = seq === undefined ? undefined : { epoch: outbox.stats().epoch, seq };
  }
}
