import { describe, expect, it } from "vitest";
import { sweep } from "../../../src/agent/discovery/sweep.ts";
import {
  defaultSweepSettings,
  type SweepAnswer,
  type SweepPlan,
  type SweepProgress,
  type SweepTarget,
} from "../../../src/agent/discovery/sweep-plan.ts";
import { sleep } from "../../../src/agent/leaf/clock.ts";
import { failed, ok } from "../../../src/agent/leaf/result.ts";
import { Secret } from "../../../src/agent/leaf/secret.ts";
import { DeviceLimitsBook } from "../../../src/agent/snmp/device-limits.ts";
import type {
  CommunityCredential,
  SnmpClient,
  SnmpCredential,
  SnmpFailureKind,
} from "../../../src/agent/snmp/snmp-client.ts";
import { settlePromises, VirtualClock } from "../../virtual-clock.ts";

const first: SnmpCredential = { version: "2c", community: new Secret("first") };
const second: SnmpCredential = { version: "2c", community: new Secret("second") };

interface Sent {
  readonly atMs: number;
  readonly host: number;
  readonly version: "1" | "2c";
  readonly community: string;
}

const wordOf = ({ community }: CommunityCredential) => community.reveal();

const hosts = (count: number, credentials: SweepTarget["credentials"] = [first]): SweepTarget[] =>
  Array.from({ length: count }, (_, index) => ({ address: `10.0.0.${index + 1}`, port: 161, credentials }));

/** A network in which `answers` decides who answers to what; an answer takes 5 ms, silence the whole time-out. */
function network(answers: (sent: Sent, count: number) => boolean | SnmpFailureKind) {
  const clock = new VirtualClock();
  const sent: Sent[] = [];
  let inFlight = 0;
  let mostInFlight = 0;
  const client: SnmpClient = {
    async get({ address, credential }, oids, { timeoutMs, signal }) {
      if (credential.version === "3") throw new Error("not asked for here");
      const { version } = credential;
      const probe = {
        atMs: clock.monoMs(),
        host: Number(address.split(".")[3]),
        version,
        community: wordOf(credential),
      };
      sent.push(probe);
      inFlight += 1;
      mostInFlight = Math.max(mostInFlight, inFlight);
      const answer = answers(probe, sent.filter(({ host }) => host === probe.host).length);
      await sleep(clock, answer === false ? timeoutMs : 5, signal);
      inFlight -= 1;
      if (answer !== true) return failed({ kind: answer === false ? "timeout" : answer, message: "" });
      return ok(oids.map((oid) => ({ oid, value: { type: "octets", value: Buffer.from("KONICA MINOLTA") } })));
    },
    getBulk: () => Promise.reject(new Error("not asked for here")),
    close() {},
  };
  const engine = { client, limits: new DeviceLimitsBook(clock), clock };
  return { engine, clock, sent, mostInFlight: () => mostInFlight };
}

function planOf(fresh: readonly SweepTarget[], known: readonly SweepTarget[] = []): SweepPlan {
  return { known, fresh: () => fresh, total: fresh.length + known.length };
}

/** Runs a sweep to its end in virtual time. */
async function finish(net: ReturnType<typeof network>, plan: SweepPlan, settings = defaultSweepSettings) {
  const found: SweepAnswer[] = [];
  const progress: (SweepProgress & { readonly atMs: number })[] = [];
  let isOver = false;
  const run = (async () => {
    const onProgress = (state: SweepProgress) => progress.push({ ...state, atMs: net.clock.monoMs() });
    for await (const answer of sweep(net.engine, plan, settings, onProgress)) found.push(answer);
  })().finally(() => {
    isOver = true;
  });
  run.catch(() => {});
  for (await settlePromises(); !isOver; await settlePromises()) await net.clock.advance(net.clock.nextInMs ?? 0);
  await run;
  return { found: found.map(({ target }) => Number(target.address.split(".")[3])), answers: found, progress };
}

describe("a sweep", () => {
  it("finds each device once, in the order of their answers", async () => {
    const net = network(({ host }) => host % 3 === 0);
    const { found, answers } = await finish(net, planOf(hosts(10)));
    expect(found).toEqual([3, 6, 9]);
    expect(answers[0]).toMatchObject({ sysDescr: "KONICA MINOLTA", target: { port: 161, credential: first } });
  });

  it("finds nothing where nothing is to be asked", async () => {
    expect(
      (
        await finish(
          network(() => true),
          planOf([]),
        )
      ).found,
    ).toEqual([]);
  });

  it("asks no faster than told", async () => {
    const net = network(() => false);
    await finish(net, planOf(hosts(100)), { ...defaultSweepSettings, addressesPerSecond: 50 });
    const times = net.sent.map(({ atMs }) => atMs);
    times.forEach((atMs, index) => {
      const withinSecond = times.slice(index).filter((other) => other < atMs + 1000);
      expect(withinSecond.length).toBeLessThanOrEqual(54);
    });
  });

  it("asks known devices first, and only once", async () => {
    const net = network(() => true);
    await finish(net, planOf(hosts(5), hosts(5).slice(3)));
    expect(net.sent.map(({ host }) => host)).toEqual([4, 5, 1, 2, 3]);
  });

  it("asks a silent device once more, so that a lost packet does not hide it", async () => {
    const net = network(({ host }, count) => host === 2 && count === 2);
    expect((await finish(net, planOf(hosts(3)))).found).toEqual([2]);
    expect(net.sent.map(({ host }) => host)).toEqual([1, 2, 3, 1, 2, 3]);
  });

  it.each([
    ["one credential", [first], ["first 2c", "first 1"]],
    ["two credentials", [first, second], ["first 2c", "second 2c", "first 1"]],
  ] as const)("says its last word in SNMPv1, which some know only: %s", async (_name, credentials, said) => {
    const net = network(({ version }) => version === "1");
    const { answers } = await finish(net, planOf(hosts(1, credentials)));
    expect(net.sent.map(({ version, community }) => `${community} ${version}`)).toEqual(said);
    expect(answers).toMatchObject([{ version: "1", target: { credential: first } }]);
  });

  it("tries the second credential only where the first was silent", async () => {
    const net = network(({ host, community }) => (host === 1 ? community === "first" : community === "second"));
    const { answers } = await finish(net, planOf(hosts(2, [first, second])));
    expect(net.sent.map(({ host, community }) => `${host} ${community}`)).toEqual(["1 first", "2 first", "2 second"]);
    expect(answers.map(({ target }) => target.credential)).toEqual([first, second]);
  });

  it("never repeats a credential that was refused", async () => {
    const net = network(() => "wrongDigest");
    await finish(net, planOf(hosts(1, [first, second])));
    expect(net.sent.map(({ community }) => community)).toEqual(["first", "second"]);
  });

  it("holds no more probes open than its pace and the wait for an answer make", async () => {
    const net = network(() => false);
    await finish(net, planOf(hosts(60)), { addressesPerSecond: 5, timeoutMs: 2000 });
    expect(net.mostInFlight()).toBeGreaterThanOrEqual(10);
    expect(net.mostInFlight()).toBeLessThanOrEqual(13);
  });

  it("makes no burst after the event loop stood still", async () => {
    const net = network(() => false);
    const abort = new AbortController();
    const run = sweep(net.engine, planOf(hosts(200)), defaultSweepSettings, () => {}, abort.signal).next();
    await net.clock.advance(100);
    const before = net.sent.length;
    const realMono = net.clock.monoMs.bind(net.clock);
    net.clock.monoMs = () => realMono() + 10_000;
    await net.clock.advance(4);
    expect(net.sent.length - before).toBeLessThan(20);
    abort.abort();
    await run;
  });

  it.each([
    ["one credential", [first]],
    ["two credentials", [first, second]],
  ] as const)("tells how far it is and when it will end, with %s", async (_, credentials) => {
    const net = network(({ host }) => host === 1);
    const { progress } = await finish(net, planOf(hosts(50, credentials)));
    expect(progress.at(-1)).toMatchObject({ probed: 50, total: 50, found: 1, remainingMs: 0 });
    const looked = progress.filter(({ probed }) => probed === 50);
    expect(looked.length).toBeGreaterThan(90);
    for (const { atMs, remainingMs } of looked)
      expect(Math.abs(atMs + remainingMs - net.clock.monoMs())).toBeLessThan(200);
  });

  it("has no time left as soon as everybody answered", async () => {
    const { progress } = await finish(
      network(() => true),
      planOf(hosts(50)),
    );
    expect(progress.at(-1)).toMatchObject({ found: 50, remainingMs: 0 });
  });

  it("ends soon when it is aborted", async () => {
    const net = network(() => false);
    const abort = new AbortController();
    const next = sweep(net.engine, planOf(hosts(200)), defaultSweepSettings, () => {}, abort.signal).next();
    await net.clock.advance(100);
    abort.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(net.sent.length).toBeLessThan(40);
  });

  it("ends when nobody listens any more", async () => {
    const net = network(() => true);
    const run = sweep(net.engine, planOf(hosts(200)));
    const answer = run.next();
    await net.clock.advance(10);
    expect((await answer).done).toBe(false);
    await run.return(undefined);
    const count = net.sent.length;
    await net.clock.advance(1000);
    expect(net.sent.length).toBe(count);
  });

  it("ends over a bug of ours and throws it where nobody takes it", async () => {
    const net = network(({ host }) => {
      if (host === 3) throw new Error("a bug");
      return true;
    });
    await expect(finish(net, planOf(hosts(200)))).rejects.toThrow("a bug");
    expect(net.sent.length).toBeLessThan(40);
  });
});
