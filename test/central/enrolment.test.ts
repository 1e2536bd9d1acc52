import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { AgentState } from "../../src/central/agent-state.ts";
import { agentOfToken, codeLifeMs, createCode, enrol, revoke } from "../../src/central/enrolment.ts";
import { ingest } from "../../src/central/ingest.ts";
import { systemRandom } from "../../src/central/random.ts";
import { type EnrolmentAnswer, enrolmentText } from "../../src/contract/enrolment.ts";
import { agent, Bench } from "./bench.ts";
import { batch, monthClose, numbered, reading, request, toner, uid } from "./records.ts";

const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const { privateKey: strangersKey } = generateKeyPairSync("ed25519");
const signingKey = publicKey.export({ type: "spki", format: "der" }).toString("base64");
/** As an import leaves it: its key is known, and it never called. */
const offline: AgentState = { ...agent, id: "ag-offline", signingKey };

let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await bench.open();
  await bench.store.transact((tables) => tables.addAgent(offline, "a hash"));
});
afterEach(() => bench.close());

const newCode = async () => (await createCode(bench.store, "Mill", bench.time.nowMs, systemRandom)).code;

function come(code: string, signer: KeyObject | null = privateKey): Promise<EnrolmentAnswer | undefined> {
  const proof = signer && sign(null, Buffer.from(enrolmentText(code, signingKey)), signer).toString("base64");
  const asked = { code, version: "1.0.0", hostName: "box", signingKey, ...(proof !== null && { proof }) };
  return enrol(bench.store, asked, bench.time.nowMs, systemRandom, "service key");
}

/** Whose token it is, once it is used for an upload; undefined: nobody's. */
async function useToken(token: string | undefined): Promise<string | undefined> {
  const owner = await agentOfToken(bench.store, token ?? "", bench.time.nowMs);
  if (owner !== undefined) await ingest(bench.store, owner, batch(owner.id, []), bench.time);
  return owner?.id;
}

describe("an agent whose key central knows", () => {
  test("keeps its name, so that what came by hand before is neither ordered nor billed again", async () => {
    const records = numbered([reading(0, 1), toner(1, "raise"), request(2), monthClose(3, "2026-10", 481_234)]);
    await ingest(bench.store, offline, batch(offline.id, records), bench.time, "file");
    const before = await bench.orders();
    expect(before).toHaveLength(2);

    const answer = await come(await newCode());
    expect(answer).toMatchObject({ agent: offline.id, site: "Mill" });
    const owner = await agentOfToken(bench.store, answer?.token ?? "", bench.time.nowMs);
    if (owner === undefined) throw new Error("the token is good");
    expect(owner.site).toBe("Mill");
    const again = await ingest(bench.store, owner, batch(owner.id, records), bench.time);
    expect(again).toMatchObject({ ok: true, added: 0, acknowledgement: { accepted: [[1, 4]] } });
    expect(await bench.orders()).toEqual(before);
    const events = await bench.store.transact((tables) => tables.recordsOf(uid, "event", 9));
    expect(events).toHaveLength(2);
  });

  test.each([
    { what: "without a proof", signer: null },
    { what: "with another key's proof", signer: strangersKey },
  ])("is refused $what, for public keys are no secret", async ({ signer }) => {
    const code = await newCode();
    expect(await come(code, signer)).toBeUndefined();
    expect(await come(code)).toMatchObject({ agent: offline.id });
  });

  test("loses its old token when the new one is used, not before: the answer may be lost", async () => {
    const first = await come(await newCode());
    expect(await useToken(first?.token)).toBe(offline.id);
    const code = await newCode();
    const lost = await come(code);
    const kept = await come(code);
    expect(await useToken(first?.token)).toBe(offline.id);
    expect(await useToken(lost?.token)).toBeUndefined();
    expect(await useToken(kept?.token)).toBe(offline.id);
    expect(await useToken(first?.token)).toBeUndefined();
    expect(await come(code)).toBeUndefined();
  });
});

test("an agent without a key takes its code, though another named an empty one", async () => {
  for (const key of [{ signingKey: "" }, {}, {}]) {
    const asked = { code: await newCode(), version: "1.0.0", hostName: "box", ...key };
    expect(await enrol(bench.store, asked, bench.time.nowMs, systemRandom, "service key")).toBeDefined();
  }
});

describe("a revoked agent", () => {
  test("is refused with the code that it had", async () => {
    const code = await newCode();
    await come(code);
    await revoke(bench.store, offline.id);
    expect(await come(code)).toBeUndefined();
  });

  test("goes on under its name with a fresh code, and its old token stays dead", async () => {
    const old = await come(await newCode());
    expect(await useToken(old?.token)).toBe(offline.id);
    await revoke(bench.store, offline.id);
    const renewed = await come(await newCode());
    expect(renewed?.agent).toBe(offline.id);
    expect(await useToken(old?.token)).toBeUndefined();
    expect(await useToken(renewed?.token)).toBe(offline.id);
  });

  test("stays revoked when the code is expired", async () => {
    await revoke(bench.store, offline.id);
    const code = await newCode();
    bench.clock.pass(codeLifeMs);
    expect(await come(code)).toBeUndefined();
    expect(await bench.store.transact((tables) => tables.agent(offline.id))).toMatchObject({ isRevoked: true });
  });
});
