/** What the event rules may be tuned with; all of it data, so that a real device can correct a rule without a release. */
export interface EventSettings {
  /** IANA name of the site's time zone: the month closes at its midnight. */
  readonly timeZone: string;
  /** A condition counts once two polls at least this far apart showed it. */
  readonly confirmAfterMs: number;
  readonly tonerLowPercent: number;
  readonly partLowPercent: number;
  /** Smallest rise that a replacement makes; shaking or reseating a cartridge moves its level by less. */
  readonly replacedRisePercent: number;
  /** A replacement stands at least this high; a used cartridge put back in does not. */
  readonly replacedToPercent: number;
  /** How long "low" must have become "some" before it counts as a replacement: a shaken bottle is silent for hours. */
  readonly replacedHoldStatesMs: number;
  /** A cartridge with more than this left was thrown away too early. */
  readonly prematurePercent: number;
  readonly reminderAfterMs: number;
  /** A level curve shorter than this predicts nothing. */
  readonly forecastMinDays: number;
  /** More jams than this in a day hint at a fault. */
  readonly jamsPerDay: number;
  readonly silentAfterPolls: number;
  readonly silentAfterMs: number;
  /** Error bits that a user can mend and that explain a device that is down. */
  readonly userErrors: readonly string[];
  /** Word stems, in lower case, by which an alert's text names a colorant in the languages of the panel. */
  readonly colorWords: Readonly<Record<string, readonly string[]>>;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** All but the words for colors, which come from the rules in `mibs/`. */
export const defaultEventSettings: Omit<EventSettings, "colorWords"> = {
  timeZone: "Europe/Kyiv",
  confirmAfterMs: minuteMs,
  tonerLowPercent: 15,
  partLowPercent: 10,
  replacedRisePercent: 20,
  replacedToPercent: 60,
  replacedHoldStatesMs: 4 * hourMs,
  prematurePercent: 20,
  reminderAfterMs: 48 * hourMs,
  forecastMinDays: 3,
  jamsPerDay: 10,
  silentAfterPolls: 3,
  silentAfterMs: 15 * minuteMs,
  userErrors: [
    "doorOpen",
    "jammed",
    "noPaper",
    "noToner",
    "offline",
    "inputTrayMissing",
    "outputTrayMissing",
    "markerSupplyMissing",
    "outputFull",
  ],
};
