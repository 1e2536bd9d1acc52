import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { loadCommands } from "../../../src/agent/cli/commands.ts";
import { buildProgram } from "../../../src/agent/cli/main.ts";
import { speechIn } from "../../../src/agent/cli/speech.ts";
import { describeNeeding, findProgram } from "../../needs.ts";
import { temporaryFolder } from "../outbox/temporary-outbox.ts";

const authKey = "authentication passphrase";
const privKey = "encryption passphrase";

/** An agent of another maker with the SNMPv3 user `reader`, by its address and port. */
async function startSnmpd(folder: string): Promise<string> {
  const place = `127.0.0.1:${await freePort()}`;
  const file = join(folder, "users.conf");
  const user = [`createUser reader SHA-256 "${authKey}" AES "${privKey}"`, "rouser reader priv"];
  writeFileSync(file, ["sysDescr an agent of another maker", ...user].join("\n"));
  const daemon = spawn(findProgram("snmpd") ?? "snmpd", ["-f", "-C", "-c", file, "-Lo", `udp:${place}`], {
    env: { ...process.env, SNMP_PERSISTENT_DIR: folder },
    stdio: "ignore",
  });
  onTestFinished(async () => {
    daemon.kill();
    await once(daemon, "exit");
  });
  return place;
}

async function freePort(): Promise<number> {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  await once(socket, "close");
  return port;
}

function writeConfig(folder: string, addresses: string): string {
  const write = (name: string, content: unknown) =>
    writeFileSync(join(folder, name), JSON.stringify(content), { mode: 0o600 });
  write("mfp-agent.json", {
    site: { name: "Mill" },
    ranges: [{ addresses, credentials: ["former", "office"] }],
    credentials: {
      former: { version: "3", user: "former" },
      office: { version: "3", user: "reader", auth: "sha256", priv: "aes" },
    },
  });
  write("secrets.json", { credentials: { office: { authKey, privKey } } });
  return join(folder, "mfp-agent.json");
}

describeNeeding("snmpd of net-snmp, asked by the command line", ["snmpd"], () => {
  test("answers the second of two SNMPv3 users of its range", async () => {
    const folder = temporaryFolder(onTestFinished);
    const place = await startSnmpd(folder);
    const config = writeConfig(folder, place);
    const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    onTestFinished(() => write.mockRestore());
    await vi.waitFor(async () => {
      write.mockClear();
      const program = buildProgram(speechIn("en"), await loadCommands("discover"));
      await program.parseAsync(["node", "mfp-agent", "discover", place, "--json", "--config", config]);
      const found: unknown = JSON.parse(write.mock.calls.map(([text]) => String(text)).join(""));
      expect(found).toMatchObject([{ address: place, version: "3", sysDescr: "an agent of another maker" }]);
    }, 20_000);
  }, 30_000);
});
