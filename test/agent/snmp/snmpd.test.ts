import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { probeEitherVersion } from "../../../src/agent/discovery/probe.ts";
import { systemClock } from "../../../src/agent/leaf/clock.ts";
import { Secret } from "../../../src/agent/leaf/secret.ts";
import { DeviceLimitsBook } from "../../../src/agent/snmp/device-limits.ts";
import { NetSnmpClient } from "../../../src/agent/snmp/net-snmp-client.ts";
import type { AuthProtocol, PrivProtocol, UserCredential } from "../../../src/agent/snmp/snmp-client.ts";
import { asItAnswers } from "../../../src/agent/snmp/version-one.ts";
import { describeNeeding, findProgram } from "../../needs.ts";
import { relaxed } from "./udp-device.ts";
import { UdpRelay } from "./udp-relay.ts";

/** usmStatsNotInTimeWindows (RFC 3414 section 5), 1.3.6.1.6.3.15.1.1.2.0, as it stands in a Report. */
const notInTimeWindows = Buffer.from("2b060106030f01010200", "hex");
const sysDescr = "1.3.6.1.2.1.1.1.0";
const authText = "authentication passphrase";
const privText = "encryption passphrase";
const firstEngine = "0x80001f8880000000000000000a";
/** As snmpd names them. */
const auths: Readonly<Record<AuthProtocol, string>> = {
  md5: "MD5",
  sha: "SHA",
  sha224: "SHA-224",
  sha256: "SHA-256",
  sha384: "SHA-384",
  sha512: "SHA-512",
};
const privs: Readonly<Record<PrivProtocol, string>> = {
  des: "DES",
  aes: "AES",
  aes256b: "AES-256",
  aes256r: "AES-256-C",
};
const authNames: readonly AuthProtocol[] = ["md5", "sha", "sha224", "sha256", "sha384", "sha512"];
const privNames: readonly PrivProtocol[] = ["des", "aes", "aes256b", "aes256r"];
const pairs = authNames.flatMap((auth) => privNames.map((priv) => [auth, priv] as const));

const key = (text: string) => new Secret(text);
const priv = (protocol: PrivProtocol, text = privText) => ({ protocol, key: key(text) });
const auth = (protocol: AuthProtocol, text = authText) => ({ protocol, key: key(text) });

describeNeeding("snmpd of net-snmp", ["snmpd"], () => {
  let daemon: ChildProcess;
  let client: NetSnmpClient;
  let port: number;
  let boots = 0;
  /** Where another engine answered than before. */
  const changed: object[] = [];
  let users: readonly string[] = [];
  const folder = mkdtempSync(join(tmpdir(), "snmpd-"));
  const target = (credential: UserCredential) => ({ address: "127.0.0.1", port, credential });
  const ask = (credential: UserCredential) => client.get(target(credential), [sysDescr], relaxed);
  /** Not snmpd.conf: in this folder that is the daemon's own memory. */
  const file = join(folder, "users.conf");

  /** Its own memory is not read beside a given file, so its boots are counted here. */
  async function startDaemon(
    engine: string,
    access: readonly string[] = ["rocommunity public"],
    version: "1" | "2c" = "2c",
  ): Promise<void> {
    boots += 1;
    const identity = [`exactEngineID ${engine}`, `oldEngineID ${engine}`, `engineBoots ${boots}`];
    writeFileSync(file, [...identity, "sysDescr an agent of another maker", ...access, ...users].join("\n"));
    daemon = spawn(findProgram("snmpd") ?? "snmpd", ["-f", "-C", "-c", file, "-Lo", `udp:127.0.0.1:${port}`], {
      env: { ...process.env, SNMP_PERSISTENT_DIR: folder },
      stdio: "ignore",
    });
    const anybody = { address: "127.0.0.1", port, credential: { version, community: key("public") } };
    const quick = { timeoutMs: 200, retryAtMs: [] };
    await vi.waitFor(async () => expect((await client.get(anybody, [sysDescr], quick)).ok).toBe(true), 10_000);
  }

  async function stopDaemon(): Promise<void> {
    daemon.kill();
    await once(daemon, "exit");
  }

  beforeAll(async () => {
    port = await freePort();
    users = pairs.flatMap(([authName, privName]) => [
      `createUser ${authName}${privName} ${auths[authName]} "${authText}" ${privs[privName]} "${privText}"`,
      `rouser ${authName}${privName} auth`,
    ]);
    users = [...users, "createUser keyless", "rouser keyless noauth"];
    client = new NetSnmpClient({
      ...{ sockets: 2, remembered: 100, clock: systemClock, nextRequestId: () => randomInt(2 ** 31) },
      onEngineChanged: (place) => changed.push(place),
    });
    await client.start();
    await startDaemon(firstEngine);
  });

  afterAll(async () => {
    client.close();
    await stopDaemon();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(pairs)("answers a user with %s and %s, signed and encrypted", async (authName, privName) => {
    const user = { version: "3" as const, user: `${authName}${privName}` };
    const signed = await ask({ ...user, level: "authNoPriv", auth: auth(authName) });
    expect(signed).toMatchObject({
      ok: true,
      value: [{ value: { value: Buffer.from("an agent of another maker") } }],
    });
    const secret = await ask({ ...user, level: "authPriv", auth: auth(authName), priv: priv(privName) });
    expect(secret).toMatchObject({ ok: true });
  });

  it("answers a user without a key", async () => {
    expect(await ask({ version: "3", user: "keyless", level: "noAuthNoPriv" })).toMatchObject({ ok: true });
  });

  it("is read on after another engine took its place, which knows nothing of the session", async () => {
    const credential: UserCredential = { version: "3", user: "sha256aes", level: "authNoPriv", auth: auth("sha256") };
    expect(await ask(credential)).toMatchObject({ ok: true });
    await stopDaemon();
    await startDaemon("0x80001f8880000000000000000b");
    expect(changed).toEqual([]);
    for (let turn = 0; turn < 3; turn += 1) expect(await ask(credential)).toMatchObject({ ok: true });
    expect(changed).toEqual([{ address: "127.0.0.1", port }]);
  });

  it("that leaves SNMPv2c out is read in SNMPv1", async () => {
    const access = ["com2sec any default public", "group only v1 any", "view all included .1"];
    const rule = 'access only "" v1 noauth exact all none none';
    await stopDaemon();
    await startDaemon(firstEngine, [...access, rule], "1");
    const engine = { client, limits: new DeviceLimitsBook(systemClock), clock: systemClock };
    const device = { address: "127.0.0.1", port, credential: { version: "2c", community: key("public") } } as const;
    const answer = await probeEitherVersion(engine, device, { timeoutMs: 500, retryAtMs: [] });
    expect(answer).toMatchObject({ ok: true, value: { sysDescr: "an agent of another maker" } });
    expect(asItAnswers(engine, device).credential.version).toBe("1");
    await stopDaemon();
    await startDaemon(firstEngine);
  });

  it("says notInTimeWindow to a session from before its start, which sets its clock and has its answer", async () => {
    const relay = new UdpRelay(port);
    const behind = { address: "127.0.0.1", port: await relay.start() };
    onTestFinished(() => relay.stop());
    const credential: UserCredential = { version: "3", user: "sha256aes", level: "authNoPriv", auth: auth("sha256") };
    const askBehind = () => client.get({ ...behind, credential }, [sysDescr], relaxed);
    const reports = () => relay.answers.filter((bytes) => bytes.includes(notInTimeWindows)).length;
    await stopDaemon();
    await startDaemon(firstEngine);
    expect(await askBehind()).toMatchObject({ ok: true });
    const reportsOfFirstContact = reports();
    await stopDaemon();
    await startDaemon(firstEngine);
    expect(await askBehind()).toMatchObject({ ok: true });
    expect(reports()).toBe(reportsOfFirstContact + 1);
    expect(await askBehind()).toMatchObject({ ok: true });
    expect(reports()).toBe(reportsOfFirstContact + 1);
  });

  describe("tells apart", () => {
    const user = { version: "3", user: "sha256aes" } as const;
    it.each<readonly [string, UserCredential, string]>([
      ["an unknown user", { version: "3", user: "nobody", level: "authNoPriv", auth: auth("sha256") }, "unknownUser"],
      ["a wrong key", { ...user, level: "authNoPriv", auth: auth("sha256", "not the passphrase") }, "wrongDigest"],
      ["a wrong protocol", { ...user, level: "authNoPriv", auth: auth("md5") }, "wrongDigest"],
    ])("%s", async (_name, credential, kind) => {
      expect(await ask(credential)).toMatchObject({ ok: false, failure: { kind } });
    });

    it.each<readonly [string, UserCredential]>([
      [
        "a wrong encryption key",
        { ...user, level: "authPriv", auth: auth("sha256"), priv: priv("aes", "not the passphrase") },
      ],
      ["a context that it does not have", { ...user, level: "authNoPriv", auth: auth("sha256"), context: "nowhere" }],
    ])("%s, which it drops in silence, from a device that is away", async (_name, credential) => {
      const quick = { timeoutMs: 500, retryAtMs: [] };
      const answer = await client.get(target(credential), [sysDescr], quick);
      expect(answer).toMatchObject({ ok: false, failure: { kind: "ignored" } });
      const away = { ...target(credential), port: 9 };
      expect(await client.get(away, [sysDescr], quick)).toMatchObject({ ok: false, failure: { kind: "timeout" } });
    });
  });
});

async function freePort(): Promise<number> {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  await once(socket, "close");
  return port;
}
