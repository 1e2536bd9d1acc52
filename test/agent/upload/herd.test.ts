import { expect, test } from "vitest";
import { uploadFailure } from "../../../src/agent/upload/failure.ts";
import {
  defaultUploaderSettings,
  initialUploaderState,
  reduceUploader,
  type UploaderEvent,
  type UploaderState,
} from "../../../src/agent/upload/uploader-state.ts";

const agents = 1000;
const minuteMs = 60_000;
const outageMs = 30 * minuteMs;
/** Batches that an agent has to hand over after the outage. */
const backlog = 1;
const mostPerSecond = 20;

/** A generator of its own (Lehmer), so that the herd is the same at every run. */
function chanceFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

interface Member {
  state: UploaderState;
  waiting: number;
  doneAtMs: number | null;
  readonly random: () => number;
}

/** Central goes at 0 and is back after the outage; each agent then hands over its backlog. Answers the requests a second. */
function playHerd(firstMs: (index: number) => number) {
  const perSecond = new Map<number, number>();
  const queue: { readonly atMs: number; readonly member: Member }[] = [];
  const members = Array.from({ length: agents }, (_, index): Member => {
    const member = { state: initialUploaderState, waiting: backlog, doneAtMs: null, random: chanceFrom(index + 1) };
    queue.push({ atMs: firstMs(index), member });
    return member;
  });
  while (queue.length > 0) {
    queue.sort((one, other) => other.atMs - one.atMs);
    const { atMs, member } = queue.pop() ?? { atMs: 0, member: members[0] };
    if (member === undefined) break;
    step(member, atMs, queue, perSecond);
  }
  return { members, perSecond };
}

function step(
  member: Member,
  nowMs: number,
  queue: { readonly atMs: number; readonly member: Member }[],
  perSecond: Map<number, number>,
): void {
  let event: UploaderEvent =
    member.state.phase === "idle" ? { type: "stored", hasEvents: true, nowMs } : { type: "woke", nowMs };
  for (;;) {
    const { state, effects } = reduceUploader(member.state, event, defaultUploaderSettings, member.random);
    member.state = state;
    const wake = effects.find((effect) => effect.type === "wake");
    if (wake !== undefined) queue.push({ atMs: wake.atMs, member });
    if (!effects.some((effect) => effect.type === "send")) return;
    event = request(member, nowMs, perSecond);
  }
}

function request(member: Member, nowMs: number, perSecond: Map<number, number>): UploaderEvent {
  if (member.waiting === 0) {
    member.doneAtMs ??= nowMs;
    return { type: "nothingToSend", nowMs };
  }
  const second = Math.floor(nowMs / 1000);
  perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
  if (nowMs < outageMs) return { type: "failed", nowMs, sent: 1, failure: uploadFailure("refused") };
  member.waiting -= 1;
  return { type: "acknowledged", nowMs, sent: 1, settled: 1, pauseS: 0, maxRecords: 1000 };
}

test(`${agents} agents that return after an outage stay under ${mostPerSecond} requests a second`, () => {
  const { members, perSecond } = playHerd((index) => (index / agents) * 5 * minuteMs);
  const back = [...perSecond].filter(([second]) => second * 1000 >= outageMs).map(([, count]) => count);
  expect(Math.max(...back)).toBeLessThanOrEqual(mostPerSecond);
  const recovered = members
    .map(({ doneAtMs }) => (doneAtMs ?? Number.POSITIVE_INFINITY) - outageMs)
    .sort((a, b) => a - b);
  expect(recovered[agents / 2]).toBeLessThan(3 * minuteMs);
  expect(recovered.at(-1)).toBeLessThanOrEqual(5 * minuteMs);
});

test(`${agents} agents that start at the same instant spread over a minute`, () => {
  const firstRequests = Array.from({ length: agents }, (_, index) => {
    const { state } = reduceUploader(
      initialUploaderState,
      { type: "started", nowMs: 0 },
      defaultUploaderSettings,
      chanceFrom(index * 7919 + 1),
    );
    return Math.floor((state.wait?.untilMs ?? 0) / 1000);
  });
  const perSecond = [...Map.groupBy(firstRequests, (second) => second).values()].map((group) => group.length);
  expect(perSecond.length).toBe(60);
  expect(Math.max(...perSecond)).toBeLessThanOrEqual(40);
});
