import { expect, onTestFinished, test, vi } from "vitest";
import { loadCommands } from "../../../src/agent/cli/commands.ts";
import { buildProgram } from "../../../src/agent/cli/main.ts";
import { speechIn } from "../../../src/agent/cli/speech.ts";
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
async function discover(range: string): Promise<unknown> {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  onTestFinished(() => write.mockRestore());
  const program = buildProgram(speechIn("en"), await loadCommands("discover"));
  await program.parseAsync(["node", "mfp-agent", "discover", range, "--quick", "--community", "public", "--json"]);
  return JSON.parse(write.mock.calls.map(([text]) => String(text)).join(""));
}

test("a quick search asks whoever answered the broadcast by itself", async () => {
  const device = await startDevice();
  const { port } = device.target();
  expect(await discover(`127.0.0.1:${port}`)).toMatchObject([{ address: `127.0.0.1:${port}`, kind: "konicaMinolta" }]);
  expect(device.requests.length).toBe(2);
});

test("a quick search asks nobody outside the ranges, whoever answers the broadcast", async () => {
  const device = await startDevice();
  expect(await discover(`127.0.0.9:${device.target().port}`)).toEqual([]);
  expect(device.requests.length).toBe(1);
});
