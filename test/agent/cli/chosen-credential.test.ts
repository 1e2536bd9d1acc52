import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { loadCommands } from "../../../src/agent/cli/commands.ts";
import { buildProgram } from "../../../src/agent/cli/main.ts";
import { speechIn } from "../../../src/agent/cli/speech.ts";
import { projectFile } from "../../../src/agent/leaf/project-files.ts";
import { temporaryFolder } from "../outbox/temporary-outbox.ts";
import { playingSigned, SignedDevice } from "../snmp/signed-device.ts";
import { authKey } from "../snmp/user-agent.ts";

/** A device with the SNMPv3 user `signed`, by its address and port. */
async function startDevice(): Promise<string> {
  const recording = readFileSync(projectFile("src/simulator/recordings/bizhub-c360i.snmprec"), "utf8");
  const device = new SignedDevice(playingSigned(recording.split("\n"), 1500));
  const { address, port } = await device.start();
  onTestFinished(() => device.stop());
  return `${address}:${port}`;
}

function writeConfig(): string {
  const folder = temporaryFolder(onTestFinished);
  const write = (name: string, content: unknown) =>
    writeFileSync(join(folder, name), JSON.stringify(content), { mode: 0o600 });
  write("mfp-agent.json", {
    site: { name: "Mill" },
    ranges: [{ addresses: "192.168.1.0/24", credentials: ["service"] }],
    credentials: { service: { version: "3", user: "signed", auth: "sha256" } },
  });
  write("secrets.json", { credentials: { service: { authKey } } });
  return join(folder, "mfp-agent.json");
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

  test("finds one", async () => {
    const place = await startDevice();
    const found = JSON.parse(await run("discover", place, "--json", ...named()));
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
    const read = run("read", "127.0.0.1:9", "--config", writeConfig(), "--credential", "office");
    await expect(read).rejects.toMatchObject({
      kind: "usage",
      code: "credential-unknown",
      message: expect.stringContaining('names no credential "office"; it knows public, service'),
    });
  });

  test("is not given beside a community", async () => {
    const stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    onTestFinished(() => stderr.mockRestore());
    const read = run("read", "127.0.0.1:9", "--credential", "service", "--community", "public");
    await expect(read).rejects.toThrow(/'--credential <name>' cannot be used with option '--community <name>'/);
  });
});
