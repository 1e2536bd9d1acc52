import { expect, test } from "vitest";
import { contactWithinS } from "../../../src/agent/upload/contact-promise.ts";

test.each([
  { intervalMs: 60_000, promisedS: 180 },
  { intervalMs: 300_000, promisedS: 660 },
  { intervalMs: 300_500, promisedS: 661 },
  { intervalMs: 86_400_000, promisedS: 86_400 },
])("a heartbeat every $intervalMs ms promises contact within $promisedS s, so that one may be lost", (given) => {
  expect(contactWithinS(given.intervalMs)).toBe(given.promisedS);
});
