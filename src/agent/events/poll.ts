import type { Reading } from "../../contract/reading.ts";
import type { Occasion } from "./event-head.ts";
import type { EventSettings } from "./event-settings.ts";
import type { Meter } from "./meters.ts";

/** What each reducer of a reading is given; `meter` is the device's meter with this reading already counted. */
export interface Poll extends Occasion {
  readonly reading: Reading;
  readonly settings: EventSettings;
  readonly meter: Meter | null;
}
