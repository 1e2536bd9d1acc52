import { eventSettings } from "../../src/agent/events/event-settings.ts";
import { defaultSiteSettings } from "../../src/agent/events/site.ts";
import type { PollScope } from "../../src/agent/profile/poll-plan.ts";
import {
  emptySiteState,
  type SiteRules,
  type Step,
  takeFailure,
  takeReading,
  takeTime,
} from "../../src/agent/schedule/site-state.ts";
import type { Reading } from "../../src/contract/reading.ts";
import { library } from "../recorded-answers.ts";
import type { Office } from "./office.ts";
import type { People } from "./people.ts";
import type { SiteDevice } from "./site.ts";
import { type Contact, contactView, readView } from "./wireless-poll.ts";

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** The year's first of May; the site keeps Kyiv time, which leaves summer time on 25 October. */
export const startMs = Date.parse("2026-05-01T00:00:00.000Z");
export const days = 185;
/** The site's midnights at which a month closes. */
export const closes = [
  "2026-05-31T21:00:00.000Z",
  "2026-06-30T21:00:00.000Z",
  "2026-07-31T21:00:00.000Z",
  "2026-08-31T21:00:00.000Z",
  "2026-09-30T21:00:00.000Z",
  "2026-10-31T22:00:00.000Z",
];

const pollEveryMs = 6 * hourMs;
const fullEvery = 2;
const phaseMs = 3 * minuteMs;
/** A poll soon after something began or ended, and those that confirm it. */
const afterMomentMs = [20 * secondMs, 100 * secondMs, 200 * secondMs];
const rules: SiteRules = { events: eventSettings(library, "Europe/Kyiv"), site: defaultSiteSettings };

interface PlannedPoll {
  readonly atMs: number;
  readonly device: SiteDevice;
  readonly scope: PollScope;
}

/** What the books say at a full reading: pages made until then. */
export type Ledger = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Lives through the half-year: devices and people, the agent's steps, the central service. Answers the books by reading. */
export async function liveHalfYear(site: readonly SiteDevice[], people: People, office: Office): Promise<Ledger> {
  const ledger = new Map<string, ReadonlyMap<string, number>>();
  const contacts = new Map<SiteDevice, { readonly contact: Contact; readonly uptimeMs: number | null }>();
  let state = emptySiteState;
  const take = async (step: Step, nowMs: number) => {
    state = step.state;
    if (step.records.length > 0) await office.take(step.records, nowMs);
  };
  for (const { atMs, device: place, scope } of planPolls(site)) {
    const { device, playback, serial, address } = place;
    const nowMs = startMs + atMs;
    const at = new Date(nowMs).toISOString();
    playback.advanceTo(Math.min(atMs, days * 24 * hourMs));
    if (device.network === "off") {
      const uid = [...state.inventory.devices.values()].find(({ identity }) => identity.serial === serial)?.identity
        .uid;
      if (uid !== undefined) await take(takeFailure(state, uid, "no answer", at, rules), nowMs);
      continue;
    }
    people.visit(place, atMs);
    const known = contacts.get(place)?.contact ?? contactView(device.view);
    let reading = readView(device.view, known, scope, address, at);
    if (hasRestarted(contacts.get(place)?.uptimeMs, reading)) {
      const contact = contactView(device.view);
      reading = readView(device.view, contact, "full", address, at);
      contacts.set(place, { contact, uptimeMs: reading.uptimeMs });
    } else contacts.set(place, { contact: known, uptimeMs: reading.uptimeMs });
    if (reading.counters !== undefined) ledger.set(`${serial} ${at}`, device.pages);
    await take(takeReading(state, reading, null, rules), nowMs);
    await take(takeTime(state, at, rules), nowMs);
  }
  await office.flush(startMs + (days + 1) * 24 * hourMs);
  return ledger;
}

function hasRestarted(before: number | null | undefined, { uptimeMs }: Reading): boolean {
  return before !== null && before !== undefined && uptimeMs !== null && uptimeMs < before;
}

/** All polls in the order of time: the rhythm, the closes of months, and a closer look where something happens. */
function planPolls(site: readonly SiteDevice[]): readonly PlannedPoll[] {
  const untilMs = days * 24 * hourMs;
  const closesMs = closes.map((close) => Date.parse(close) - startMs);
  return site
    .flatMap((device, index) => {
      const rhythm = Array.from({ length: Math.ceil(untilMs / pollEveryMs) }, (_, slot): PlannedPoll => {
        const scope = slot % fullEvery === 0 ? "full" : "supplies";
        return { atMs: slot * pollEveryMs + index * phaseMs, device, scope };
      });
      const looks = device.momentsMs.flatMap((momentMs) => afterMomentMs.map((afterMs) => momentMs + afterMs));
      const settled = [untilMs + hourMs, untilMs + 2 * hourMs, untilMs + 3 * hourMs];
      const aroundCloses = closesMs.flatMap((closeMs) => [
        closeMs - 10 * minuteMs + index,
        closeMs + 5 * minuteMs + index,
      ]);
      return [
        ...rhythm,
        ...looks.map((atMs): PlannedPoll => ({ atMs, device, scope: "status" })),
        ...[...aroundCloses, ...settled].map((atMs): PlannedPoll => ({ atMs, device, scope: "full" })),
      ];
    })
    .sort((one, other) => one.atMs - other.atMs);
}
