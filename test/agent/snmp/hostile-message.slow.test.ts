import { expect, test } from "vitest";
import { readDamaged } from "./damaged-messages.ts";

const mostGrowthBytes = 64 * 1024 * 1024;

test("a million damaged answers bring neither an exception nor a growing memory", () => {
  const { seed, decoded, growthBytes } = readDamaged(1_000_000);
  expect(decoded).toBeGreaterThan(0);
  expect(growthBytes, `seed ${seed}`).toBeLessThan(mostGrowthBytes);
}, 300_000);
