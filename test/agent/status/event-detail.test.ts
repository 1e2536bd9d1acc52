import { expect, test } from "vitest";
import { languages } from "../../../src/agent/leaf/language.ts";
import { detailOf, sayDetail } from "../../../src/agent/status/event-detail.ts";
import { eventWords } from "../../../src/agent/status/event-words.ts";
import { voiceFor } from "../../../src/agent/status/voice.ts";
import type { Event } from "../../../src/contract/event.ts";
import { fault, minutesAgo, now } from "./invented-site.ts";

const level = { state: "percent", percent: 9 } as const;
const { device } = fault();

/** The action, type and data of an event, and what is said of it. */
const cases: readonly (readonly [Event["action"], Event["type"], object, string, string])[] = [
  [
    "raise",
    "tonerNeed",
    { color: "cyan", level, isEmpty: false },
    "Toner cyan runs out, 9% left",
    "Тонер блакитний закінчується, лишилося 9%",
  ],
  [
    "raise",
    "tonerNeed",
    { color: "cyan", level: { state: "low" }, isEmpty: false },
    "Toner cyan runs out",
    "Тонер блакитний закінчується",
  ],
  ["raise", "tonerNeed", { color: "cyan", level, isEmpty: true }, "Toner cyan is empty", "Тонер блакитний закінчився"],
  [
    "clear",
    "tonerNeed",
    { color: "cyan", level, isEmpty: false },
    "Toner cyan was replaced",
    "Тонер блакитний замінено",
  ],
  [
    "note",
    "tonerReminder",
    { color: "black" },
    "Toner black is empty since 22 Nov 2026, 11:48, 12 minutes ago and was not replaced",
    "Тонер чорний закінчився 22 лист. 2026 р., 11:48, 12 хвилин тому, і його не замінено",
  ],
  [
    "note",
    "cartridgeReplaced",
    { color: "black", isPremature: true, levelAtClose: level },
    "Toner black was replaced with 9% left in it",
    "Тонер чорний замінено, у ньому лишалося 9%",
  ],
  [
    "note",
    "cartridgeReplaced",
    { color: "black", isPremature: false, levelAtClose: level },
    "Toner black was replaced",
    "Тонер чорний замінено",
  ],
  [
    "raise",
    "partNeed",
    { description: "Fusing Unit", stage: "nearEnd" },
    "Fusing Unit nears its end",
    "Fusing Unit: ресурс добігає кінця",
  ],
  [
    "raise",
    "partNeed",
    { description: "Fusing Unit", stage: "end" },
    "Fusing Unit is at its end",
    "Fusing Unit: ресурс вичерпано",
  ],
  [
    "clear",
    "partNeed",
    { description: "Fusing Unit", stage: "end" },
    "Fusing Unit: no longer due",
    "Fusing Unit: уже не потребує заміни",
  ],
  ["note", "partReplaced", { description: "Fusing Unit" }, "Fusing Unit was replaced", "Fusing Unit: замінено"],
  [
    "raise",
    "fault",
    { code: "C-2557", panelText: "Call service" },
    "Service needed: C-2557: Call service",
    "Потрібен сервіс: C-2557: Call service",
  ],
  ["clear", "fault", { code: "C-2557", panelText: null }, "C-2557 is over", "C-2557: минуло"],
  [
    "raise",
    "fault",
    { code: "repeatedJams", panelText: null },
    "Paper jams again and again",
    "Папір застрягає знову і знову",
  ],
  ["clear", "fault", { code: "repeatedJams", panelText: null }, "The jams are over", "Застрягання припинилися"],
  [
    "note",
    "deviceFound",
    { isRegistered: true },
    "bizhub C301i (192.0.2.10) was found",
    "bizhub C301i (192.0.2.10): знайдено",
  ],
  [
    "raise",
    "deviceFound",
    { isRegistered: false },
    "bizhub C301i (192.0.2.10) was found, not registered",
    "bizhub C301i (192.0.2.10): знайдено, не зареєстровано",
  ],
  [
    "clear",
    "deviceFound",
    { isRegistered: true },
    "bizhub C301i (192.0.2.10) is registered",
    "bizhub C301i (192.0.2.10): зареєстровано",
  ],
  [
    "raise",
    "deviceSilent",
    { lastContactAt: minutesAgo(60) },
    "Last contact 22 Nov 2026, 11:00, 1 hour ago",
    "Останній зв’язок 22 лист. 2026 р., 11:00, 1 годину тому",
  ],
  ["raise", "deviceSilent", { lastContactAt: null }, "It has never answered", "Ще жодного разу не відповів"],
  ["clear", "deviceSilent", { lastContactAt: null }, "It answers again", "Знову відповідає"],
  [
    "note",
    "deviceMoved",
    { what: "location", from: null, to: "Hall" },
    "Location was –, is Hall",
    "Розташування: було –, стало Hall",
  ],
  [
    "note",
    "deviceSwapped",
    { previous: { ...device, serial: "A1" } },
    "bizhub C301i (192.0.2.10) stands where A1 stood",
    "bizhub C301i (192.0.2.10) стоїть там, де стояв A1",
  ],
  [
    "note",
    "deviceRestarted",
    { uptimeMs: 180_000 },
    "It had been up for 3 minutes at the poll",
    "До опитування пропрацював 3 хвилини",
  ],
  [
    "note",
    "firmwareChanged",
    {
      modules: [
        { name: "MFP", from: "1", to: "2" },
        { name: "Fax", from: "1", to: null },
      ],
    },
    "New versions: MFP 2, Fax –",
    "Нові версії: MFP 2, Fax –",
  ],
  [
    "note",
    "meterEpoch",
    { epoch: 2, reason: "boardSwap", drops: [] },
    "another board counts; count number 2 begins",
    "рахує інша плата; починається відлік № 2",
  ],
  [
    "note",
    "monthClose",
    { month: "2026-10" },
    "Counters at the close of 2026-10",
    "Лічильники на кінець місяця 2026-10",
  ],
  ["raise", "sitePowerCut", { devices: ["a", "b"] }, "Devices that went away together: 2", "Разом зникло пристроїв: 2"],
  [
    "note",
    "sitePowerCut",
    { devices: ["a", "b"] },
    "Devices that restarted together: 2",
    "Разом перезапустилося пристроїв: 2",
  ],
  [
    "clear",
    "sitePowerCut",
    { devices: ["a", "b"] },
    "Power is back for most of 2 devices",
    "Світло повернулося; зникало пристроїв: 2",
  ],
];

function told(action: Event["action"], type: Event["type"], data: object) {
  // What an event bears is invented here, and the cases name what is looked at.
  return detailOf({ ...fault(), type, action, data } as Event);
}

test.each(cases)("%s of %s with %j is said in both languages", (action, type, data, en, uk) => {
  const said = languages.map((language) => sayDetail(told(action, type, data), voiceFor(language, "Europe/Kyiv", now)));
  expect(said.map((text) => text?.replaceAll("\u00a0", " "))).toEqual([en, uk]);
});

test("every sentence is said of some event", () => {
  const said = new Set(cases.map(([action, type, data]) => told(action, type, data).say));
  const known = Object.keys(eventWords).flatMap((key) =>
    key.startsWith("detail.") ? key.slice("detail.".length) : [],
  );
  expect([...said].sort()).toEqual(known.sort());
});

test("a detail stays small, however many modules changed", () => {
  const modules = Array.from({ length: 128 }, (_, index) => ({ name: `m${index}`, from: null, to: "1" }));
  expect(JSON.stringify(told("note", "firmwareChanged", { modules })).length).toBeLessThan(200);
});

test("a sentence of a newer agent is not guessed", () => {
  expect(sayDetail({ say: "ofTheFuture", values: {} }, voiceFor("uk", "Europe/Kyiv", now))).toBeUndefined();
});
