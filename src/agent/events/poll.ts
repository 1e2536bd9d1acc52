import type { Reading } from "../../contract/reading.ts";
import type { Occasion } from "./event-head.ts";
import type { EventSettings } from "./event-settings.ts";
import type { Meter } from "./meters.ts";

/** What each reducer of a reading is given. */
export interface Poll extends Occasion {
  readonly reading: Reading;
  readonly settings: EventSettings;
  /** Whether the date of the reading is believed. */
  readonly isDateBelieved: boolean;
  /** The device's meter with this reading already counted. */
  readonly meter: Meter | null;
  /** The meter before; the same object when this reading added nothing that is believed. */
  readonly meterBefore: Meter | null;
}
