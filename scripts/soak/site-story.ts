import * as conditions from "../../src/simulator/conditions.ts";
import type { LivingDevice } from "../../src/simulator/living-device.ts";
import { parseScript, type SiteScript } from "../../src/simulator/script.ts";
import type { Chance } from "./chance.ts";

/** A toner that is low or a machine fault: the truth that central's orders and tickets are held against. */
export interface Episode {
  /** Place in the site's script. */
  readonly device: number;
  /** As central names it: toner.cyan, fault.C-2557. */
  readonly cause: string;
  /** Real time since the story began. */
  readonly beginsMs: number;
  /** null: still so at the end. */
  readonly endsMs: number | null;
}

interface Moment {
  readonly atMs: number;
  readonly episode: Episode;
  readonly act: (device: LivingDevice) => void;
}

export interface SiteStory {
  readonly script: SiteScript;
  readonly serials: readonly string[];
  readonly episodes: readonly Episode[];
  readonly moments: readonly Moment[];
}

const models = ["bizhub-c360i", "bizhub-c454e", "ineo-258"] as const;
const deviceCount = 9;
const colors = ["cyan", "magenta", "yellow"] as const;
const codes = ["C-2557", "C-0202", "C-3722"] as const;

/** An episode, or the calm between two, lasts long enough to be polled twice whatever is killed meanwhile. */
const shortestMs = 9_000;
const longestMs = 18_000;
const lowPercent = 8;
const fullPercent = 90;

/** Invents what happens at the site within `lengthMs`; it follows from the seed alone. */
export function inventStory(chance: Chance, lengthMs: number): SiteStory {
  const devices = Array.from({ length: deviceCount }, (_, index) => index);
  const serials = devices.map((index) => `SOAK${String(index + 1).padStart(9, "0")}`);
  const entries = devices.map((index) => ({
    recording: models[index % models.length],
    serial: serials[index],
    mac: `00206b60${String(index).padStart(4, "0")}`,
    toner: Object.fromEntries([...colors, "black"].map((color) => [color, fullPercent])),
    // Counters follow from time alone; so few pages never empty a cartridge.
    pagesPerDay: { "print.black": 100 + index },
  }));
  const episodes = devices.flatMap((device) =>
    [`toner.${chance.pick(colors)}`, `fault.${chance.pick(codes)}`].flatMap((cause) =>
      inventEpisodes(chance, { device, cause }, lengthMs),
    ),
  );
  return {
    script: parseScript(JSON.stringify({ site: { devices: entries } }), "soak"),
    serials,
    episodes,
    moments: episodes.flatMap(momentsOf).sort((one, other) => one.atMs - other.atMs),
  };
}

/** Of each cause some come and go, and some stay to the end. */
function inventEpisodes(chance: Chance, what: Pick<Episode, "device" | "cause">, lengthMs: number): Episode[] {
  const episodes: Episode[] = [];
  let atMs = chance.between(0, longestMs);
  while (atMs + shortestMs < lengthMs) {
    const endsMs = atMs + chance.between(shortestMs, longestMs);
    const stays = endsMs >= lengthMs - shortestMs || chance.fraction() < 0.15;
    episodes.push({ ...what, beginsMs: atMs, endsMs: stays ? null : endsMs });
    if (stays) break;
    atMs = endsMs + chance.between(shortestMs, longestMs);
  }
  return episodes;
}

function momentsOf(episode: Episode): Moment[] {
  const { cause, beginsMs, endsMs } = episode;
  const { begin, end } = actsOf(cause);
  return [{ atMs: beginsMs, episode, act: begin }, ...(endsMs === null ? [] : [{ atMs: endsMs, episode, act: end }])];
}

function actsOf(cause: string): { readonly begin: Moment["act"]; readonly end: Moment["act"] } {
  const color = colors.find((name) => cause === `toner.${name}`);
  if (color !== undefined) {
    return { begin: (device) => device.setToner(color, lowPercent), end: (device) => device.replaceToner(color) };
  }
  const code = cause.slice("fault.".length);
  return {
    begin: (device) => device.failWith(code),
    end: (device) => device.clear(conditions.serviceCode(code).key),
  };
}
