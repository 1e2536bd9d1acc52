import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Central, startCentral } from "../../src/central/compose.ts";
import { importRegistry } from "../../src/central/registry-import.ts";
import { startDevice } from "../../src/simulator/site.ts";
import type { VirtualDevice } from "../../src/simulator/virtual-device.ts";
import { runProgram, startProgram } from "../end-to-end/run-program.ts";
import { describeNeeding } from "../needs.ts";
import { SiteFolder } from "./site-folder.ts";

let site: SiteFolder;
let central: Central;
let devices: readonly VirtualDevice[];
let config: string;
beforeEach(async () => {
  site = new SiteFolder();
  config = join(site.path, "mfp-agent.json");
  central = await startCentral({ dataDir: join(site.path, "central") });
  devices = await Promise.all(["bizhub-c360i", "hp-like-color"].map((recording) => startDevice({ recording })));
});
afterEach(async () => {
  await Promise.all([central.stop(), ...devices.map((device) => device.stop())]);
  site.remove();
});

const ranges = () => devices.map(({ port }) => ({ addresses: `127.0.0.1:${port}` }));

async function answersFile(more: object = {}): Promise<string> {
  const answers = {
    siteName: "Office",
    centralUrl: central.url,
    enrolmentCode: await central.createCode("Office"),
    ranges: ranges(),
    stateFolder: "state",
    statusPagePort: 0,
    ...more,
  };
  return site.write("answers.json", JSON.stringify(answers));
}

function setUp(answers: string) {
  return runProgram("agent", ["setup", "--config", config, "--answers", answers]);
}

const recordsAtCentral = () => central.store.transact((tables) => tables.devices());

describe("an unattended set-up", { timeout: 60_000 }, () => {
  test("goes from nothing to central's confirmation", async () => {
    const { stdout, stderr, code } = await setUp(await answersFile());
    expect(stderr).toBe("");
    expect(stdout).toMatch(/Konica Minolta.*AA2K011004127/);
    expect(stdout).toMatch(/Central confirmed [1-9]\d* records/);
    expect(code).toBe(0);
    const known = await recordsAtCentral();
    expect(known.map(({ identity }) => identity.value.serial)).toEqual(["AA2K011004127"]);
  });

  test("leaves private files that the agent can run with, and no used code", async () => {
    await setUp(await answersFile());
    for (const name of ["mfp-agent.json", "secrets.json", "state/credential.json", "state/outbox.db"]) {
      expect(statSync(join(site.path, name)).mode & 0o077, name).toBe(0);
    }
    expect(readFileSync(join(site.path, "secrets.json"), "utf8")).not.toContain("enrolmentCode");
    const agent = startProgram("agent", ["run", "--config", config]);
    await agent.until(/agent\.started/);
    agent.kill("SIGTERM");
    expect((await agent.ended).code).toBe(0);
  });

  test("numbers the devices from the site's table", async () => {
    site.write("si.csv", "serial,si\nAA2K011004127,UA-104233\n");
    await setUp(await answersFile({ siNumbersFile: "si.csv" }));
    const [device] = await recordsAtCentral();
    expect(device?.identity.value.si).toBe("UA-104233");
  });

  test("with a wrong code changes nothing", async () => {
    const { stderr, code } = await setUp(await answersFile({ enrolmentCode: "WRONG-WRONG" }));
    expect(stderr).toMatch(/central did not take the first upload/);
    expect(code).toBe(69);
    expect(readdirSync(site.path).sort()).toEqual(["answers.json", "central"]);
  });

  test("names every answer that is wrong", async () => {
    const file = site.write("answers.json", JSON.stringify({ ranges: [{ addresses: "10.0.0.0/8" }], centralURL: "x" }));
    const { stderr, code } = await setUp(file);
    for (const path of ["siteName: is missing", "centralURL: there is no such setting"]) expect(stderr).toContain(path);
    expect(code).toBe(64);
  });

  test("a second one keeps identity, outbox and what was not asked", async () => {
    await setUp(await answersFile());
    const credential = readFileSync(join(site.path, "state/credential.json"), "utf8");
    const set = await runProgram("agent", ["config", "set", "schedule.statusIntervalS", "120", "--config", config]);
    expect(set.code).toBe(0);
    const again = await setUp(site.write("again.json", JSON.stringify({ siteName: "New name" })));
    expect(again.stdout).not.toMatch(/Enrolled/);
    expect(again.code).toBe(0);
    expect(readFileSync(join(site.path, "state/credential.json"), "utf8")).toBe(credential);
    expect(JSON.parse(readFileSync(config, "utf8"))).toMatchObject({
      site: { name: "New name" },
      central: { url: central.url },
      ranges: ranges(),
      schedule: { statusIntervalS: 120 },
    });
  });

  test.each(["SIGINT", "SIGTERM"] as const)("%s during the search leaves the old configuration", async (signal) => {
    const before = site.configure({ site: { name: "Before" } });
    const content = readFileSync(before, "utf8");
    const answers = await answersFile({ ranges: [{ addresses: "127.9.0.0-127.9.9.255" }] });
    const program = startProgram("agent", ["setup", "--config", config, "--answers", answers]);
    await program.until(/Searching/);
    program.kill(signal);
    const { code } = await program.ended;
    expect(code).toBe(130);
    expect(readFileSync(config, "utf8")).toBe(content);
    expect(readdirSync(site.path).sort()).toEqual(["answers.json", "central", "mfp-agent.json"]);
  });
});

describe("the end of an agent", { timeout: 60_000 }, () => {
  test("leaves no secret, tells central, and keeps the configuration", async () => {
    site.write("secrets.json", JSON.stringify({ proxyPassword: "CANARY" }));
    await setUp(await answersFile());
    const unasked = await runProgram("agent", ["decommission", "--config", config]);
    expect(unasked).toMatchObject({ code: 64, stderr: expect.stringContaining("--yes") });
    const { stdout, code } = await runProgram("agent", ["decommission", "--yes", "--config", config]);
    expect(stdout).toMatch(/Central took 1 last records/);
    expect(code).toBe(0);
    expect(readdirSync(site.path).sort()).toEqual(["answers.json", "central", "mfp-agent.json"]);
    const [agent] = await central.store.transact((tables) => tables.agents());
    expect(agent?.heartbeat?.body).toMatchObject({ isLast: true });
  });

  test("wipes nothing while central cannot be told", async () => {
    await setUp(await answersFile());
    await runProgram("agent", ["config", "set", "central.url", "http://127.0.0.1:1", "--config", config]);
    const refused = await runProgram("agent", ["decommission", "--yes", "--config", config]);
    expect(refused).toMatchObject({ code: 69, stderr: expect.stringContaining("Nothing was wiped") });
    expect(existsSync(join(site.path, "state/credential.json"))).toBe(true);
    const forced = await runProgram("agent", ["decommission", "--yes", "--without-goodbye", "--config", config]);
    expect(forced.code).toBe(0);
    expect(existsSync(join(site.path, "state"))).toBe(false);
  });
});

describeNeeding("the wizard in a terminal", ["tmux"], () => {
  const entry = fileURLToPath(new URL("../../src/agent/mfp-agent.mjs", import.meta.url));
  const home = () => join(site.path, "home");
  const stateFolder = () => join(home(), "state", "mfp-agent");
  /** Whose shell it is and where the person lives changes nothing; the server is this test's own, as is its socket. */
  const run = (...words: readonly string[]) =>
    spawnSync("tmux", ["-u", "-f", "/dev/null", ...words], {
      encoding: "utf8",
      env: {
        ...process.env,
        ...{ SHELL: "/bin/sh", HOME: home(), XDG_STATE_HOME: join(home(), "state"), TMUX_TMPDIR: home(), TMUX: "" },
      },
    });
  function tmux(...words: readonly string[]): string {
    const { status, stdout, stderr } = run(...words);
    if (status !== 0) throw new Error(`tmux ${words[0]}: ${stderr}`);
    return stdout;
  }

  /** Ends at once when the terminal is gone. */
  async function until(pattern: RegExp): Promise<void> {
    let screen = "";
    const isShown = () => {
      screen = tmux("capture-pane", "-p", "-S", "-200");
      return pattern.test(screen);
    };
    await vi.waitUntil(isShown, { timeout: 30_000, interval: 100 }).catch((cause: unknown) => {
      throw new Error(`the terminal never showed ${pattern}:\n${screen.trimEnd()}`, { cause });
    });
  }
  async function answer(question: RegExp, text: string): Promise<void> {
    await until(question);
    tmux("send-keys", "-l", text);
    tmux("send-keys", "Enter");
  }

  /** The pane outlives the command, so that its end can be read. */
  function open(language: string): void {
    const command = `${process.execPath} ${entry} setup --lang ${language} --config ${config}; echo "ended with $?"; sleep 60`;
    tmux("new-session", "-d", "-x", "160", "-y", "50", command);
  }
  beforeEach(() => mkdirSync(home()));
  afterEach(() => void run("kill-server"));

  test("asks, searches, shows what will leave, and ends with central's confirmation", { timeout: 90_000 }, async () => {
    const registry = "si,serial,customer,site,person,email,contract,status,reason,deadlineHours\n";
    await importRegistry(central.store, registry, { nowMs: Date.now(), holidays: new Set() });
    open("uk");
    await answer(/Назва об’єкта/, "Офіс");
    await answer(/Адреса центрального сервісу/, central.url);
    await answer(/Одноразовий код/, await central.createCode("Office"));
    await answer(/Проксі/, "-");
    await answer(/Діапазони/, "10.0.0.0/8");
    await until(/Не так: .*split it/);
    await answer(/Діапазони[^\n]*\n[^\n]*Не так[^\n]*\n[^\n]*Діапазони/, `127.0.0.1:${devices[0]?.port}`);
    await answer(/Спільнота SNMP/, "");
    await answer(/CSV/, "");
    await answer(/Показати кожен байт/, "");
    expect(existsSync(config)).toBe(false);
    await answer(/Надіслати це та зберегти/, "");
    await until(/Сервіс підтвердив записів: [1-9]/);
    await until(/ended with 0/);
    expect(JSON.parse(readFileSync(config, "utf8"))).toMatchObject({ site: { name: "Офіс" } });
    expect(existsSync(stateFolder())).toBe(true);
  });

  const questions = [/Name of the site/, /Address of the central/, /One-time code/];
  test.each([0, 1, 2])("Ctrl-C at question %i leaves nothing behind", { timeout: 60_000 }, async (last) => {
    open("en");
    const answers = ["Office", central.url, "CODE"];
    for (const [index, question] of questions.slice(0, last).entries()) await answer(question, answers[index] ?? "");
    await until(questions[last] ?? /never/);
    tmux("send-keys", "C-c");
    await until(/ended with 130/);
    expect(existsSync(config)).toBe(false);
    expect(existsSync(stateFolder())).toBe(false);
  });
});
