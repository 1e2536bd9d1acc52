import type { Language } from "../leaf/language.ts";
import type { DeviceSnapshot } from "./agent-snapshot.ts";
import { type Urgency, urgencies, urgencyOf } from "./urgency.ts";

export const shows = ["all", "attention", "silent", "notRegistered"] as const;
export type Show = (typeof shows)[number];

/** Which devices the site page shows, as its address says it. */
export interface SiteFilter {
  /** Parts of SI, serial number, model, place or address. */
  readonly text: string;
  readonly show: Show;
  /** From 1. */
  readonly page: number;
}

/** A page of the devices that a filter lets through, those first that need a person most. */
export interface Selection {
  readonly devices: readonly DeviceSnapshot[];
  /** On all pages. */
  readonly found: number;
  readonly page: number;
  readonly pages: number;
}

const longestText = 100;
/** `UA-14` stands before `UA-139`. */
const byName = new Intl.Collator("en", { numeric: true });

/** Reads the filter from a query; what is wrong in it is as if it were not there. */
export function readFilter(query: (name: string) => string | undefined): SiteFilter {
  const page = Number(query("page"));
  return {
    text: (query("q") ?? "").trim().slice(0, longestText),
    show: shows.find((show) => show === query("show")) ?? "all",
    page: Number.isInteger(page) && page > 0 ? page : 1,
  };
}

/** The query of this filter with changes, for a link: `?show=silent&lang=uk`. */
export function filterQuery(filter: SiteFilter, changes: Partial<SiteFilter>, language: Language): string {
  const { text, show, page } = { ...filter, ...changes };
  const query = new URLSearchParams({
    ...(text !== "" && { q: text.toWellFormed() }),
    ...(show !== "all" && { show }),
    ...(page > 1 && { page: String(page) }),
    lang: language,
  });
  return `?${query}`;
}

/** How many devices each choice would show. */
export function countShows(devices: readonly DeviceSnapshot[]): Readonly<Record<Show, number>> {
  const count = (show: Show) => devices.filter((device) => isShown(device, show)).length;
  return {
    all: devices.length,
    attention: count("attention"),
    silent: count("silent"),
    notRegistered: count("notRegistered"),
  };
}

export function selectDevices(
  devices: readonly DeviceSnapshot[],
  { text, show, page }: SiteFilter,
  perPage: number,
): Selection {
  const words = text.toLowerCase().split(/\s+/);
  const found = devices
    .filter((device) => isShown(device, show) && words.every((word) => isAbout(device, word)))
    .map((device) => ({ device, rank: urgencies.indexOf(urgencyOf(device)) }))
    .sort((one, other) => one.rank - other.rank || byName.compare(nameOf(one.device), nameOf(other.device)))
    .map(({ device }) => device);
  const pages = Math.max(1, Math.ceil(found.length / perPage));
  const shown = Math.min(page, pages);
  return { devices: found.slice((shown - 1) * perPage, shown * perPage), found: found.length, page: shown, pages };
}

function isShown(device: DeviceSnapshot, show: Show): boolean {
  if (show === "silent") return device.contact === "silent";
  if (show === "notRegistered") return device.si === null;
  const urgent: readonly Urgency[] = ["now", "soon"];
  return show === "all" || urgent.includes(urgencyOf(device));
}

function isAbout({ si, serial, model, location, address }: DeviceSnapshot, word: string): boolean {
  return [si, serial, model, location, address].some((value) => value?.toLowerCase().includes(word));
}

function nameOf({ si, serial, address }: DeviceSnapshot): string {
  return si ?? serial ?? address;
}
