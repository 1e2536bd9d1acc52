import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Secret } from "../../../src/agent/leaf/secret.ts";
import type { NetSnmpClient } from "../../../src/agent/snmp/net-snmp-client.ts";
import type { SnmpTarget, UserCredential } from "../../../src/agent/snmp/snmp-client.ts";
import { forgeFrom, securityOf } from "./forged-answer.ts";
import { impatient, relaxed, startEngine } from "./udp-device.ts";
import { authKey, privKey, sysDescr, UserAgent } from "./user-agent.ts";

const auth = { protocol: "sha256", key: new Secret(authKey) } as const;
const priv = { protocol: "aes", key: new Secret(privKey) } as const;
const signed: UserCredential = { version: "3", user: "signed", level: "authNoPriv", auth };
const open: UserCredential = { version: "3", user: "open", level: "noAuthNoPriv" };
const secret: UserCredential = { version: "3", user: "secret", level: "authPriv", auth, priv };

let client: NetSnmpClient;
let agent: UserAgent;
let port: number;
/** Where another engine than before answered. */
let changed: object[];

beforeEach(async () => {
  changed = [];
  ({ client } = await startEngine({ onEngineChanged: (place) => changed.push(place) }));
  agent = new UserAgent();
  port = await agent.start();
});

afterEach(() => {
  client.close();
  agent.stop();
});

function target(credential: UserCredential): SnmpTarget {
  return { address: "127.0.0.1", port, credential };
}

describe("a user of SNMPv3", () => {
  it.each([
    ["signed", signed],
    ["encrypted", secret],
  ])("gets values in %s answers, again and again", async (_name, credential) => {
    const device = target(credential);
    for (let turn = 0; turn < 3; turn += 1) {
      expect(await client.get(device, [sysDescr, "1.3.6.1.9.0"], relaxed)).toEqual({
        ok: true,
        value: [
          { oid: sysDescr, value: { type: "octets", value: Buffer.from("bizhub C360i") } },
          { oid: "1.3.6.1.9.0", value: { type: "noSuchObject", value: null } },
        ],
      });
    }
  });

  it("gets rows by GETBULK", async () => {
    const request = { oids: ["1.3.6.1.2.1.1"], nonRepeaters: 0, maxRepetitions: 2 };
    const answer = await client.getBulk(target(secret), request, relaxed);
    expect(answer.ok && answer.value.rows[0]?.oid).toBe(sysDescr);
  });

  it.each([
    [1, "unsupportedLevel"],
    [2, "notInTimeWindow"],
    [3, "unknownUser"],
    [5, "wrongDigest"],
    [6, "decryption"],
  ])("is told what is wrong when the device reports usmStats %i", async (statistic, kind) => {
    const report = Buffer.from("2b060106030f01010300", "hex");
    agent.tamper = (answer) => {
      const at = answer.indexOf(report);
      if (at >= 0) answer[at + report.length - 2] = statistic;
      return answer;
    };
    const answer = await client.get(target({ ...signed, user: "nobody" }), [sysDescr], impatient);
    expect(answer).toMatchObject({ ok: false, failure: { kind } });
  });

  it("is told that the context is refused when the device reports anything but of users", async () => {
    const unknownUsers = Buffer.from("2b060106030f01010300", "hex");
    const unknownContexts = Buffer.from("2b060106030c01050000", "hex");
    agent.tamper = (answer) => {
      const at = answer.indexOf(unknownUsers);
      if (at >= 0) unknownContexts.copy(answer, at);
      return answer;
    };
    const answer = await client.get(target({ ...signed, user: "nobody" }), [sysDescr], impatient);
    expect(answer).toMatchObject({ ok: false, failure: { kind: "unknownContext" } });
  });

  it("is ignored by a device that does not report a wrong key, and no secret shows", async () => {
    const wrong = { ...signed, auth: { ...auth, key: new Secret("not the right one") } };
    const answer = await client.get(target(wrong), [sysDescr], impatient);
    expect(answer).toMatchObject({ ok: false, failure: { kind: "ignored" } });
    expect(JSON.stringify(answer)).not.toContain("not the right one");
  });

  it("does not take an answer whose signature was taken off", async () => {
    agent.tamper = (answer) => {
      const flags = answer.indexOf(Buffer.from("040101020103", "hex"));
      if (flags >= 0) answer[flags + 2] = 0;
      return answer;
    };
    const answer = await client.get(target(signed), [sysDescr], impatient);
    expect(answer).toMatchObject({ ok: false, failure: { kind: "malformed" } });
  });

  it("does not take an answer that was changed on the way", async () => {
    agent.tamper = (answer) => {
      const at = answer.indexOf("C360i");
      if (at >= 0) answer.write("C999i", at);
      return answer;
    };
    const answer = await client.get(target(signed), [sysDescr], impatient);
    const message = "the answer is not signed with the authentication key";
    expect(answer).toMatchObject({ ok: false, failure: { kind: "malformed", message } });
  });

  it.each([
    ["garbage", () => Buffer.from("garbage")],
    ["truncated answers", (answer: Buffer) => answer.subarray(0, -5)],
    [
      "answers of SNMPv2c",
      () => Buffer.from("301c02010104067075626c6963a20f0201070201000201003004300206 00".replace(" ", ""), "hex"),
    ],
  ])("sees no crash and no silence from %s", async (_name, tamper) => {
    agent.tamper = tamper;
    const answer = await client.get(target(signed), [sysDescr], impatient);
    expect(answer).toMatchObject({ ok: false, failure: { kind: "malformed" } });
  });
});

describe("another engine in the place of a device", () => {
  beforeEach(async () => {
    expect(await client.get(target(signed), [sysDescr], relaxed)).toMatchObject({ ok: true });
    agent = await agent.replace();
  });

  it("is discovered after the request that it did not hear", async () => {
    expect(await client.get(target(signed), [sysDescr], impatient)).toMatchObject({ ok: false });
    expect(await client.get(target(signed), [sysDescr], relaxed)).toMatchObject({ ok: true });
  });

  it("is told, once, and not before it answered", async () => {
    await client.get(target(signed), [sysDescr], impatient);
    expect(changed).toEqual([]);
    for (let turn = 0; turn < 2; turn += 1) await client.get(target(signed), [sysDescr], relaxed);
    expect(changed).toEqual([{ address: "127.0.0.1", port }]);
  });
});

describe("a forged answer of SNMPv3", () => {
  const forged = { oid: sysDescr, text: "forged" };
  const malformed = { ok: false, failure: { kind: "malformed" } };
  const bulk = { oids: ["1.3.6.1.2.1.1"], nonRepeaters: 0, maxRepetitions: 2 };
  const asks = {
    get: (credential: UserCredential) => client.get(target(credential), [sysDescr], impatient),
    getNext: (credential: UserCredential) =>
      client.getBulk(target(credential), { ...bulk, maxRepetitions: 1 }, impatient),
    getBulk: (credential: UserCredential) => client.getBulk(target(credential), bulk, impatient),
  };
  const users = [
    ["a noAuthNoPriv", open],
    ["an authNoPriv", signed],
    ["an authPriv", secret],
  ] as const;
  /** The first answer is that to discovery. */
  const forgeOnly = (turn: number, forgery: Parameters<typeof forgeFrom>[1]) => {
    let turns = 0;
    agent.tamper = (answer) => (++turns === turn ? forgeFrom(answer, forgery) : answer);
  };

  it.each(
    users.flatMap(([name, credential]) =>
      (["get", "getNext", "getBulk"] as const).map((ask) => [ask, name, credential] as const),
    ),
  )("is not taken for the Report of discovery: %s of %s user", async (ask, _name, credential) => {
    forgeOnly(1, { ...forged, flags: 0 });
    expect(await asks[ask](credential)).toMatchObject(malformed);
  });

  it.each(users.slice(1))(
    "that is signed is not taken for the Report of discovery either: %s user",
    async (_name, credential) => {
      forgeOnly(1, { ...forged, flags: 1, authKey });
      expect(await asks.get(credential)).toMatchObject(malformed);
    },
  );

  it("is taken where it is secured as was asked, so that the others are refused for their security", async () => {
    const value = [{ oid: sysDescr, value: { type: "octets", value: Buffer.from("forged") } }];
    forgeOnly(2, { ...forged, flags: 0 });
    expect(await asks.get(open)).toEqual({ ok: true, value });
    forgeOnly(2, { ...forged, flags: 1, authKey });
    expect(await asks.get(signed)).toEqual({ ok: true, value });
  });

  it.each([
    ["unsigned", "a signed", signed, { flags: 0 }],
    ["unsigned", "an encrypted", secret, { flags: 0 }],
    ["signed but unencrypted", "an encrypted", secret, { flags: 1, authKey }],
  ])("that is %s does not answer %s request", async (_name, _request, credential, security) => {
    agent.tamper = (answer) => (securityOf(answer) === 0 ? answer : forgeFrom(answer, { ...forged, ...security }));
    expect(await asks.get(credential)).toMatchObject(malformed);
    expect(await asks.getBulk(credential)).toMatchObject(malformed);
  });

  it("is refused when its OIDs are not those asked for, as in SNMPv2c", async () => {
    forgeOnly(2, { oid: "1.3.6.1.6.3.15.1.1.4.0", text: "forged", flags: 1, authKey });
    expect(await asks.get(signed)).toMatchObject(malformed);
  });
});
