import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { revoke } from "../../src/central/enrolment.ts";
import { importFile } from "../../src/central/file-import.ts";
import { ingest } from "../../src/central/ingest.ts";
import { systemRandom } from "../../src/central/random.ts";
import { openServiceKey } from "../../src/central/service-key.ts";
import { ReceiptPayload } from "../../src/contract/signed-file.ts";
import { Bench } from "./bench.ts";
import { exported, byHand as name, newKey } from "./exported-file.ts";
import { at, batch, heartbeat, numbered, reading, toner, uid } from "./records.ts";

const dayMinutes = 1440;
const dayMs = dayMinutes * 60_000;

let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await bench.open();
});
afterEach(() => bench.close());

const take = (text: string, trustForSite: string | null = "Mill") =>
  importFile(bench.store, text, {
    ...{ trustForSite, time: bench.time, random: systemRandom },
    key: openServiceKey(bench.folder.path),
  });

const agentState = () => bench.store.transact((tables) => tables.agent(name));

test("a file of a revoked agent is refused, whoever vouches for it", async () => {
  const key = newKey();
  expect(await take(exported(key, batch(name, [])))).toMatchObject({ ok: true });
  await revoke(bench.store, name);
  expect(await take(exported(key, batch(name, numbered([reading(0, 1)]))))).toEqual({
    ok: false,
    text: `${name} is revoked`,
  });
});

test("a file under the name of a known agent that another key signed is refused, whoever vouches for it", async () => {
  expect(await take(exported(newKey(), batch(name, [])))).toMatchObject({ ok: true });
  const forged = exported(newKey(), batch(name, numbered([reading(0, 1)])));
  for (const trustForSite of [null, "Mill"]) expect(await take(forged, trustForSite)).toMatchObject({ ok: false });
  expect((await bench.store.transact((tables) => tables.streamsOf(name))).flatMap(({ received }) => received)).toEqual(
    [],
  );
});

test("a file is no sign of life: what its heartbeats promised is history, and the machine is not seen again", async () => {
  const key = newKey();
  const clock = { synced: true, bootId: "export-1", monoMs: 1 };
  expect(await take(exported(key, batch(name, numbered([heartbeat()]), { clock })))).toMatchObject({ added: 1 });
  expect(await agentState()).toMatchObject({ lastContactMs: null, heartbeat: null });
  expect(await bench.store.transact((tables) => tables.currentBoot(name))).toBeUndefined();
});

test("the clock in a file tells nothing of the moment at which it is taken, weeks after it was written", async () => {
  const key = newKey();
  await take(exported(key, batch(name, [])));
  const known = await agentState();
  if (known === undefined) throw new Error("the agent is known");
  const heard = batch(name, numbered([heartbeat()]), { clock: { synced: true, bootId: "boot-1", monoMs: 0 } });
  await ingest(bench.store, known, heard, bench.time);

  const clock = { bootId: "boot-1", monoMs: 10 * dayMs };
  const ahead = numbered([reading(0, 1)], 2).map((record) => ({ ...record, clock, observedAt: at(50 * dayMinutes) }));
  bench.clock.pass(40 * dayMs);
  await take(exported(key, batch(name, ahead, { clock: { ...clock, synced: false } })));
  const [stored] = await bench.store.transact((tables) => tables.readingsOf(uid, 1));
  expect(stored?.observedAt).toBe(at(10 * dayMinutes));
});

test("a file is read up to its first conflict, and the receipt tells the highest number", async () => {
  const key = newKey();
  await take(exported(key, batch(name, numbered([reading(0, 1), reading(1, 2)]))));
  const [, second = numbered([])[0], clear] = numbered([reading(0, 1), toner(2, "raise"), toner(3, "clear")]);
  if (second === undefined || clear === undefined) throw new Error("there are three records");
  const outcome = await take(exported(key, batch(name, [second]), batch(name, [clear])));
  if (!outcome.ok) throw new Error(outcome.text);
  const payload = gunzipSync(Buffer.from(outcome.receipt.payload, "base64")).toString();
  expect(ReceiptPayload.parse(JSON.parse(payload)).receipts).toMatchObject([
    { highestSeq: 2, accepted: [], rejected: [{ seq: 2, code: "conflict" }] },
  ]);
});
