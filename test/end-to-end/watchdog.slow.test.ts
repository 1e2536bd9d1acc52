import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startDevice } from "../../src/simulator/site.ts";
import type { VirtualDevice } from "../../src/simulator/virtual-device.ts";
import { describeNeeding } from "../needs.ts";
import { SiteFolder } from "../on-site/site-folder.ts";
import { type RunningProgram, startProgram } from "./run-program.ts";

const receiverFile = fileURLToPath(new URL("notify-receiver.py", import.meta.url));
const standstillSwitch = new URL("standstill-switch.ts", import.meta.url).href;
/** A beat comes each third of it. */
const watchdogMs = 600;
const beat = "WATCHDOG=1 STATUS=data moves";

describeNeeding("the watchdog of the service manager", ["systemd-notify", "python3"], () => {
  let site: SiteFolder;
  let device: VirtualDevice;
  let receiver: ChildProcess;
  let agent: RunningProgram | undefined;
  let heard: string[];
  let look = () => {};

  beforeEach(async () => {
    site = new SiteFolder();
    device = await startDevice({ recording: "bizhub-c360i" });
    heard = [];
    const socket = join(site.path, "notify");
    receiver = spawn("python3", [receiverFile, socket], { stdio: ["ignore", "pipe", "inherit"] });
    if (receiver.stdout === null) throw new Error("the receiver has no output");
    createInterface(receiver.stdout).on("line", (line) => {
      if (line !== "BARRIER=1") heard.push(line);
      look();
    });
    await until(() => heard.includes("listening"));
    heard.length = 0;
  });
  afterEach(async () => {
    agent?.kill("SIGCONT");
    agent?.kill("SIGKILL");
    await agent?.ended;
    agent = undefined;
    receiver.kill();
    await device.stop();
    site.remove();
  });

  /** Looks at each line that comes. */
  function until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      look = () => isSo() && resolve();
      look();
    });
  }

  function start(more: object = {}): RunningProgram {
    const config = site.configure({ ranges: [{ addresses: `127.0.0.1:${device.port}` }], ...more });
    agent = startProgram("agent", ["run", "--config", config], ["--import", standstillSwitch], {
      ...{ NOTIFY_SOCKET: join(site.path, "notify"), WATCHDOG_USEC: String(watchdogMs * 1000) },
    });
    return agent;
  }

  /** What is heard in the time in which systemd would lose its patience, once what is under way has come. */
  async function hearOn(): Promise<readonly string[]> {
    await pass(watchdogMs / 2);
    heard.length = 0;
    await pass(watchdogMs);
    return heard;
  }

  const pass = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  test("readiness, beats while polls move, and the stop are told", async () => {
    const running = start();
    await running.until(/"event":"deviceFound/);
    await until(() => heard.filter((line) => line === beat).length > 3);
    expect(heard[0]).toBe("READY=1");
    running.kill("SIGTERM");
    expect(await running.ended).toMatchObject({ code: 0, stderr: "" });
    await until(() => heard.at(-1) === "STOPPING=1");
  });

  test("beats end while the process hangs, and go on after it", async () => {
    const running = start();
    await until(() => heard.includes(beat));
    running.kill("SIGSTOP");
    expect(await hearOn()).toEqual([]);
    running.kill("SIGCONT");
    await until(() => heard.includes(beat));
  });

  test("beats are withheld when polls stand still, and the log and systemd are told why", async () => {
    const running = start();
    await running.until(/"event":"deviceFound/);
    running.kill("SIGUSR2");
    await running.until(/"event":"watchdog\.withheld"/);
    expect(new Set(await hearOn())).toEqual(new Set(["STATUS=no poll has ended for too long"]));
  });

  test("a wrong configuration ends the start before readiness, with the code that forbids a restart", async () => {
    const { ended } = start({ schedule: { statusIntervalS: 1 } });
    expect((await ended).code).toBe(78);
    expect(heard).toEqual([]);
  });
});
