import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Central, startCentral } from "../../src/central/compose.ts";
import { codeLifeMs, revoke } from "../../src/central/enrolment.ts";
import { importRegistry } from "../../src/central/registry-import.ts";
import { WorkOrder } from "../../src/central/work-order.ts";
import { Acknowledgement } from "../../src/contract/batch.ts";
import { EnrolmentAnswer } from "../../src/contract/enrolment.ts";
import { csvOf, ManualClock, makeFolder, registered } from "./bench.ts";
import { batch, fault, heartbeat, identity, numbered, reading, request, toner } from "./records.ts";

let folder: ReturnType<typeof makeFolder>;
let clock: ManualClock;
let central: Central;

const start = async (changes = {}) => {
  central = await startCentral({ dataDir: folder.path, clock, ...changes });
};

beforeEach(async () => {
  folder = makeFolder();
  clock = new ManualClock();
  await start();
});
afterEach(async () => {
  await central.stop();
  folder.remove();
});

function post(
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${central.url}${path}`, { method: "POST", body, headers });
}

async function enrolWith(code: string, signingKey?: string): Promise<Response> {
  return post("/v1/enrolments", JSON.stringify({ code, version: "1.0.0", hostName: "box", signingKey }));
}

async function enrol() {
  return EnrolmentAnswer.parse(await (await enrolWith(await central.createCode("Lviv"))).json());
}

function upload(token: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const bytes = body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
  return post("/v1/batches", bytes, { authorization: `Bearer ${token}`, ...headers });
}

const look = async (path: string): Promise<unknown> => (await fetch(`${central.url}${path}`)).json();

describe("enrolment", () => {
  test("trades a code once", async () => {
    const code = await central.createCode("Lviv");
    expect(await (await enrolWith(code.toLowerCase())).json()).toMatchObject({ site: "Lviv" });
    expect((await enrolWith(code)).status).toBe(403);
  });

  test("answers the same key again, for an answer may be lost, until the agent came with what it got", async () => {
    const code = await central.createCode("Lviv");
    const answers: EnrolmentAnswer[] = [];
    for (let time = 0; time < 3; time += 1)
      answers.push(EnrolmentAnswer.parse(await (await enrolWith(code, "key")).json()));
    expect(new Set(answers.map(({ agent }) => agent)).size).toBe(1);
    expect((await enrolWith(code, "another key")).status).toBe(403);
    const statuses: number[] = [];
    for (const { agent, token } of answers.toReversed()) statuses.push((await upload(token, batch(agent, []))).status);
    expect(statuses).toEqual([200, 401, 401]);
    expect((await enrolWith(code, "key")).status).toBe(403);
  });

  test("refuses an expired code", async () => {
    const code = await central.createCode("Lviv");
    clock.pass(codeLifeMs);
    expect((await enrolWith(code)).status).toBe(403);
  });

  test("refuses to be guessed at, and says when to come back", async () => {
    for (let guess = 0; guess < 10; guess += 1) expect((await enrolWith("WRONG-CODE0")).status).toBe(403);
    const answer = await enrolWith(await central.createCode("Lviv"));
    expect(answer.status).toBe(429);
    clock.pass(Number(answer.headers.get("retry-after")) * 1000);
    expect((await enrolWith(await central.createCode("Lviv"))).status).toBe(200);
  });

  test("refuses a large body, for anybody may send one", async () => {
    expect((await post("/v1/enrolments", " ".repeat(20_000))).status).toBe(413);
  });

  test("keeps neither code nor token readable", async () => {
    const code = await central.createCode("Lviv");
    const { token } = EnrolmentAnswer.parse(await (await enrolWith(code)).json());
    const stored = await central.store.transact(async (tables) => JSON.stringify(await tables.agents()));
    expect(stored).not.toContain(token);
    expect(await central.store.transact((tables) => tables.agentOfToken(token))).toBeUndefined();
  });
});

describe("an old token", () => {
  const hourMs = 3_600_000;
  const sendAs = (token: string, agent: string) => upload(token, batch(agent, []));
  const offeredTo = async (token: string, agent: string) =>
    Acknowledgement.parse(await (await sendAs(token, agent)).json()).newToken;

  test("is renewed by an answer, which may be lost, and ends when the new one is used", async () => {
    const { agent, token } = await enrol();
    expect(await offeredTo(token, agent)).toBeUndefined();
    clock.pass(90 * 24 * hourMs);
    const lost = await offeredTo(token, agent);
    expect(lost).toEqual(expect.any(String));
    expect(await offeredTo(token, agent)).toBeUndefined();
    clock.pass(hourMs);
    const kept = (await offeredTo(token, agent)) ?? "";
    expect(await offeredTo(kept, agent)).toBeUndefined();
    const statuses = [lost ?? "", token, kept].map(async (each) => (await sendAs(each, agent)).status);
    expect(await Promise.all(statuses)).toEqual([401, 401, 200]);
  });

  test("of a revoked agent is not renewed, and neither is what was offered taken", async () => {
    const { agent, token } = await enrol();
    clock.pass(90 * 24 * hourMs);
    const offered = (await offeredTo(token, agent)) ?? "";
    await revoke(central.store, agent);
    expect([(await sendAs(token, agent)).status, (await sendAs(offered, agent)).status]).toEqual([401, 401]);
  });
});

describe("an agent that is taken out of service", () => {
  const leave = (token: string, agent: string) =>
    post("/v1/decommissions", JSON.stringify({ agent }), { authorization: `Bearer ${token}` });

  test("ends its token: whatever comes with it is 401, be its body right or wrong", async () => {
    const { agent, token } = await enrol();
    expect(await (await leave(token, agent)).json()).toEqual({ agent });
    const after = [upload(token, batch(agent, [])), upload(token, {}), leave(token, agent)];
    expect((await Promise.all(after)).map(({ status }) => status)).toEqual([401, 401, 401]);
  });

  test("cannot end another's", async () => {
    const [one, other] = [await enrol(), await enrol()];
    expect((await leave(one.token, other.agent)).status).toBe(422);
    expect((await leave("wrong", other.agent)).status).toBe(401);
    expect((await upload(other.token, batch(other.agent, []))).status).toBe(200);
  });
});

describe("an upload", () => {
  test.each([
    { packing: "plainly", pack: (text: string) => Buffer.from(text), encoding: "identity" },
    { packing: "with gzip", pack: gzipSync, encoding: "gzip" },
    { packing: "with deflate", pack: deflateSync, encoding: "deflate" },
    { packing: "with brotli", pack: brotliCompressSync, encoding: "br" },
  ])("packed $packing is acknowledged", async ({ pack, encoding }) => {
    const { agent, token } = await enrol();
    const body = pack(JSON.stringify(batch(agent, numbered([reading(0, 1)]))));
    const answer = await upload(token, body, { "content-encoding": encoding });
    expect(Acknowledgement.parse(await answer.json()).accepted).toEqual([[1, 1]]);
  });

  test.each([
    { what: "with a wrong token", token: "wrong", body: {}, headers: {}, status: 401 },
    { what: "that is no JSON", body: Buffer.from("{"), headers: {}, status: 400 },
    { what: "in a strange encoding", body: {}, headers: { "content-encoding": "zip" }, status: 415 },
    { what: "that is no batch", body: {}, headers: {}, status: 422 },
    { what: "that is too large", body: Buffer.alloc(8_400_000, " "), headers: {}, status: 413 },
    {
      what: "that swells beyond the limit",
      body: gzipSync(Buffer.alloc(100_000_000)),
      headers: { "content-encoding": "gzip" },
      status: 413,
    },
  ])("$what is refused", async ({ token, body, headers, status }) => {
    const enrolled = await enrol();
    const answer = await upload(token ?? enrolled.token, body, headers as Record<string, string>);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ code: expect.any(String), text: expect.any(String) });
  });

  test("of a revoked agent is refused", async () => {
    const { agent, token } = await enrol();
    await revoke(central.store, agent);
    expect((await upload(token, batch(agent, []))).status).toBe(401);
  });

  test("with one bad record loses that one alone", async () => {
    const { agent, token } = await enrol();
    const [good, bad] = numbered([reading(0, 1), reading(1, 2)]);
    const answer = await upload(token, { ...batch(agent, []), records: [good, { ...bad, kind: "nonsense" }] });
    expect(await answer.json()).toMatchObject({ accepted: [[1, 1]], rejected: [{ seq: 2, code: "schema" }] });
  });
});

test("a restart keeps agents, devices and orders, and orders nothing again", async () => {
  const { agent, token } = await enrol();
  const body = batch(agent, numbered([reading(0, 1), toner(0, "raise")]));
  await upload(token, body);
  const before = [await look("/api/devices"), await look("/api/orders")];
  await central.stop();
  await start();
  expect((await upload(token, body)).status).toBe(200);
  expect([await look("/api/devices"), await look("/api/orders")]).toEqual(before);
});

test("a need that waits is ordered by the clock alone", async () => {
  const { agent, token } = await enrol();
  await upload(token, batch(agent, numbered([toner(0, "raise")]), { eventsRemaining: 3 }));
  expect(await look("/api/orders")).toEqual([]);
  clock.pass(16 * 60_000);
  await expect.poll(() => look("/api/orders"), { timeout: 10_000 }).toMatchObject([{ number: "TO-2026-000001" }]);
});

test("a missed promise is told once", async () => {
  const events: string[] = [];
  const note = (event: string) => void events.push(event);
  await central.stop();
  await start({ log: { info() {}, warn: note, error: note } });
  const { agent, token } = await enrol();
  await upload(token, batch(agent, numbered([heartbeat()])));
  clock.pass(451_000);
  await central.sweep();
  await central.sweep();
  expect(events).toEqual(["promise.missed"]);
  expect(await look("/api/agents")).toMatchObject([{ promise: "missed", because: "linkDownOrAgentDead" }]);
});

describe("the admin side", () => {
  test("lists the same things as JSON", async () => {
    const { agent, token } = await enrol();
    await importRegistry(central.store, csvOf(registered), { nowMs: clock.wallMs(), holidays: new Set() });
    await upload(token, batch(agent, numbered([reading(0, 7), toner(0, "raise"), fault(0, "raise"), heartbeat()])));
    expect(await look("/api/devices")).toMatchObject([{ registration: { si: "UA-104233" }, conditions: [{}, {}] }]);
    expect(await look(`/api/devices/${identity().uid}`)).toMatchObject({ readings: [{ counters: [{ value: 7 }] }] });
    expect(await look("/api/orders")).toMatchObject([{ number: "TO-2026-000001", state: "open" }]);
    expect(await look("/api/tickets")).toMatchObject([{ number: "SR-2026-000001", kind: "repair" }]);
    expect(await look("/api/agents")).toMatchObject([{ id: agent, promise: "onTime", streams: [{ holes: [] }] }]);
    expect(await look("/api/notifications")).toHaveLength(2);
    expect(await look("/healthz")).toEqual({ status: "ok" });
  });

  test("gives its lists in pages, and refuses a page that cannot be", async () => {
    const { agent, token } = await enrol();
    await upload(token, batch(agent, numbered([reading(0, 7), fault(0, "raise", "C-1"), fault(0, "raise", "C-2")])));
    const pages = [await look("/api/tickets?limit=1"), await look("/api/tickets?limit=1&offset=1")].flat();
    expect(new Set(pages.map((ticket) => WorkOrder.parse(ticket).cause))).toEqual(new Set(["fault.C-1", "fault.C-2"]));
    expect(await look("/api/tickets?limit=1&offset=2")).toEqual([]);
    expect(await look(`/api/devices/${identity().uid}/readings?before=2020-01-01T00:00:00Z`)).toEqual([]);
    for (const wrong of ["limit=0", "limit=501", "offset=-1", "limit=x", "before=yesterday"]) {
      expect((await fetch(`${central.url}/api/devices/${identity().uid}/readings?${wrong}`)).status).toBe(400);
    }
  });

  test("names the kind of a ticket in both languages", async () => {
    const { agent, token } = await enrol();
    const change = request(0, { what: "placeChange", place: "3rd floor", text: "" });
    await upload(token, batch(agent, numbered([reading(0, 1), change])));
    expect(await look("/api/tickets")).toMatchObject([{ kind: "placeChange", text: "3rd floor" }]);
    const words = { en: "New place", uk: "Нове місце" };
    for (const [language, word] of Object.entries(words)) {
      expect(await (await fetch(`${central.url}/?lang=${language}`)).text()).toContain(word);
    }
  });

  test("shows hostile texts as texts", async () => {
    const { agent, token } = await enrol();
    const evil = `"><script>alert(1)</script>\u202Egnp.exe\u0007`;
    const device = identity({ model: evil, location: evil, address: evil });
    await upload(token, batch(agent, numbered([reading(0, 1, { device })])));
    const answer = await fetch(`${central.url}/?lang=uk`);
    const page = await answer.text();
    expect(page).toContain("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt; gnp.exe");
    expect(page).not.toContain("<script");
    expect(page).toContain("Замовлення тонера");
    expect(answer.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  });

  test.each([
    { why: "writes", path: "/api/orders", init: { method: "POST" }, status: 405 },
    { why: "comes through a proxy", path: "/", init: { headers: { "x-forwarded-for": "192.0.2.1" } }, status: 403 },
    { why: "asks for nothing known", path: "/etc/passwd", init: {}, status: 404 },
    { why: "asks for an unknown device", path: "/api/devices/none", init: {}, status: 404 },
  ])("refuses who $why", async ({ path, init, status }) => {
    expect((await fetch(`${central.url}${path}`, init as RequestInit)).status).toBe(status);
  });

  test("asks for the token where one is set", async () => {
    await central.stop();
    await start({ adminToken: "a-long-admin-token" });
    const statusOf = async (authorization?: string) =>
      (await fetch(central.adminUrl, { headers: authorization === undefined ? {} : { authorization } })).status;
    expect(await statusOf()).toBe(401);
    expect(await statusOf("Bearer wrong")).toBe(401);
    expect(await statusOf("Bearer a-long-admin-token")).toBe(200);
    expect(await statusOf(`Basic ${btoa("anna:a-long-admin-token")}`)).toBe(200);
  });
});

describe("a start", () => {
  test("without TLS is refused on an address that others reach", async () => {
    const other = makeFolder();
    await expect(startCentral({ dataDir: other.path, host: "0.0.0.0" })).rejects.toMatchObject({ exitCode: 78 });
    other.remove();
  });

  test("with a certificate that is none is refused", async () => {
    const other = makeFolder();
    const failure = startCentral({ dataDir: other.path, tls: { cert: "x", key: "x" } });
    await expect(failure).rejects.toMatchObject({ exitCode: 78, message: expect.stringContaining("certificate") });
    other.remove();
  });

  test("on a taken port is refused with one clear line", async () => {
    const other = makeFolder();
    const port = Number(new URL(central.url).port);
    const failure = startCentral({ dataDir: other.path, port });
    await expect(failure).rejects.toMatchObject({ exitCode: 71, message: expect.stringContaining("another program") });
    other.remove();
  });
});

test("a store that was put back to an older state knows what it no longer has, and says so", async () => {
  const said: string[] = [];
  const say = (event: string, fields?: object) => void said.push(`${event} ${JSON.stringify(fields)}`);
  const log = { info() {}, warn: say, error: say };
  const { agent, token } = await enrol();
  const send = (contents: Parameters<typeof numbered>[0], firstSeq: number) =>
    upload(token, batch(agent, numbered(contents, firstSeq)));
  await send([reading(0, 1), reading(1, 2)], 1);
  await central.stop();
  const backup = readFileSync(join(folder.path, "central.db"));
  await start();
  expect((await send([reading(2, 3), toner(2, "raise"), reading(3, 4)], 3)).status).toBe(200);
  await central.stop();
  writeFileSync(join(folder.path, "central.db"), backup);
  await start({ log });
  // The agent has deleted what was acknowledged: it goes on with the next number.
  const answer = Acknowledgement.parse(await (await send([reading(5, 6)], 6)).json());
  expect(answer.accepted).toEqual([[6, 6]]);
  expect(await look("/api/agents")).toMatchObject([
    {
      streams: [
        {
          received: [
            [1, 2],
            [6, 6],
          ],
          holes: [[3, 5]],
        },
      ],
    },
  ]);
  expect(await (await fetch(central.adminUrl)).text()).toContain("missing: 3");
  for (let minute = 0; minute < 61; minute += 1) {
    await central.sweep();
    clock.pass(60_000);
    await send([], 7);
  }
  await central.sweep();
  const told = said.filter((line) => line.startsWith("records.missing"));
  expect(told).toEqual([
    `records.missing ${JSON.stringify({ agent, site: "Lviv", epoch: "e-1", records: 3, from: 3, to: 5 })}`,
  ]);
});
