import { describe, expect, test } from "vitest";
import { explainSilence, judgePromise } from "../../src/central/promises.ts";

const word = { lastContactMs: 0, promisedWithinS: 300, saidGoodbye: false, hasPowerCut: false };

describe("an agent", () => {
  test.each([
    { case: "within its promise is on time", word, nowS: 300, state: "onTime", because: null },
    { case: "just past it is late", word, nowS: 301, state: "late", because: "linkDownOrAgentDead" },
    { case: "far past it missed it", word, nowS: 451, state: "missed", because: "linkDownOrAgentDead" },
    {
      case: "of a dark site misses it for that",
      word: { ...word, hasPowerCut: true },
      nowS: 999,
      state: "missed",
      because: "sitePowerCut",
    },
    {
      case: "that said goodbye is stopped",
      word: { ...word, saidGoodbye: true },
      nowS: 9999,
      state: "stopped",
      because: null,
    },
    {
      case: "that promised nothing is on time",
      word: { ...word, promisedWithinS: null },
      nowS: 9999,
      state: "onTime",
      because: null,
    },
    {
      case: "that never called was never heard",
      word: { ...word, lastContactMs: null },
      nowS: 9,
      state: "neverHeard",
      because: null,
    },
  ])("$case", ({ word: given, nowS, state, because }) => {
    expect(judgePromise(given, nowS * 1000)).toMatchObject({ state, because });
  });
});

test.each([
  { hasRestarted: false, hadPowerCut: false, was: "linkDown" },
  { hasRestarted: true, hadPowerCut: false, was: "agentDown" },
  { hasRestarted: true, hadPowerCut: true, was: "sitePowerCut" },
])("a silence is called $was", ({ was, ...evidence }) => {
  expect(explainSilence(evidence)).toBe(was);
});
