import { expect, test } from "vitest";
import { readDamaged } from "./damaged-messages.ts";

test("fifty thousand damaged answers bring no exception", () => {
  const { seed, decoded } = readDamaged(50_000);
  expect(decoded, `seed ${seed}`).toBeGreaterThan(0);
}, 60_000);
