import { beforeAll, describe, expect, test } from "vitest";
import { describeNeeding } from "../needs.ts";

describeNeeding("an engine that nobody has", ["no-such-program-a", "no-such-program-b"], () => {
  test("must not run", () => expect.unreachable());
});

describeNeeding("a shell that everybody has", ["sh"], () => {
  test("runs", () => expect(1).toBe(1));
});

describe("a broken suite", () => {
  beforeAll(() => {
    throw new Error("the broken ground");
  });
  test("never runs", () => expect.unreachable());
});

test("a wrong sum", () => {
  expect({ sum: 1 + 1 }).toEqual({ sum: 3 });
});

test.skip("a silent skip", () => expect.unreachable());
