import { afterEach, describe, expect, test, vi } from "vitest";
import type { Clock } from "../../src/simulator/clock.ts";
import { parseScript } from "../../src/simulator/script.ts";
import { type SiteOptions, startDevice, startSite } from "../../src/simulator/site.ts";
import { ask, expectSilence, requestFor, SYS_DESCR } from "./ask.ts";

const SERIAL = "1.3.6.1.2.1.43.5.1.1.17.1";
const UP_TIME = "1.3.6.1.2.1.1.3.0";
const MINUTE_MS = 60_000;
const running: { stop: () => Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
});

function handClock() {
  let nowMs = 0;
  const actions: (() => void)[] = [];
  const clock: Clock = {
    nowMs: () => nowMs,
    every: (_, action) => {
      actions.push(action);
      return () => {};
    },
  };
  const advance = (ms: number) => {
    nowMs += ms;
    for (const action of actions) action();
  };
  return { clock, advance };
}

async function start(devices: string, options: SiteOptions = {}, settings = "") {
  const site = await startSite(parseScript(`site:\n  devices:\n    - ${devices}\n${settings}`, "test.yaml"), options);
  running.push(site);
  return site.devices;
}

async function textAt(at: { address: string; port: number }, oid: string): Promise<string | undefined> {
  const value = (await ask(at, requestFor([oid]))).varBinds[0]?.value;
  return value?.type === "octets" ? value.value.toString() : undefined;
}

describe("a device", () => {
  test("answers at the address and port that it says, to its community alone, and counts", async () => {
    const device = await startDevice({ recording: "bizhub-c360i", community: "secret", address: "127.0.0.7" });
    running.push(device);
    expect(device.address).toBe("127.0.0.7");
    await expectSilence(device, requestFor([SYS_DESCR]));
    const answer = await ask(device, requestFor([SYS_DESCR], { community: Buffer.from("secret") }));
    expect(answer.varBinds[0]?.value).toMatchObject({ type: "octets" });
    expect(device.requests).toMatchObject({ get: 1, silence: 1 });
  });

  test("takes overrides of its identity", async () => {
    const device = await startDevice({ recording: "bizhub-c360i", overrides: { serial: "AA2K0000000X1" } });
    running.push(device);
    expect(await textAt(device, SERIAL)).toBe("AA2K0000000X1");
  });

  test("lets its uptime run with the clock", async () => {
    const { clock, advance } = handClock();
    const device = await startDevice({ recording: "bizhub-c360i", clock });
    running.push(device);
    advance(MINUTE_MS);
    const answer = await ask(device, requestFor([UP_TIME]));
    expect(answer.varBinds[0]?.value).toEqual({ type: "timeTicks", value: 112_340_500 + 6_000 });
  });

  test("tells when its port is taken", async () => {
    const device = await startDevice({ recording: "network-switch" });
    running.push(device);
    await expect(startDevice({ recording: "network-switch", port: device.port })).rejects.toThrow(
      "another program has this UDP port",
    );
  });
});

describe("a site", () => {
  test("plays many devices at once, each with its own serial and port", async () => {
    const devices = await start(`{ recording: bizhub-c360i, count: 30, serial: "AA2K0110{n}" }`);
    const serials = await Promise.all(devices.map((device) => textAt(device, SERIAL)));
    expect(serials[29]).toBe("AA2K011000030");
    expect(new Set(serials).size).toBe(30);
    expect(new Set(devices.map(({ port }) => port)).size).toBe(30);
  });

  test("gives each device an address of its own when asked", async () => {
    const devices = await start(
      `{ recording: network-switch, count: 2, serial: "{n}" }`,
      {},
      "  firstAddress: 127.0.9.1",
    );
    expect(devices.map(({ address }) => address)).toEqual(["127.0.9.1", "127.0.9.2"]);
  });

  test("lives as many times faster as it is told", async () => {
    const { clock, advance } = handClock();
    const [device] = await start("{ recording: bizhub-c360i, pagesPerDay: { print.black: 24 } }", { clock, speed: 60 });
    advance(MINUTE_MS);
    expect(device?.state.nowMs).toBe(60 * MINUTE_MS);
    expect(device?.state.view.number("1.3.6.1.4.1.18334.1.1.1.5.7.2.2.1.5.1.2")).toBe(64_219);
  });

  test("lets a device sleep: the first packets are lost, then it wakes and answers", async () => {
    const { clock, advance } = handClock();
    const [device] = await start("{ recording: bizhub-c360i, events: [{ at: 0s, do: sleep, for: 1h }] }", { clock });
    if (device === undefined) throw new Error("no device");
    await expectSilence(device, requestFor([SYS_DESCR]));
    advance(3_000);
    expect(await textAt(device, "1.3.6.1.2.1.43.18.1.1.8.1.1")).toBe("Sleep");
  });

  test("takes a device's power away and gives it back, with a new uptime", async () => {
    const { clock, advance } = handClock();
    const [device] = await start("{ recording: bizhub-c360i, events: [{ at: 1m, do: powerCut, for: 5m }] }", { clock });
    if (device === undefined) throw new Error("no device");
    advance(2 * MINUTE_MS);
    await expectSilence(device, requestFor([UP_TIME]));
    advance(5 * MINUTE_MS);
    const answer = await ask(device, requestFor([UP_TIME]));
    expect(answer.varBinds[0]?.value).toEqual({ type: "timeTicks", value: 6_000 });
  });

  test("moves a device to another address at its time", async () => {
    const { clock, advance } = handClock();
    const [device] = await start("{ recording: bizhub-c360i, events: [{ at: 1m, do: move, address: 127.0.8.8 }] }", {
      clock,
    });
    if (device === undefined) throw new Error("no device");
    advance(MINUTE_MS);
    await vi.waitFor(() => expect(device.address).toBe("127.0.8.8"));
    await vi.waitFor(() => expect(device.isListening).toBe(true));
    expect(await textAt(device, SERIAL)).toBe("AA2K011004127");
  });

  test("swaps a device for another", async () => {
    const { clock, advance } = handClock();
    const [device] = await start("{ recording: bizhub-c360i, events: [{ at: 1m, do: swap, serial: AA2K0110NEW }] }", {
      clock,
    });
    if (device === undefined) throw new Error("no device");
    advance(MINUTE_MS);
    expect(await textAt(device, SERIAL)).toBe("AA2K0110NEW");
  });

  test("starts all of its devices or none", async () => {
    const [taken] = await start("{ recording: network-switch }");
    const script = `{ recording: network-switch, count: 2, serial: "{n}" }`;
    await expect(start(script, {}, `  port: ${taken?.port}`)).rejects.toThrow("another program has this UDP port");
  });
});
