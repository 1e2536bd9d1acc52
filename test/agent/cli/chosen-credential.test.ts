import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { configVariable } from "../../../src/agent/cli/command-options.ts";
import { loadCommands } from "../../../src/agent/cli/commands.ts";
import { isThere } from "../../../src/agent/cli/config-places.ts";
import { buildProgram } from "../../../src/agent/cli/main.ts";
import { speechIn } from "../../../src/agent/cli/speech.ts";
import { projectFile } from "../../../src/agent/leaf/project-files.ts";
import { startDevice as startSimulated } from "../../../src/simulator/site.ts";
import { describeUnless } from "../../needs.ts";
import { temporaryFolder } from "../outbox/temporary-outbox.ts";
import { playingSigned, SignedDevice } from "../snmp/signed-device.ts";
import { authKey } from "../snmp/user-agent.ts";

const user = { version: "3", user: "signed", auth: "sha256" };
const elsewhere = { addresses: "192.168.1.0/24", credentials: ["service"] };
const ofMachine = "/etc/mfp-agent/mfp-agent.json";

/** A device with the SNMPv3 user `signed`, by its address and port. */
async function startDevice(): Promise<string> {
  const recording = readFileSync(projectFile("src/simulator/recordings/bizhub-c360i.snmprec"), "utf8");
  const device = new SignedDevice(playingSigned(recording.split("\n"), 1500));
  const { address, port } = await device.start();
  onTestFinished(() => device.stop());
  return `${address}:${port}`;
}

/** `service` is the user `signed` of the device, `office` the same with another password. */
function writeConfig(ranges: readonly { addresses: string; credentials: readonly string[] }[] = [elsewhere]): string {
  const folder = join(temporaryFolder(onTestFinished), "mfp-agent");
  mkdirSync(folder);
  const write = (name: string, content: unknown) =>
    writeFileSync(join(folder, name), JSON.stringify(content), { mode: 0o600 });
  write("mfp-agent.json", {
    site: { name: "Mill" },
    ranges,
    credentials: { office: user, service: user },
  });
  write("secrets.json", { credentials: { office: { authKey: "another passphrase" }, service: { authKey } } });
  return join(folder, "mfp-agent.json");
}

/** Makes a folder that of the user's own settings, and no configuration named. */
function live(folder: string): void {
  for (const variable of ["XDG_CONFIG_HOME", "APPDATA"]) vi.stubEnv(variable, folder);
  vi.stubEnv(configVariable, undefined);
  onTestFinished(() => void vi.unstubAllEnvs());
}

/** What is told beside what a command prints. */
function listen(): () => string {
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  onTestFinished(() => write.mockRestore());
  return () => write.mock.calls.map(([text]) => String(text)).join("");
}

/** What a command prints. */
async function run(command: string, ...words: readonly string[]): Promise<string> {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  onTestFinished(() => write.mockRestore());
  const program = buildProgram(speechIn("en"), await loadCommands(command));
  await program.parseAsync(["node", "mfp-agent", command, ...words]);
  return write.mock.calls.map(([text]) => String(text)).join("");
}

describe("a credential that the configuration names", () => {
  const named = () => ["--config", writeConfig(), "--credential", "service"] as const;

  test("reads an SNMPv3 device", async () => {
    const reading = JSON.parse(await run("read", await startDevice(), "--json", ...named()));
    expect(reading).toMatchObject({ device: { model: "bizhub C360i" }, complete: true });
  });

  test("is found in a configuration at the user's own place", async () => {
    live(dirname(dirname(writeConfig())));
    const reading = JSON.parse(await run("read", await startDevice(), "--json", "--credential", "service"));
    expect(reading).toMatchObject({ device: { model: "bizhub C360i" } });
  });

  test("finds one in its ranges", async () => {
    const place = await startDevice();
    const config = writeConfig([{ addresses: place, credentials: ["service"] }]);
    const found = await run("discover", place, "--json", "--config", config, "--credential", "service");
    expect(JSON.parse(found)).toMatchObject([{ address: place, kind: "konicaMinolta", version: "3" }]);
  });

  test.each([
    ["127.0.0.1:9", "service would be heard outside of its ranges by 127.0.0.1:9"],
    ["127.0.0.1-3:9", "service would be heard outside of its ranges by 3 addresses, 127.0.0.1:9 to 127.0.0.3:9"],
  ])("is not sent to %s outside of its ranges before a yes", async (range, message) => {
    const searched = run("discover", range, ...named());
    await expect(searched).rejects.toMatchObject({ kind: "usage", code: "credential-outside", message });
  });

  test("finds one outside of its ranges after a yes", async () => {
    const place = await startDevice();
    const found = JSON.parse(await run("discover", place, "--json", "--outside", ...named()));
    expect(found).toMatchObject([{ address: place, kind: "konicaMinolta", version: "3" }]);
  });

  test("records one", async () => {
    expect(await run("record", await startDevice(), ...named())).toContain("KONICA MINOLTA bizhub C360i");
  });

  test("cannot ask by a broadcast as a user", async () => {
    const searched = run("discover", "127.0.0.0/30", "--quick", ...named());
    await expect(searched).rejects.toMatchObject({ kind: "usage", code: "quick-user" });
  });

  test("is told with those that there are when it is none of them, before anybody is asked", async () => {
    const read = run("read", "127.0.0.1:9", "--config", writeConfig(), "--credential", "cellar");
    await expect(read).rejects.toMatchObject({
      kind: "usage",
      code: "credential-unknown",
      message: expect.stringContaining('names no credential "cellar"; it knows public, office, service'),
    });
  });

  test("is not given beside a community", async () => {
    listen();
    const read = run("read", "127.0.0.1:9", "--credential", "service", "--community", "public");
    await expect(read).rejects.toThrow(/'--credential <name>' cannot be used with option '--community <name>'/);
  });
});

describe("where the configuration is named and no credential", () => {
  const asConfigured = (addresses: string) =>
    ["--config", writeConfig([{ addresses, credentials: ["office", "service"] }])] as const;

  test("a device is read with what its range says, one after the other", async () => {
    const place = await startDevice();
    const reading = JSON.parse(await run("read", place, "--json", ...asConfigured(place)));
    expect(reading).toMatchObject({ device: { model: "bizhub C360i" } });
  });

  test("it is recorded so", async () => {
    const place = await startDevice();
    expect(await run("record", place, ...asConfigured(place))).toContain("KONICA MINOLTA bizhub C360i");
  });

  test("a device in no range is asked nothing", async () => {
    const read = run("read", "127.0.0.1:9", "--config", writeConfig());
    await expect(read).rejects.toMatchObject({
      kind: "usage",
      code: "host-outside",
      message: expect.stringMatching(/^127\.0\.0\.1:9 stands in none of the ranges of .*mfp-agent\.json$/),
    });
  });

  test("a community is what is asked with all the same when it is given", async () => {
    const device = await startSimulated({ recording: "bizhub-c360i" });
    onTestFinished(() => device.stop());
    const place = `${device.address}:${device.port}`;
    const read = await run("read", place, "--json", "--community", "public", "--config", writeConfig());
    expect(JSON.parse(read)).toMatchObject({ device: { model: "bizhub C360i" } });
  });

  test("a search asks where the ranges are, and tells how many addresses it leaves out", async () => {
    const place = await startDevice();
    const [address, port] = place.split(":");
    const told = listen();
    const given = [`${address}-3:${port}`, "--json", ...asConfigured(place)];
    expect(JSON.parse(await run("discover", ...given))).toMatchObject([{ address: place, version: "3" }]);
    expect(told()).toMatch(/^Not asked, for they stand in none of the ranges of .*mfp-agent\.json: 2 addresses\.$/m);
  });

  test("a search outside of all ranges ends before anybody is asked", async () => {
    const searched = run("discover", "127.0.0.0/30", "--config", writeConfig());
    await expect(searched).rejects.toMatchObject({ kind: "usage", code: "host-outside" });
  });

  test("a broadcast needs a word of what it asks with", async () => {
    const searched = run("discover", "127.0.0.0/30", "--quick", "--config", writeConfig());
    await expect(searched).rejects.toMatchObject({ kind: "usage", code: "quick-credential" });
  });
});

describeUnless("a machine without a configuration", isThere(ofMachine) ? `${ofMachine} is there` : "", () => {
  test("asks with the community public", async () => {
    const device = await startSimulated({ recording: "bizhub-c360i" });
    onTestFinished(() => device.stop());
    live(temporaryFolder(onTestFinished));
    const reading = JSON.parse(await run("read", `${device.address}:${device.port}`, "--json"));
    expect(reading).toMatchObject({ device: { model: "bizhub C360i" } });
  });

  test("knows no credential by a name", async () => {
    live(temporaryFolder(onTestFinished));
    const read = run("read", "127.0.0.1:9", "--credential", "service");
    await expect(read).rejects.toMatchObject({ kind: "usage", code: "config-not-named" });
  });
});
