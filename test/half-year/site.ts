import { type PageRate, Playback, type TimedAction } from "../../src/simulator/playback.ts";
import { PRT_COLORANT_VALUE, PRT_CONSOLE_TEXT, PRT_SUPPLIES } from "../../src/simulator/printer-oids.ts";
import { readRecording, recordingPath } from "../../src/simulator/snmprec.ts";
import { TONER_COLORS, type TonerColor } from "../../src/simulator/supply-wear.ts";
import { BookedDevice } from "./booked-device.ts";
import type { SeededRandom } from "./random.ts";
import { faults, lookAlikes, partCall, type Trouble } from "./troubles.ts";

const minuteMs = 60_000;
export const dayMs = 86_400_000;

/** Each device lives through one trouble in a window; none lasts into the next. */
const windowDays = 10;
const latestStartDays = 6;
/** Every fourth or so of the troubles is a fault, every sixth a call for a part. */
const faultShare = 0.25;
const partCallShare = 0.17;

const models = [
  { recording: "bizhub-c360i", count: 3, colorPerDay: 500, blackPerDay: 700 },
  { recording: "bizhub-c454e", count: 2, colorPerDay: 700, blackPerDay: 400 },
  { recording: "bizhub-458e", count: 2, colorPerDay: 0, blackPerDay: 1100 },
  { recording: "bizhub-c3110", count: 2, colorPerDay: 60, blackPerDay: 90 },
  { recording: "accurioprint-c4070", count: 1, colorPerDay: 1200, blackPerDay: 300 },
  { recording: "ineo-258", count: 2, colorPerDay: 400, blackPerDay: 500 },
];

/** A toner slot of a device, as the people before it see it. */
export interface Slot {
  readonly color: TonerColor;
  /** What is left, in percent. */
  readonly leftPercent: () => number;
}

export interface SiteDevice {
  readonly serial: string;
  readonly address: string;
  readonly device: BookedDevice;
  readonly playback: Playback;
  readonly slots: readonly Slot[];
  /** Faults and part calls that really were, and every moment at which something began or ended. */
  readonly faults: readonly string[];
  readonly partCalls: number;
  readonly momentsMs: readonly number[];
}

/** Twelve devices of six models, with their lives for so many days. */
export function buildSite(random: SeededRandom, days: number): readonly SiteDevice[] {
  const entries = models.flatMap((model) => Array.from({ length: model.count }, () => model));
  return entries.map((model, index) => {
    const number = String(index + 1).padStart(2, "0");
    const serial = `A1B2C3D4E5${number}`;
    const device = new BookedDevice(readRecording(recordingPath(model.recording)), {
      serial,
      mac: `00206b0000${number}`,
      location: `Floor ${(index % 3) + 1}, room ${number}`,
    });
    const hasPanel = device.view.hasBelow(PRT_CONSOLE_TEXT);
    const life = liveThrough(random, days, hasPanel);
    const rates = ratesOf(model.colorPerDay * random.between(0.7, 1.2), model.blackPerDay * random.between(0.7, 1.2));
    const playback = new Playback(device, { rates, actions: life.actions });
    return { serial, address: `192.0.2.${index + 1}`, device, playback, slots: findSlots(device), ...life };
  });
}

function ratesOf(colorPerDay: number, blackPerDay: number): readonly PageRate[] {
  const rate = (
    name: "copy" | "print",
    color: "black" | "fullColor",
    pagesPerDay: number,
    isLarge = false,
  ): PageRate => ({
    ...{ kind: "print", function: name, color, pagesPerDay, isLarge },
  });
  return [
    rate("print", "black", blackPerDay),
    rate("copy", "black", blackPerDay / 5),
    rate("print", "fullColor", colorPerDay),
    rate("copy", "fullColor", colorPerDay / 10, true),
    { kind: "scan", pagesPerDay: 40 },
  ];
}

function liveThrough(random: SeededRandom, days: number, hasPanel: boolean) {
  const known: string[] = [];
  const actions: TimedAction[] = [];
  let partCalls = 0;
  for (let day = 1; day + windowDays < days; day += windowDays) {
    const chance = random.fraction();
    const trouble = chooseTrouble(random, chance, hasPanel);
    if (chance < faultShare) known.push(trouble.name);
    else if (chance < faultShare + partCallShare) partCalls += 1;
    const fromMs = Math.round((day + random.between(0, latestStartDays)) * dayMs);
    const untilMs = fromMs + Math.round(random.between(...trouble.minutes) * minuteMs);
    actions.push({ atMs: fromMs, act: trouble.begin }, { atMs: untilMs, act: trouble.end });
  }
  return { actions, faults: known, partCalls, momentsMs: actions.map(({ atMs }) => atMs) };
}

function chooseTrouble(random: SeededRandom, chance: number, hasPanel: boolean): Trouble {
  if (chance < faultShare) {
    const fault = random.pick(faults);
    return fault.needsPanel && !hasPanel ? faults[0] : fault;
  }
  return chance < faultShare + partCallShare ? partCall : random.pick(lookAlikes);
}

/** Rows of toner with a level: typed toner, consumed, told in percent or impressions. */
function findSlots({ view, printerIndex }: BookedDevice): readonly Slot[] {
  const cell = (column: number, row: string) => `${PRT_SUPPLIES}.${column}.${printerIndex}.${row}`;
  const prefix = `${PRT_SUPPLIES}.9.${printerIndex}.`;
  return view.below(prefix.slice(0, -1)).flatMap(({ oid }): Slot[] => {
    const row = oid.slice(prefix.length);
    const text = view.text(cell(6, row)) ?? "";
    const colorant = view.text(`${PRT_COLORANT_VALUE}.${printerIndex}.${view.number(cell(3, row)) ?? 0}`) ?? text;
    const color = TONER_COLORS.find((name) => colorant.toLowerCase().includes(name));
    if (!text.startsWith("Toner") || color === undefined || (view.number(oid) ?? -1) < 0) return [];
    const max = view.number(cell(8, row)) ?? -2;
    return [{ color, leftPercent: () => ((view.number(oid) ?? 0) * 100) / (max > 0 ? max : 100) }];
  });
}
