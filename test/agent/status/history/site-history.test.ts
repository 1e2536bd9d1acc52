import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { silentLog } from "../../../../src/agent/leaf/log.ts";
import { SiteHistory } from "../../../../src/agent/status/history/site-history.ts";
import { tell } from "../../../../src/agent/status/told-event.ts";
import type { Reading } from "../../../../src/contract/reading.ts";
import { VirtualClock } from "../../../virtual-clock.ts";
import { alert, fault, reading, toner } from "../invented-site.ts";

const uid = "d-0000000000000001";
const dayMs = 86_400_000;
let folder: string;
let clock: VirtualClock;
let history: SiteHistory;
let latest: Map<string, Reading>;
let logged: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "history-"));
  clock = new VirtualClock();
  latest = new Map();
  logged = [];
  history = open();
});
afterEach(() => {
  history.stop();
  rmSync(folder, { recursive: true, force: true });
});

function open(): SiteHistory {
  const opened = new SiteHistory({
    ...{ file: join(folder, "history.db"), clock, timeZone: "Europe/Kyiv" },
    log: { ...silentLog, warn: (code) => void logged.push(code) },
    uids: () => latest.keys(),
    latest: (asked) => latest.get(asked),
  });
  opened.start();
  return opened;
}

function reopen(): void {
  history.stop();
  history = open();
}

/** The device says this now. */
function hear(changes: Partial<Reading>): void {
  const heard = reading({ observedAt: new Date(clock.wallMs()).toISOString(), ...changes });
  latest.set(uid, heard);
  history.note(uid, heard);
}

describe("events", () => {
  const keysOf = (events: readonly { readonly key: string }[]) => events.map(({ key }) => key);

  test("survive a restart, the newest first, of the site and of each device", () => {
    history.noteEvents([fault({ key: "a" }), fault({ key: "b", device: null })]);
    reopen();
    history.noteEvents([fault({ key: "c" })]);
    expect(keysOf(history.recentEvents())).toEqual(["c", "b", "a"]);
    expect(keysOf(history.pastOf(uid).events)).toEqual(["c", "a"]);
    expect(history.recentEvents()[0]).toEqual(tell(fault({ key: "c" })));
  });

  test("are bounded in number, and so is what a page shows", () => {
    history.noteEvents(Array.from({ length: 2500 }, (_, index) => fault({ key: `k${index}` })));
    expect(history.recentEvents()).toHaveLength(50);
    expect(history.pastOf(uid).events).toHaveLength(20);
    history.stop();
    const file = new DatabaseSync(join(folder, "history.db"));
    expect(file.prepare("SELECT count(*) AS kept FROM event").get()).toEqual({ kept: 2000 });
    file.exec("UPDATE event SET type = 'ofTheFuture' WHERE id = 2500");
    file.close();
    history = open();
    expect(keysOf(history.recentEvents()).slice(0, 2)).toEqual(["k2498", "k2497"]);
  });

  test("of a version that kept their text alone are kept", () => {
    history.noteEvents([fault({ key: "a" })]);
    history.stop();
    const file = new DatabaseSync(join(folder, "history.db"));
    file.exec("ALTER TABLE event DROP COLUMN detail");
    file.close();
    history = open();
    history.noteEvents([fault({ key: "b" })]);
    expect(history.recentEvents().map(({ key, detail }) => [key, detail?.say])).toEqual([
      ["b", "fault"],
      ["a", undefined],
    ]);
  });

  test("a file from before there were events keeps its curves", () => {
    hear({ counters: [{ id: "total", value: 7 }] });
    history.stop();
    const file = new DatabaseSync(join(folder, "history.db"));
    file.exec("DROP TABLE event");
    file.close();
    history = open();
    history.noteEvents([fault()]);
    expect(history.pastOf(uid)).toMatchObject({ days: [{ pages: 7 }], events: [{ key: "fault.C-2557" }] });
  });
});

describe("days", () => {
  test("levels and pages are kept by day, and survive a restart", async () => {
    for (let day = 0; day < 3; day += 1) {
      hear({ counters: [{ id: "total", value: 1000 + day }], supplies: [toner("cyan", 90 - day)] });
      await clock.advance(dayMs);
    }
    reopen();
    const { days } = history.pastOf(uid);
    expect(days.map(({ pages }) => pages)).toEqual([1000, 1001, 1002]);
    expect(days.map(({ levels }) => levels["toner.cyan"])).toEqual([90, 89, 88]);
  });

  test("a day begins at the site's midnight", () => {
    clock.jumpWall(Date.parse("2026-11-22T22:30:00Z") - clock.wallMs());
    hear({ counters: [{ id: "total", value: 7 }] });
    reopen();
    expect(history.pastOf(uid).days.map(({ day }) => day)).toEqual(["2026-11-23"]);
  });

  test("a year and a month later the first days are gone, and nothing grows any more", async () => {
    hear({ counters: [{ id: "total", value: 1 }] });
    reopen();
    clock.jumpWall(430 * dayMs);
    hear({ counters: [{ id: "total", value: 2 }] });
    await clock.advance(dayMs);
    expect(history.pastOf(uid).days.map(({ pages }) => pages)).toEqual([2]);
  });
});

describe("alerts", () => {
  const jam = alert({ key: "jam", kind: "user", text: "Paper jam", jamCode: "J-20" });

  test("an alert lasts from its first sight to the reading that lacks it", async () => {
    hear({ alerts: [jam] });
    await clock.advance(600_000);
    hear({ alerts: [jam] });
    hear({ alerts: [] });
    const [past] = history.pastOf(uid).alerts;
    expect(past).toMatchObject({ text: "Paper jam", code: "J-20", kind: "user" });
    expect(Date.parse(past?.clearedAt ?? "") - Date.parse(past?.raisedAt ?? "")).toBe(600_000);
  });

  test("an alert that outlives a restart is one alert", () => {
    hear({ alerts: [jam] });
    reopen();
    hear({ alerts: [jam] });
    hear({ alerts: [] });
    expect(history.pastOf(uid).alerts.map(({ clearedAt }) => clearedAt)).toEqual([expect.any(String)]);
  });

  test("a reading that is not complete ends no alert", () => {
    hear({ alerts: [jam] });
    hear({ alerts: [], complete: false });
    expect(history.pastOf(uid).alerts[0]?.clearedAt).toBeNull();
  });

  test("what only informs is no alert of the past", () => {
    hear({ alerts: [alert({ kind: "info" })] });
    expect(history.pastOf(uid).alerts).toEqual([]);
  });

  test("a device that makes up new alerts with every poll fills nothing", async () => {
    for (let poll = 0; poll < 20; poll += 1) {
      hear({ alerts: Array.from({ length: 100 }, (_, index) => alert({ key: `${poll}.${index}` })) });
    }
    await clock.advance(dayMs);
    reopen();
    expect(history.pastOf(uid).alerts.length).toBe(200);
  });
});

test("each section has the time at which it was last read", async () => {
  hear({});
  const first = new Date(clock.wallMs()).toISOString();
  await clock.advance(60_000);
  const { supplies: _supplies, parts: _parts, counters: _counters, ...status } = reading();
  history.note(uid, { ...status, observedAt: "2026-11-22T10:00:00.000Z" });
  expect(history.timesOf(uid)).toEqual({ status: "2026-11-22T10:00:00.000Z", supplies: first, counters: first });
});

test("a damaged file is told once, and the curves begin anew", () => {
  history.stop();
  writeFileSync(
    join(folder, "history.db"),
    "not a database at all, and longer than one header of SQLite is".repeat(99),
  );
  history = open();
  hear({ counters: [{ id: "total", value: 5 }] });
  reopen();
  expect(logged).toEqual(["history.restarted"]);
  expect(history.pastOf(uid).days.map(({ pages }) => pages)).toEqual([5]);
});
