import fc from "fast-check";
import { expect, test } from "vitest";
import { DueQueue } from "../../../src/agent/schedule/due-queue.ts";

const times = fc.array(fc.tuple(fc.nat({ max: 30 }).map(String), fc.nat({ max: 1000 })), { maxLength: 200 });

test("gives each key once, at the time set last, the earliest first", () => {
  fc.assert(
    fc.property(times, (list) => {
      const queue = new DueQueue();
      for (const [key, atMs] of list) queue.set(key, atMs);
      const expected = new Map(list);
      const taken: string[] = [];
      for (let key = queue.takeDue(1000); key !== undefined; key = queue.takeDue(1000)) taken.push(key);
      expect(taken.toSorted()).toEqual([...expected.keys()].sort());
      const order = taken.map((key) => expected.get(key) ?? 0);
      expect(order).toEqual(order.toSorted((one, other) => one - other));
    }),
  );
});

test("gives nothing before its time, and nothing that was taken out", () => {
  const queue = new DueQueue();
  queue.set("late", 20);
  queue.set("gone", 5);
  queue.delete("gone");
  expect(queue.nextMs).toBe(20);
  expect(queue.takeDue(19)).toBeUndefined();
  expect(queue.takeDue(20)).toBe("late");
  expect(queue.nextMs).toBeUndefined();
});
