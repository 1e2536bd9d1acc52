import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Chance } from "../../scripts/soak/chance.ts";
import { FaultProxy } from "../../scripts/soak/fault-proxy.ts";
import { type Central, startCentral } from "../../src/central/compose.ts";
import { importRegistry } from "../../src/central/registry-import.ts";
import { startDevice } from "../../src/simulator/site.ts";
import type { VirtualDevice } from "../../src/simulator/virtual-device.ts";
import { runProgram, startProgram } from "../end-to-end/run-program.ts";
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

  test("sends what it showed and no more, whatever central answers", async () => {
    const registry = "si,serial,customer,site,person,email,contract,status,reason,deadlineHours\n";
    const line = "UA-104233,AA2K011004127,Customer,Office,,,C-1,active,,24\n";
    await importRegistry(central.store, registry + line, { nowMs: Date.now(), holidays: new Set() });
    const { stdout } = await setUp(await answersFile());
    const [, shown] = /first upload: (\d+) records/.exec(stdout) ?? [];
    expect(stdout).toContain(`Central confirmed ${shown} records`);
  });

  test("needs neither a file nor a folder: every answer is a flag as well", async () => {
    const file = join(site.path, "new", "mfp-agent.json");
    const code = await central.createCode("Office");
    const words = ["--yes", "--site-name", "Office", "--central-url", central.url, "--enrolment-code", code];
    const places = ["--state-folder", "state", "--status-page-port", "0", "--si", "AA2K011004127=UA-7"];
    const where = ["--range", ...ranges().map(({ addresses }) => addresses)];
    const { stdout, stderr } = await runProgram("agent", ["setup", "--config", file, ...words, ...places, ...where]);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/Central confirmed [1-9]\d* records/);
    const [device] = await recordsAtCentral();
    expect(device?.identity.value.si).toBe("UA-7");
    expect(existsSync(file)).toBe(true);
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

  test("without a code announces nothing to leave, and nothing leaves", async () => {
    const { stdout, code } = await setUp(await answersFile({ enrolmentCode: null }));
    expect(stdout).toMatch(/Without a one-time code nothing leaves the network\.\nNot enrolled yet/);
    expect(stdout).not.toMatch(/enrolment:|first upload/);
    expect(code).toBe(0);
  });

  test("with a wrong code changes nothing", async () => {
    const { stderr, code } = await setUp(await answersFile({ enrolmentCode: "WRONG-WRONG" }));
    expect(stderr).toMatch(/did not take the one-time code: wrong, used or expired/);
    expect(code).toBe(69);
    expect(readdirSync(site.path).sort()).toEqual(["answers.json", "central", "state.setup"]);
    expect(readdirSync(join(site.path, "state.setup"))).toEqual(["former-exchanges.json"]);
  });

  test("that failed before is in the ledger with what it sent", async () => {
    for (const code of ["WRONG-WRONG", "WRONG-AGAIN"]) await setUp(await answersFile({ enrolmentCode: code }));
    expect((await setUp(await answersFile())).code).toBe(0);
    const { stdout } = await runProgram("agent", ["ledger", "--json", "--config", config]);
    const sent = JSON.parse(stdout).toReversed();
    expect(sent).toMatchObject([
      { what: "enrolment", outcome: "unauthorized", sentBytes: expect.any(Number) },
      { what: "enrolment", outcome: "unauthorized" },
      { what: "enrolment", outcome: "taken" },
      { what: "upload", outcome: "taken" },
    ]);
    expect(sent[0].sentBytes).toBeGreaterThan(0);
    expect(existsSync(join(site.path, "state.setup"))).toBe(false);
  });

  test("keeps its key where central's answer was lost, and enrols with the same code the next time", async () => {
    const proxy = new FaultProxy(() => Number(new URL(central.url).port), new Chance(1));
    const answers = await answersFile({ centralUrl: `http://127.0.0.1:${await proxy.start()}` });
    proxy.hold("lostAnswer");
    expect((await setUp(answers)).code).toBe(69);
    expect(readdirSync(site.path).sort()).toEqual(["answers.json", "central", "state.setup"]);
    expect(readdirSync(join(site.path, "state.setup"))).toEqual(["former-exchanges.json", "signing-key.pem"]);
    proxy.hold(undefined);
    expect((await setUp(answers)).code).toBe(0);
    await proxy.stop();
    expect(await central.store.transact((tables) => tables.agents())).toHaveLength(1);
    expect(existsSync(join(site.path, "state.setup"))).toBe(false);
  });

  test.each(["caFile", "siNumbersFile"])("tells before the search that %s cannot be read", async (name) => {
    const { stdout, stderr, code } = await setUp(await answersFile({ [name]: "missing" }));
    expect(stdout).toBe("");
    expect(stderr).toMatch(/missing: cannot be read: there is no such file/);
    expect(code).toBe(78);
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
    expect(agent).toMatchObject({ isRevoked: true, heartbeat: { body: { isLast: true } } });
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
