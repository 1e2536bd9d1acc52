import type { MibLibrary } from "../profile/mib-library.ts";
import type { ColorWords } from "../reading/color-words.ts";

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
  /** A device that was not read for this long may have got, and used up, anything meanwhile. */
  readonly unwatchedAfterMs: number;
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
  /** Values of prtAlertCode that stop no device as long as they are a warning. */
  readonly stoplessCodes: readonly number[];
  /** Word stems, in lower case, by which an alert's text names a colorant in the languages of the panel. */
  readonly colorWords: ColorWords;
}

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** The settings that `mibs/rules` hold, for a site in this time zone. */
export function eventSettings({ eventRules, supplyRules }: MibLibrary, timeZone: string): EventSettings {
  const { confirm, toner, part, replacement, forecast, jams, silence, userErrors, stoplessCodes } = eventRules;
  return {
    timeZone,
    confirmAfterMs: confirm.afterSeconds * secondMs,
    tonerLowPercent: toner.lowPercent,
    partLowPercent: part.lowPercent,
    replacedRisePercent: replacement.risePercent,
    replacedToPercent: replacement.toPercent,
    replacedHoldStatesMs: replacement.holdHours * hourMs,
    unwatchedAfterMs: replacement.unwatchedHours * hourMs,
    prematurePercent: toner.prematurePercent,
    reminderAfterMs: toner.reminderAfterHours * hourMs,
    forecastMinDays: forecast.leastDays,
    jamsPerDay: jams.perDay,
    silentAfterPolls: silence.polls,
    silentAfterMs: silence.afterMinutes * minuteMs,
    userErrors,
    stoplessCodes,
    colorWords: supplyRules.colors,
  };
}
