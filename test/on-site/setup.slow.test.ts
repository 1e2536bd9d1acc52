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

  test("needs no file: every answer is a flag as well", async () => {
    const code = await central.createCode("Office");
    const words = ["--yes", "--site-name", "Office", "--central-url", central.url, "--enrolment-code", code];
    const places = ["--state-folder", "state", "--status-page-port", "0", "--si", "AA2K011004127=UA-7"];
    const where = ["--range", ...ranges().map(({ addresses }) => addresses)];
    const { stdout, stderr } = await runProgram("agent", ["setup", "--config", config, ...words, ...places, ...where]);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/Central confirmed [1-9]\d* records/);
    const [device] = await recordsAtCentral();
    expect(device?.identity.value.si).toBe("UA-7");
  });

  test("keeps passwords of flags and of the proxy's address in the secrets alone", async () => {
    const word = (name: string, text: string) => site.write(name, `${text}\n`);
    const user = ["--user", "reader", "--auth-key-file", word("auth", "CANARY-auth"), "--priv-key-file"];
    const { stdout, stderr, code } = await runProgram("agent", [
      ...["setup", "--config", config, "--yes", "--site-name", "Office", "--state-folder", "state"],
      ...["--central-url", central.url, "--proxy-url", "http://joe:CANARY%40proxy@127.0.0.1:3128"],
      ...["--range", ranges()[0]?.addresses ?? "", ...user, word("priv", "CANARY-priv")],
    ]);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/Not enrolled yet/);
    expect(code).toBe(0);
    expect(stdout + readFileSync(config, "utf8")).not.toContain("CANARY");
    expect(JSON.parse(readFileSync(join(site.path, "secrets.json"), "utf8"))).toEqual({
      proxyPassword: "CANARY@proxy",
      credentials: { "user-1": { authKey: "CANARY-auth", privKey: "CANARY-priv" } },
    });
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

  const screen = () => tmux("capture-pane", "-t", "wizard", "-p", "-J", "-S", "-200").trimEnd();

  /** Ends at once when the terminal is gone. */
  async function until(pattern: RegExp): Promise<void> {
    await vi
      .waitUntil(() => pattern.test(screen()), { timeout: 30_000, interval: 50 })
      .catch((cause: unknown) => {
        throw new Error(`the terminal never showed ${pattern}:\n${screen()}`, { cause });
      });
  }
  /** The question must be the last thing on the screen: some are asked for each range. */
  async function answer(question: RegExp, text: string): Promise<void> {
    await until(new RegExp(`${question.source}[^\\n]*: *$`));
    tmux("send-keys", "-t", "wizard", "-l", text);
    tmux("send-keys", "-t", "wizard", "Enter");
  }

  /** The pane outlives the command, so that its end can be read. */
  function open(words: string, environment = ""): void {
    const command = `${environment} ${process.execPath} ${entry} setup ${words} --config ${config}; echo "ended with $?"; sleep 60`;
    tmux("new-session", "-d", "-s", "wizard", "-x", "160", "-y", "50", command);
  }
  beforeEach(() => {
    mkdirSync(home());
    // The server lives as long as a session does, and the wizard's come and go.
    tmux("new-session", "-d", "-s", "base", "sleep 600");
  });
  afterEach(() => void run("kill-server"));

  test("asks, searches, shows what will leave, and ends with central's confirmation", { timeout: 90_000 }, async () => {
    const registry = "si,serial,customer,site,person,email,contract,status,reason,deadlineHours\n";
    await importRegistry(central.store, registry, { nowMs: Date.now(), holidays: new Set() });
    open("--lang uk", "HTTPS_PROXY=http://joe:CANARY-1@proxy.example:3128");
    await answer(/Назва об’єкта/, "Офіс");
    await answer(/Адреса центрального сервісу/, central.url);
    await answer(/Одноразовий код/, await central.createCode("Office"));
    await answer(/Проксі/, "");
    await answer(/Діапазони/, "10.0.0.0/8");
    await until(/Не так: /);
    await answer(/Діапазони/, `127.0.0.1:${devices[0]?.port}, 127.0.0.1:${devices[1]?.port}`);
    await answer(/SNMP у/, "");
    await answer(/Спільнота читання/, "");
    await answer(/SNMP у/, "3");
    await answer(/Користувач читання/, "reader");
    await answer(/Автентифікація/, "sha256");
    await answer(/Її пароль/, "CANARY-2");
    await answer(/Шифрування/, "aes");
    await answer(/Його пароль/, "CANARY-3");
    await answer(/CSV/, "");
    await answer(/Номер SI для bizhub C360i, AA2K011004127/, "UA-104233");
    await answer(/Показати кожен байт/, "так");
    await until(/"id": "total"/);
    expect(existsSync(config)).toBe(false);
    await answer(/Надіслати це та зберегти/, "");
    await until(/Сервіс підтвердив записів: [1-9]/);
    await until(/ended with 0/);
    expect(screen()).not.toContain("CANARY");
    expect(JSON.parse(readFileSync(config, "utf8"))).toMatchObject({
      site: { name: "Офіс" },
      central: { proxyUrl: "http://joe@proxy.example:3128" },
      ranges: [{ credentials: ["public"] }, { credentials: ["user-1"] }],
      credentials: { "user-1": { version: "3", user: "reader", auth: "sha256", priv: "aes" } },
    });
    expect(JSON.parse(readFileSync(join(site.path, "secrets.json"), "utf8"))).toEqual({
      proxyPassword: "CANARY-1",
      credentials: { "user-1": { authKey: "CANARY-2", privKey: "CANARY-3" } },
    });
    expect(readFileSync(join(site.path, "si-numbers.csv"), "utf8")).toBe("serial,si\nAA2K011004127,UA-104233\n");
    expect((await recordsAtCentral()).map(({ identity }) => identity.value.si)).toEqual(["UA-104233"]);
    expect(existsSync(stateFolder())).toBe(true);
  });

  /** Every question of a set-up, with an answer that leads to the next. */
  const way = (code: string): readonly (readonly [RegExp, string])[] => [
    [/Name of the site/, "Other"],
    [/Address of the central/, central.url],
    [/One-time code/, code],
    [/Proxy on the way/, "-"],
    [/Ranges to search/, `127.0.0.1:${devices[0]?.port}`],
    [/SNMP in/, "2c"],
    [/Read community/, "public"],
    [/CSV/, "-"],
    [/SI number of/, "UA-7"],
    [/Show every byte/, "n"],
    [/Send this and keep/, "n"],
  ];

  /** Every file and folder with its content, but for what central and the terminal keep there. */
  function contentOf(folder: string): Record<string, string> {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return Object.fromEntries(
      entries
        .filter(({ name, parentPath }) => !/\/(tmux-|central)/.test(`${parentPath}/${name}`))
        .map((entry) => [
          join(entry.parentPath, entry.name),
          entry.isFile() ? readFileSync(join(entry.parentPath, entry.name), "base64") : "folder",
        ]),
    );
  }

  async function interruptAt(last: number, code: string): Promise<void> {
    const questions = way(code);
    for (const [question, text] of questions.slice(0, last)) await answer(question, text);
    const [question] = questions[last] ?? [/never/];
    await until(new RegExp(`${question.source}[^\\n]*: *$`));
    tmux("send-keys", "-t", "wizard", "C-c");
    await until(/ended with 130/);
    tmux("kill-session", "-t", "wizard");
  }

  const points = Array.from({ length: 11 }, (_, at) => at);
  test("Ctrl-C at each question of a first set-up leaves nothing behind", { timeout: 180_000 }, async () => {
    const before = contentOf(site.path);
    for (const at of points) {
      open("--lang en");
      await interruptAt(at, "CODE");
      expect(contentOf(site.path), `after question ${at}`).toEqual(before);
    }
  });

  test("Ctrl-C at each question of a second one leaves every byte as it was", { timeout: 180_000 }, async () => {
    const first = await setUp(await answersFile({ siNumbers: { OTHER: "UA-1" } }));
    expect(first.code).toBe(0);
    const before = contentOf(site.path);
    for (const at of points) {
      open("--lang en");
      await interruptAt(at, at % 2 === 0 ? "" : "NEW-CODE");
      expect(contentOf(site.path), `after question ${at}`).toEqual(before);
    }
  });

  test("a second one offers what is there, and shows a known device that is silent", { timeout: 90_000 }, async () => {
    await setUp(await answersFile({ ranges: [{ addresses: `127.0.0.1:${devices[0]?.port}`, community: "public" }] }));
    await devices[0]?.stop();
    open("--lang en");
    await answer(/Name of the site \[Office\]/, "");
    await answer(/Address of the central service \(- for none\) \[http/, "");
    await answer(/Enter: stay enrolled as ag-/, "");
    await answer(/Proxy/, "");
    await answer(/Ranges to search, separated by commas \[127\.0\.0\.1:\d+\]/, "");
    await answer(/\[as now: public\]/, "");
    await answer(/CSV/, "");
    await until(/known, silent now +AA2K011004127 +bizhub C360i/);
    await until(/Nothing waits to be sent/);
    await answer(/Keep the settings/, "");
    await until(/ended with 0/);
  });
});
