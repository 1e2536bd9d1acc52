import { expect, test } from "vitest";
import { levelWords } from "../../../src/agent/status/level-line.ts";
import { voiceFor } from "../../../src/agent/status/voice.ts";
import type { Level } from "../../../src/contract/supply.ts";
import { now } from "./invented-site.ts";

test.each<[Level, string, string]>([
  [{ state: "percent", percent: 38.5 }, "38.5%", "38.5% free"],
  [{ state: "some" }, "some left", "not full"],
  [{ state: "full" }, "full", "full"],
  [{ state: "unknown" }, "unknown", "unknown"],
])("%o is told as what is left, and of a receptacle as room", (level, left, room) => {
  const voice = voiceFor("en", "Europe/Kyiv", now);
  expect([levelWords(level, false, voice), levelWords(level, true, voice)]).toEqual([left, room]);
});
