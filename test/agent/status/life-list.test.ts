import { expect, test } from "vitest";
import { emptyMemory } from "../../../src/agent/events/device-memory.ts";
import { closedTable, forecastTable, lifeBookOf, lifeTable } from "../../../src/agent/status/life-list.ts";
import { voiceFor } from "../../../src/agent/status/voice.ts";
import { minutesAgo, now, toner } from "./invented-site.ts";

const voice = voiceFor("en", "Europe/Kyiv", now);
const day = 24 * 60;
const level = { state: "percent", percent: 40 } as const;
const memory = {
  ...emptyMemory,
  observedAt: now,
  toners: [
    {
      ...{ key: "toner.cyan", color: "cyan", need: null, emptySince: null, isReminded: false },
      life: {
        ...{ number: 2, openedAt: minutesAgo(20 * day), openedPages: null, level, rise: null },
        curve: [{ at: minutesAgo(20 * day), percent: 100, pages: null }],
      },
      closed: [
        {
          ...{ number: 1, openedAt: null, closedAt: minutesAgo(20 * day), pages: 4321 },
          levelAtClose: { state: "empty" as const },
        },
      ],
    },
  ],
};

test("a cartridge lasts as long as its curve says", () => {
  const { cartridges } = lifeBookOf(memory, 7);
  expect(cartridges).toMatchObject([{ key: "toner.cyan", number: 2, daysLeft: 13.3, pagesLeft: null }]);
  const table = String(lifeTable(cartridges, [toner("cyan", 40)], voice));
  for (const told of ["Toner, cyan", "40%", "2 Nov 2026", ">13<", ">–<"]) expect(table).toContain(told);
});

test("a curve that is too short says nothing", () => {
  expect(lifeBookOf(memory, 30).cartridges[0]?.daysLeft).toBeNull();
});

test("a cartridge that ended is told with its pages and what was left in it", () => {
  const table = String(closedTable(lifeBookOf(memory, 7).cartridges, [], voice));
  for (const told of ["before the agent", "2 Nov 2026", "4,321", "empty"]) expect(table).toContain(told);
});

test("what cannot be foretold yet is counted, not listed", () => {
  const [cyan] = lifeBookOf(memory, 7).cartridges;
  const unknown = lifeBookOf(memory, 30).cartridges;
  const mixed = String(forecastTable([...(cyan ? [cyan] : []), ...unknown, ...unknown], [], voice));
  expect(mixed).toContain(">13<");
  expect(mixed).toContain("Not enough data yet for a forecast; parts: 2");
  expect(String(forecastTable(unknown, [], voice))).toBe(
    '<p class="soft">Not enough data yet for a forecast; parts: 1</p>',
  );
  expect(forecastTable([], [], voice)).toBeNull();
});

test("a device that was never read has no lives", () => {
  const { cartridges, parts } = lifeBookOf(emptyMemory, 7);
  expect([lifeTable(cartridges, [], voice), lifeTable(parts, [], voice)]).toEqual([null, null]);
});
