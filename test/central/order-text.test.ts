import { expect, test } from "vitest";
import { detailText, orderText } from "../../src/central/order-text.ts";
import { WorkOrder } from "../../src/central/work-order.ts";

const code = { about: "code", text: "C-2557" } as const;
const panel = { about: "panel", text: "Call service" } as const;
const jams = { about: "code", text: "repeatedJams" } as const;
const order = { key: "k", cause: "c", text: "An English line", detail: [] };

test.each([
  [{ kind: "toner", cause: "toner.cyan" }, "Потрібен тонер: блакитний"],
  [{ kind: "toner", cause: "toner.violet" }, "Потрібен тонер: violet"],
  [{ kind: "toner", key: "request#a/1", cause: "toner.cyan" }, "Просять тонер: блакитний"],
  [{ kind: "toner", key: "request#a/1", cause: "request#a/1" }, "Просять тонер"],
  [
    { kind: "repair", detail: [code, panel, { about: "place", text: "Hall" }] },
    "Потрібен сервіс: C-2557, Call service",
  ],
  [{ kind: "repair", detail: [jams] }, "Потрібен сервіс: папір застрягає знову і знову"],
  [{ kind: "repair", key: "request#a/1", detail: [{ about: null, text: "Скрипить" }] }, "Просять допомоги на місці"],
  [{ kind: "maintenance", detail: [{ about: "part", text: "Drum" }] }, "Потрібне обслуговування: Drum"],
  [{ kind: "placeChange" }, "An English line"],
] as const)("%j is told in Ukrainian by what it is, in English as the record says it", (changes, expected) => {
  const told = { ...order, detail: [], ...changes };
  expect(orderText({ ...told, detail: [...told.detail] }, "uk")).toBe(expected);
  expect(orderText({ ...told, detail: [...told.detail] }, "en")).toBe("An English line");
});

test.each([
  [panel, "Панель: Call service"],
  [jams, "Код: папір застрягає знову і знову"],
  [{ about: null, text: "Скрипить" }, "Скрипить"],
])("the line %j reads %s", (line, expected) => {
  expect(detailText(line, "uk")).toBe(expected);
});

test("the lines of an earlier version's order are kept as they are", () => {
  expect(WorkOrder.shape.detail.parse(["Panel: Call service", code])).toEqual([
    { about: null, text: "Panel: Call service" },
    code,
  ]);
});
