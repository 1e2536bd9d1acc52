import { expect, test, vi } from "vitest";
import { remember } from "../../../src/agent/reading/remember.ts";

const rules = { ending: "!" };
const decider = () => vi.fn(({ ending }: { readonly ending: string }, text: string) => text + ending);

test("decides once what the same rules say of a text", () => {
  const decide = decider();
  const shout = remember(decide);
  expect([shout(rules, "toner"), shout(rules, "toner")]).toEqual(["toner!", "toner!"]);
  expect(decide).toHaveBeenCalledTimes(1);
});

test("remembers also that there is no answer", () => {
  const decide = vi.fn((_: object, __: string) => undefined);
  const find = remember(decide);
  expect([find(rules, "toner"), find(rules, "toner")]).toEqual([undefined, undefined]);
  expect(decide).toHaveBeenCalledTimes(1);
});

test("keeps the answers of different rules apart", () => {
  const shout = remember(decider());
  expect([shout(rules, "toner"), shout({ ending: "?" }, "toner")]).toEqual(["toner!", "toner?"]);
});

test("forgets when too many texts were made up, and still answers right", () => {
  const decide = decider();
  const shout = remember(decide);
  for (let number = 0; number <= 5000; number += 1) shout(rules, `text ${number}`);
  expect(shout(rules, "text 0")).toBe("text 0!");
  expect(decide).toHaveBeenCalledTimes(5002);
});
