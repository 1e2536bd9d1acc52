import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { loadCommands } from "../../../src/agent/cli/commands.ts";
import { buildProgram } from "../../../src/agent/cli/main.ts";
import { speechIn } from "../../../src/agent/cli/speech.ts";
import { temporaryFolder } from "../outbox/temporary-outbox.ts";
import { playing, UdpDevice } from "../snmp/udp-device.ts";

/** Linux hands what is sent to loopback's broadcast address to a socket at every address: here it is a site's network. */
const loopback = { family: "IPv4", address: "127.0.0.1", cidr: "127.0.0.1/8", internal: false };
vi.mock(import("node:os"), async (original) => {
  const os = await original();
  // Of an interface only these four fields are looked at.
  const networkInterfaces = () => ({ lo: [loopback] }) as unknown as ReturnType<typeof os.networkInterfaces>;
  return { ...os, networkInterfaces };
});

async function startDevice(): Promise<UdpDevice> {
  const device = new UdpDevice(playing(["1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.18334.1.1.1.2.1.155.2.1"]), "0.0.0.0");
  await device.start();
  onTestFinished(() => device.stop());
  return device;
}

/** What `discover --quick` finds in a range. */
async function discover(range: string, ...words: readonly string[]): Promise<unknown> {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  onTestFinished(() => write.mockRestore());
  const program = buildProgram(speechIn("en"), await loadCommands("discover"));
  await program.parseAsync(["node", "mfp-agent", "discover", range, "--quick", "--json", ...words]);
  return JSON.parse(write.mock.calls.map(([text]) => String(text)).join(""));
}

test("a quick search asks whoever answered the broadcast by itself", async () => {
  const device = await startDevice();
  const { port } = device.target();
  expect(await discover(`127.0.0.1:${port}`, "--community", "public")).toMatchObject([
    { address: `127.0.0.1:${port}`, kind: "konicaMinolta" },
  ]);
  expect(device.requests.length).toBe(2);
});

test("a quick search asks nobody outside the ranges, whoever answers the broadcast", async () => {
  const device = await startDevice();
  expect(await discover(`127.0.0.9:${device.target().port}`, "--community", "public")).toEqual([]);
  expect(device.requests.length).toBe(1);
});

test("a quick search says a named credential to a whole network only after a yes, though its ranges hold the given one", async () => {
  const device = await startDevice();
  const place = `127.0.0.1:${device.target().port}`;
  const asked = ["--config", writeConfig(place), "--credential", "office"];
  await expect(discover(place, ...asked)).rejects.toMatchObject({ kind: "usage", code: "credential-outside" });
  expect(device.requests.length).toBe(0);
  expect(await discover(place, ...asked, "--outside")).toMatchObject([{ address: place }]);
});

/** One range, whose devices are asked with `office`. */
function writeConfig(addresses: string): string {
  const folder = temporaryFolder(onTestFinished);
  const write = (name: string, content: unknown) =>
    writeFileSync(join(folder, name), JSON.stringify(content), { mode: 0o600 });
  const credentials = { office: { version: "2c" } };
  write("mfp-agent.json", { site: { name: "Mill" }, ranges: [{ addresses, credentials: ["office"] }], credentials });
  write("secrets.json", { credentials: { office: { community: "public" } } });
  return join(folder, "mfp-agent.json");
}
