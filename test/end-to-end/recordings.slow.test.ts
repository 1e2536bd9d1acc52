import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openWire } from "../../src/agent/compose/wire.ts";
import { systemClock } from "../../src/agent/leaf/clock.ts";
import { Secret } from "../../src/agent/leaf/secret.ts";
import { Reading } from "../../src/contract/reading.ts";
import { startDevice } from "../../src/simulator/site.ts";
import { describeNeeding, describeNeedingShared, findProgram } from "../needs.ts";
import { runProgram } from "./run-program.ts";

/** What a facts page states of a recording, as far as the page's tables hold it. */
interface Facts {
  readonly serial: string | undefined;
  readonly model: string | undefined;
  readonly total: number | undefined;
  readonly markerLife: number | undefined;
  /** Percentages in the order of the rows; a bottle that is listed twice stands here once more without a number. */
  readonly percents: readonly number[];
}

function readFacts(page: string): Facts {
  const cell = (name: string) => {
    const value = new RegExp(`^\\| ${name} \\|[^|]*\\| (.+?) \\|$`, "m").exec(page)?.[1];
    return value === undefined || value === "ABSENT" || value === "(empty)" ? undefined : value;
  };
  const number = (pattern: RegExp) => {
    const value = pattern.exec(page)?.[1];
    return value === undefined ? undefined : Number(value);
  };
  return {
    serial: cell("prtGeneralSerialNumber"),
    model: cell("hrDeviceDescr\\.1")?.replace("KONICA MINOLTA ", ""),
    total: number(/\| \.1 \|[^|]*\| ([0-9]+) \| total \|/),
    markerLife: number(/prtMarkerLifeCount\.1\.1 = \*\*([0-9]+)\*\*/),
    percents: [...page.matchAll(/\| ([0-9]+) %(?: \([^|]*\))? \|$/gm)].map(([, percent]) => Number(percent)),
  };
}

function expectFacts(reading: Reading, facts: Facts): void {
  const counter = (id: string) => reading.counters?.find((entry) => entry.id === id)?.value;
  expect(reading.device.serial ?? undefined).toBe(facts.serial);
  expect(reading.device.model ?? undefined).toBe(facts.model);
  expect(counter("total")).toBe(facts.total);
  expect(counter("markerLife")).toBe(facts.markerLife);
  const items = [...(reading.supplies ?? []), ...(reading.parts ?? [])];
  const percents = items.flatMap(({ level }) => (level.state === "percent" ? [level.percent] : []));
  expect(percents.toSorted()).toEqual(facts.percents.toSorted());
  expect(reading.complete).toBe(true);
}

describeNeedingShared("recordings of real devices are read as their facts state", (sharedDir) => {
  const folder = join(sharedDir, "recordings/km");
  const names = readdirSync(folder).flatMap((file) => /^(.+)\.snmprec$/.exec(file)?.[1] ?? []);
  const factsOf = (name: string) => readFacts(readFileSync(join(folder, `${name}.facts.md`), "utf8"));

  test("the pages hold facts to compare with", () => {
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(factsOf(name).percents.length).toBeGreaterThan(0);
  });

  describe("through the simulator, by the command", () => {
    test.each(names)("%s", async (name) => {
      const device = await startDevice({ recording: join(folder, `${name}.snmprec`) });
      const end = await runProgram("agent", ["read", `127.0.0.1:${device.port}`, "--json"]);
      await device.stop();
      expect(end.stderr).toBe("");
      expectFacts(Reading.parse(JSON.parse(end.stdout)), factsOf(name));
    });
  });

  describeNeeding("through snmpsim", ["snmpsimd", "root"], () => {
    let stop = async () => {};
    let port = 0;
    beforeAll(async () => {
      const data = mkdtempSync(join(tmpdir(), "snmpsim-"));
      cpSync(folder, join(data, "data"), { recursive: true });
      mkdirSync(join(data, "cache"));
      for (const path of [data, join(data, "cache"), join(data, "data")]) chmodSync(path, 0o777);
      port = await freePort();
      const snmpsimd = spawn(
        findProgram("snmpsimd") ?? "",
        [
          `--data-dir=${join(data, "data")}`,
          `--cache-dir=${join(data, "cache")}`,
          `--agent-udpv4-endpoint=127.0.0.1:${port}`,
          "--process-user=nobody",
          "--process-group=nogroup",
        ],
        { stdio: "ignore" },
      );
      stop = async () => {
        snmpsimd.kill();
        await once(snmpsimd, "exit");
        rmSync(data, { recursive: true });
      };
    }, 30_000);
    afterAll(() => stop());

    test.each(names)("%s", { timeout: 60_000 }, async (name) => {
      const wire = await openWire();
      const credential = { version: "2c" as const, community: new Secret(name) };
      // It needs some seconds to index its files; until then it is silent.
      const deadline = systemClock.monoMs() + 50_000;
      let met = await wire.meet({ address: "127.0.0.1", port, credential });
      while (!met.ok && systemClock.monoMs() < deadline)
        met = await wire.meet({ address: "127.0.0.1", port, credential });
      wire.close();
      if (!met.ok) throw new Error(met.failure.message);
      expectFacts(met.value.reading, factsOf(name));
    });
  });
});

async function freePort(): Promise<number> {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  await once(socket, "close");
  return port;
}
