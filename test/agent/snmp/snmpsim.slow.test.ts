import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { Secret } from "../../../src/agent/leaf/secret.ts";
import { meetDevice } from "../../../src/agent/schedule/meet-device.ts";
import type { SnmpCredential } from "../../../src/agent/snmp/snmp-client.ts";
import { recordingPath } from "../../../src/simulator/snmprec.ts";
import { describeNeeding, findProgram } from "../../needs.ts";
import { library } from "../../recorded-answers.ts";
import { relaxed, startEngine } from "./udp-device.ts";

const recording = "bizhub-c360i";
const key = "a passphrase of snmpsim";
const community = { version: "2c", community: new Secret(recording) } as const;
/** snmpsim chooses the recording by the community, and for a user by the name of the context. */
const user = (context: string): SnmpCredential => ({
  version: "3",
  user: "reader",
  context,
  level: "authPriv",
  auth: { protocol: "sha", key: new Secret(key) },
  priv: { protocol: "aes", key: new Secret(key) },
});

describeNeeding("a recording played by snmpsim", ["snmpsimd", "root"], () => {
  const folder = mkdtempSync(join(tmpdir(), "snmpsim-"));
  let stop = async () => {};
  let port = 0;

  beforeAll(async () => {
    port = await freePort();
    chmodSync(folder, 0o777);
    copyFileSync(recordingPath(recording), join(folder, `${recording}.snmprec`));
    const keys = [`--v3-auth-key=${key}`, "--v3-auth-proto=SHA", `--v3-priv-key=${key}`, "--v3-priv-proto=AES"];
    const places = [`--data-dir=${folder}`, `--cache-dir=${folder}`, `--agent-udpv4-endpoint=127.0.0.1:${port}`];
    const owner = ["--process-user=nobody", "--process-group=nogroup"];
    const program = findProgram("snmpsimd") ?? "";
    const daemon = spawn(program, [...places, ...owner, "--v3-user=reader", ...keys], { stdio: "ignore" });
    stop = async () => {
      daemon.kill();
      await once(daemon, "exit");
      rmSync(folder, { recursive: true });
    };
    // It indexes its files for some seconds, and is silent until then.
    await vi.waitFor(async () => expect(await meet(community)).toMatchObject({ ok: true }), 50_000);
  }, 60_000);

  afterAll(() => stop());

  async function meet(credential: SnmpCredential) {
    const engine = await startEngine();
    const interview = { engine, library, options: relaxed, stamp: () => "2026-11-22T08:00:00.000Z" };
    const met = await meetDevice(interview, { address: "127.0.0.1", port, credential });
    engine.client.close();
    return met;
  }

  it("is read by a user in its context as by its community", async () => {
    const [open, secret] = [await meet(community), await meet(user(recording))];
    expect(open.ok && open.value.reading.complete).toBe(true);
    expect(secret.ok && secret.value.reading).toEqual(open.ok && open.value.reading);
  }, 60_000);

  it("is not there for a user in another context", async () => {
    expect(await meet(user("elsewhere"))).toMatchObject({ ok: false });
  }, 60_000);
});

async function freePort(): Promise<number> {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  await once(socket, "close");
  return port;
}
