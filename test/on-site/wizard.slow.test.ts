import { hash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type SetupKey, setupWords } from "../../src/agent/cli/words/setup-words.ts";
import { type Central, startCentral } from "../../src/central/compose.ts";
import { importRegistry } from "../../src/central/registry-import.ts";
import { startDevice } from "../../src/simulator/site.ts";
import type { VirtualDevice } from "../../src/simulator/virtual-device.ts";
import { runProgram } from "../end-to-end/run-program.ts";
import { describeNeeding } from "../needs.ts";
import { SiteFolder } from "./site-folder.ts";
import { Terminal } from "./terminal.ts";

const patience = { timeout: 240_000 };
const serial = "AA2K011004127";

describeNeeding("the wizard in a terminal", ["tmux"], () => {
  let site: SiteFolder;
  let central: Central;
  let device: VirtualDevice;
  let other: VirtualDevice;
  let config: string;
  let terminal: Terminal;
  beforeEach(async () => {
    site = new SiteFolder();
    config = join(site.path, "mfp-agent.json");
    central = await startCentral({ dataDir: join(site.path, "central") });
    device = await startDevice({ recording: "bizhub-c360i" });
    other = await startDevice({ recording: "hp-like-color" });
    terminal = new Terminal(site.path);
  });
  afterEach(async () => {
    terminal.end();
    await Promise.all([central.stop(), device.stop(), other.stop()]);
    site.remove();
  });

  const open = (words: readonly string[], environment?: string) =>
    terminal.open([...words, "--config", config], environment);
  const run = (...words: readonly string[]) => runProgram("agent", [...words, "--config", config]);
  const read = (name: string) => readFileSync(join(site.path, name), "utf8");

  async function setUp(more: object): Promise<void> {
    const answers = {
      siteName: "Office",
      centralUrl: central.url,
      enrolmentCode: await central.createCode("Office"),
      stateFolder: "state",
      statusPagePort: 0,
      ...more,
    };
    const file = site.write("answers.json", JSON.stringify(answers));
    const { stderr, code } = await runProgram("agent", ["setup", "--config", config, "--answers", file]);
    expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
  }

  test("asks, searches, shows what will leave, and ends with central's confirmation", patience, async () => {
    const registry = "si,serial,customer,site,person,email,contract,status,reason,deadlineHours\n";
    await importRegistry(central.store, registry, { nowMs: Date.now(), holidays: new Set() });
    open(["setup", "--lang", "uk"], "HTTPS_PROXY=http://joe:CANARY-1@proxy.example:3128");
    await terminal.answer(/Назва об’єкта/, "Офіс");
    await terminal.answer(/Адреса центрального сервісу/, central.url);
    await terminal.answer(/Одноразовий код/, await central.createCode("Office"));
    await terminal.answer(/Проксі/, "");
    await terminal.answer(/Діапазони/, "10.0.0.0/8");
    await terminal.until(/Не так: /);
    await terminal.answer(/Діапазони/, `127.0.0.1:${device.port}, 127.0.0.1:${other.port}`);
    await terminal.answer(/SNMP у/, "");
    await terminal.answer(/Спільнота читання/, "");
    await terminal.answer(/SNMP у/, "3");
    await terminal.answer(/Користувач читання/, "reader");
    await terminal.answer(/контекст/, "floor-2");
    await terminal.answer(/Автентифікація/, "sha256");
    await terminal.answer(/Її пароль/, "CANARY-2");
    await terminal.answer(/Шифрування/, "aes");
    await terminal.answer(/Його пароль/, "CANARY-3");
    await terminal.answer(/CSV/, "");
    await terminal.answer(/Номер SI для bizhub C360i, AA2K011004127/, "UA-104233");
    await terminal.answer(/Показати кожен байт/, "так");
    await terminal.until(/"id": "total"/);
    expect(existsSync(config)).toBe(false);
    await terminal.answer(/Надіслати це та зберегти/, "");
    await terminal.until(/Сервіс підтвердив записів: [1-9]/);
    await terminal.until(/ended with 0/);
    expect(terminal.screen()).not.toContain("CANARY");
    expect(JSON.parse(read("mfp-agent.json"))).toMatchObject({
      site: { name: "Офіс" },
      central: { proxyUrl: "http://joe@proxy.example:3128" },
      ranges: [{ credentials: ["public"] }, { credentials: ["user-1"] }],
      credentials: { "user-1": { version: "3", user: "reader", context: "floor-2", auth: "sha256", priv: "aes" } },
    });
    expect(JSON.parse(read("secrets.json"))).toEqual({
      proxyPassword: "CANARY-1",
      credentials: { "user-1": { authKey: "CANARY-2", privKey: "CANARY-3" } },
    });
    expect(read("si-numbers.csv")).toBe(`serial,si\n${serial},UA-104233\n`);
    const known = await central.store.transact((tables) => tables.devices());
    expect(known.map(({ identity }) => identity.value.si)).toEqual(["UA-104233"]);
    expect(existsSync(join(terminal.home, "state", "mfp-agent"))).toBe(true);
  });

  type Step = readonly [question: SetupKey, answer: string];
  type Way = readonly [command: readonly string[], steps: readonly Step[]];

  /** Ways through the set-up that meet all its questions; no address of 192.0.2.0/24 (RFC 5737) is ever asked. */
  const setupWays = (code: Step): readonly Way[] => [
    [
      ["setup", "--lang", "en"],
      [
        ["ask.siteName", "Other"],
        ["ask.centralUrl", "-"],
        ["ask.ranges", `127.0.0.1:${device.port}`],
        ["ask.access", "2c"],
        ["ask.community", "public"],
        ["ask.siNumbersFile", "-"],
        ["ask.si", "-"],
        ["ask.keep", "y"],
      ],
    ],
    [
      ["setup", "--lang", "en"],
      [
        ["ask.siteName", "Other"],
        ["ask.centralUrl", central.url],
        code,
        ["ask.proxyUrl", "http://joe@127.0.0.1:9"],
        ["ask.proxyPassword", "secret"],
        ["ask.ranges", "10.0.0.0/16"],
        ["ask.broad", "n"],
        ["ask.ranges", `192.0.2.9, !192.0.2.9, 127.0.0.1:${device.port}`],
        ["ask.own", "y"],
        ["ask.access", "3"],
        ["ask.v3User", "reader"],
        ["ask.v3Context", "-"],
        ["ask.v3Auth", "sha256"],
        ["ask.v3AuthKey", "password"],
        ["ask.v3Priv", "aes"],
        ["ask.v3PrivKey", "password"],
        ["ask.access", "2c"],
        ["ask.community", "public"],
        ["ask.siNumbersFile", "-"],
        ["ask.si", "UA-7"],
        ["ask.showAll", "n"],
        ["ask.goOn", "y"],
        ["ask.keepUnsent", "y"],
      ],
    ],
  ];
  const endWays = (): readonly Way[] => [
    [["support-bundle", join(site.path, "bundle.json"), "--lang", "en"], [["ask.bundle", "y"]]],
    [["decommission", "--lang", "en"], [["ask.wipe", "y"]]],
  ];

  /** What of a question stands in it whatever it is about. */
  function wordsOf(question: SetupKey): RegExp {
    const parts = setupWords[question].en.split(/\{\w+\}/);
    const longest = parts.reduce((one, next) => (next.length > one.length ? next : one));
    return new RegExp(RegExp.escape(longest.trim()));
  }

  /** Interrupts each question at the first place where it is asked; answers which there were. */
  async function interruptEach(ways: readonly Way[], expectOld: (question: SetupKey) => void): Promise<Set<SetupKey>> {
    const met = new Set<SetupKey>();
    for (const [command, steps] of ways) {
      for (const [at, [question]] of steps.entries()) {
        if (met.has(question)) continue;
        met.add(question);
        open(command);
        for (const [before, text] of steps.slice(0, at)) await terminal.answer(wordsOf(before), text);
        await terminal.untilAsked(wordsOf(question));
        terminal.press("C-c");
        await terminal.until(/ended with 130/);
        terminal.close();
        expectOld(question);
      }
    }
    return met;
  }

  /** Every file and folder with the hash of its content, but for what central and the terminal keep there. */
  function contentOf(folder: string): Record<string, string> {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return Object.fromEntries(
      entries
        .map((entry) => [join(entry.parentPath, entry.name), entry.isFile()] as const)
        .filter(([path]) => !/\/(tmux-|central)/.test(path))
        .map(([path, isFile]) => [path, isFile ? hash("sha256", readFileSync(path)) : "folder"]),
    );
  }

  const questions = Object.keys(setupWords).filter((key) => key.startsWith("ask."));
  const onlyLater = ["ask.enrolmentCodeKept", "ask.bundle", "ask.wipe"];
  const onlyFirst = ["ask.enrolmentCode"];

  test("Ctrl-C at each question of a first set-up leaves nothing behind", patience, async () => {
    const before = contentOf(site.path);
    const met = await interruptEach(setupWays(["ask.enrolmentCode", "CODE"]), (question) => {
      const after = contentOf(site.path);
      // The next set-up's ledger must tell of the attempt to enrol.
      const left = Object.entries(after).filter(([path]) => /\/state(\/|$)/.test(path));
      const ledger = question === "ask.keepUnsent" ? Object.fromEntries(left) : {};
      expect(after, question).toEqual({ ...before, ...ledger });
    });
    expect([...met, ...onlyLater].sort()).toEqual(questions.sort());
  });

  test("Ctrl-C at each question of a later command leaves every byte as it was", patience, async () => {
    await setUp({ ranges: [{ addresses: `127.0.0.1:${device.port}` }], siNumbers: { OTHER: "UA-1" } });
    const before = contentOf(site.path);
    const devicesBefore = await run("devices", "--json");
    const store = join(site.path, "state", "outbox.db");
    const ways = [...endWays(), ...setupWays(["ask.enrolmentCodeKept", "NEW-CODE"])];
    const met = await interruptEach(ways, (question) => {
      const after = contentOf(site.path);
      // The ledger must tell of the attempt to enrol, whatever is answered afterwards.
      const ledger = question === "ask.keepUnsent" ? { [store]: after[store] } : {};
      expect(after, question).toEqual({ ...before, ...ledger });
    });
    expect(await run("devices", "--json")).toEqual(devicesBefore);
    expect([...met, ...onlyFirst].sort()).toEqual(questions.sort());
  });

  test("a later one offers all that is there, and Enter to all of it changes nothing", patience, async () => {
    site.write("si.csv", `serial,si\n${serial},UA-104233\n`);
    const user = { version: "3", user: "reader", context: "floor-2", auth: "sha", priv: "des" };
    await setUp({
      ranges: [
        { addresses: `127.0.0.1:${device.port}`, exclude: ["127.0.0.9"], community: "public" },
        {
          addresses: "192.0.2.9",
          exclude: ["127.0.0.9", "192.0.2.9"],
          credentials: ["user-1"],
          isOwnPublicRange: true,
        },
      ],
      credentials: { "user-1": { ...user, authKey: "password-1", privKey: "password-2" } },
      siNumbersFile: "si.csv",
    });
    await run("config", "set", "central.proxyUrl", "http://joe@127.0.0.1:9");
    site.write("secrets.json", JSON.stringify({ ...JSON.parse(read("secrets.json")), proxyPassword: "CANARY" }));
    const before = [JSON.parse(read("mfp-agent.json")), JSON.parse(read("secrets.json"))];
    open(["setup", "--lang", "en"]);
    await terminal.answer(/Name of the site \[Office\]/, "");
    await terminal.answer(/Address of the central service \(- for none\) \[http/, "");
    await terminal.answer(/Enter: stay enrolled as ag-/, "");
    await terminal.answer(/Proxy on the way there \(- for none\) \[http:\/\/joe@127\.0\.0\.1:9\]/, "");
    await terminal.answer(/\[127\.0\.0\.1:\d+, !127\.0\.0\.9, 192\.0\.2\.9, !192\.0\.2\.9\]/, "");
    await terminal.answer(/\[as now: public\]/, "");
    await terminal.answer(/\[as now: user-1\]/, "3");
    await terminal.answer(/user \[reader\]/, "");
    await terminal.answer(/context \(- : none\) \[floor-2\]/, "");
    await terminal.answer(/Authentication \(- : none\) \[sha\]/, "");
    await terminal.answer(/Its password/, "password-1");
    await terminal.answer(/Encryption \(- : none\) \[des\]/, "");
    await terminal.answer(/Its password/, "password-2");
    await terminal.answer(/CSV with the columns serial and si \(- for none\) \[si\.csv\]/, "");
    await terminal.answer(/Show every byte/, "");
    await terminal.answer(/Send this and keep/, "");
    await terminal.until(/Central confirmed [1-9]/);
    await terminal.until(/ended with 0/);
    expect(terminal.screen()).toMatch(/Konica Minolta +AA2K011004127 +UA-104233 +KONICA/);
    expect(terminal.screen()).not.toContain("CANARY");
    expect([JSON.parse(read("mfp-agent.json")), JSON.parse(read("secrets.json"))]).toEqual(before);
  });

  test("a later one shows a known device that is silent", patience, async () => {
    await setUp({ ranges: [{ addresses: `127.0.0.1:${device.port}` }] });
    await device.stop();
    open(["setup", "--lang", "en"]);
    for (const question of [/Name of/, /Address/, /stay enrolled/, /Proxy/, /Ranges/, /as now: public/, /CSV/])
      await terminal.answer(question, "");
    await terminal.until(/known, silent now +AA2K011004127 +bizhub C360i/);
    await terminal.until(/Nothing waits to be sent/);
    await terminal.answer(/Keep the settings/, "");
    await terminal.until(/ended with 0/);
  });
});
