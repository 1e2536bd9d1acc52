import { z } from "zod";
import { Gap, type SeqRange } from "../contract/batch.ts";
import { Command, type CommandOutcome } from "../contract/command.ts";
import type { RecordKind } from "../contract/record.ts";
import { AgentState } from "./agent-state.ts";
import { type DeviceSection, DeviceState } from "./device-state.ts";
import { Notification } from "./notification.ts";
import { mergeRanges } from "./ranges.ts";
import { RegistryEntry } from "./registry.ts";
import { Sign } from "./sign.ts";
import type { Boot, EnrolmentCode, OrderPage, StoredRecord, StoreTransaction, Stream, StreamBooks } from "./store.ts";
import { WorkOrder } from "./work-order.ts";

type SqlValue = string | number | null;

/** The little of SQLite that the tables need; statements are prepared once and kept. */
export interface Sql {
  run(sql: string, ...values: SqlValue[]): void;
  all(sql: string, ...values: SqlValue[]): unknown[];
}

const Body = z.object({ body: z.string() });
const StreamRow = z.object({ id: z.int(), agent: z.string(), epoch: z.string() });
const RangeRow = z.object({ low: z.int(), high: z.int() }).transform(({ low, high }): SeqRange => [low, high]);
const GapRow = z
  .object({ low: z.int(), high: z.int(), reason: Gap.shape.reason })
  .transform(({ low, high, reason }) => ({ from: low, to: high, reason }));
const SectionRow = z.object({ uid: z.string(), name: z.string(), body: z.string() });
/** As many as one answer may carry. */
const mostCommands = 64;
/** After every stamp. */
const endOfTime = "~";
const signColumns = Sign.keyof().options;
const whichRaise = "action = 'raise' AND closedAt IS NULL";

function devicesOf(rows: readonly z.infer<typeof SectionRow>[]): DeviceState[] {
  const byUid = Map.groupBy(rows, ({ uid }) => uid);
  return [...byUid].map(([uid, sections]) => {
    const contents = sections.map(({ name, body }) => [name, JSON.parse(body)]);
    return DeviceState.parse({ uid, ...Object.fromEntries(contents) });
  });
}

/** The tables of `sqlite-schema.ts` as the port sees them. */
export class SqliteTables implements StoreTransaction {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  #rows<Row>(schema: z.ZodType<Row>, sql: string, ...values: SqlValue[]): Row[] {
    return this.#sql.all(sql, ...values).map((row) => schema.parse(row));
  }

  #bodies<Row>(schema: z.ZodType<Row>, sql: string, ...values: SqlValue[]): Row[] {
    return this.#rows(Body, sql, ...values).map(({ body }) => schema.parse(JSON.parse(body)));
  }

  #streamId({ agent, epoch }: Stream): number | undefined {
    return this.#rows(StreamRow, "SELECT * FROM stream WHERE agent = ? AND epoch = ?", agent, epoch)[0]?.id;
  }

  #ensureStream(stream: Stream): number {
    this.#sql.run("INSERT OR IGNORE INTO stream (agent, epoch) VALUES (?, ?)", stream.agent, stream.epoch);
    return this.#streamId(stream) ?? 0;
  }

  async knownCrcs(stream: Stream, seqs: readonly number[]): Promise<ReadonlyMap<number, string>> {
    const id = this.#streamId(stream);
    if (id === undefined) return new Map();
    const CrcRow = z.object({ seq: z.int(), crc: z.string() });
    const sql = "SELECT seq, crc FROM record WHERE stream = ? AND seq IN (SELECT value FROM json_each(?))";
    return new Map(this.#rows(CrcRow, sql, id, JSON.stringify(seqs)).map(({ seq, crc }) => [seq, crc]));
  }

  async addRecords(stream: Stream, records: readonly StoredRecord[], arrivedMs: number): Promise<void> {
    const id = this.#ensureStream(stream);
    const sql =
      "INSERT INTO record (stream, seq, kind, uid, observedAt, crc, body, arrivedMs) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    for (const { seq, kind, uid, observedAt, crc, body } of records) {
      this.#sql.run(sql, id, seq, kind, uid, observedAt, crc, body, arrivedMs);
    }
  }

  async arrivedOf(stream: Stream, seqs: readonly number[]): Promise<ReadonlySet<number>> {
    const id = this.#streamId(stream) ?? null;
    const SeqRow = z.object({ seq: z.int() });
    const sql = `SELECT value AS seq FROM json_each(?1)
      WHERE value <= (SELECT high FROM received WHERE stream = ?2 AND low <= value ORDER BY low DESC LIMIT 1)`;
    return new Set(this.#rows(SeqRow, sql, JSON.stringify(seqs), id).map(({ seq }) => seq));
  }

  async forgetRecords(kind: RecordKind, arrivedBeforeMs: number, limit: number): Promise<number> {
    const SeqRow = z.object({ rowid: z.int() });
    const sql = `DELETE FROM record WHERE rowid IN (SELECT rowid FROM record
      WHERE kind = ?1 AND kind IN ('reading', 'heartbeat', 'recording') AND arrivedMs < ?2
      ORDER BY arrivedMs LIMIT ?3) RETURNING rowid`;
    return this.#rows(SeqRow, sql, kind, arrivedBeforeMs, limit).length;
  }

  async recordBody(stream: Stream, seq: number): Promise<string | undefined> {
    const id = this.#streamId(stream) ?? null;
    return this.#rows(Body, "SELECT body FROM record WHERE stream = ? AND seq = ?", id, seq)[0]?.body;
  }

  async recordsOf(uid: string, kind: RecordKind, limit: number, before = endOfTime): Promise<readonly string[]> {
    const sql =
      "SELECT body FROM record WHERE uid = ? AND kind = ? AND observedAt < ? ORDER BY observedAt DESC LIMIT ?";
    return this.#rows(Body, sql, uid, kind, before, limit).map(({ body }) => body);
  }

  async addRanges(stream: Stream, ranges: readonly SeqRange[]): Promise<void> {
    const id = this.#ensureStream(stream);
    for (const [from, to] of ranges) {
      // Rows never overlap, so beside those that begin inside, only the nearest one below can touch.
      const touching = this.#rows(
        RangeRow,
        `SELECT low, high FROM received WHERE stream = ?1 AND low <= ?3 + 1
           AND low >= coalesce((SELECT max(low) FROM received WHERE stream = ?1 AND low <= ?2), 0) AND high >= ?2 - 1`,
        ...[id, from, to],
      );
      for (const [low] of touching) this.#sql.run("DELETE FROM received WHERE stream = ? AND low = ?", id, low);
      for (const [low, high] of mergeRanges([...touching, [from, to]])) {
        this.#sql.run("INSERT INTO received VALUES (?, ?, ?)", id, low, high);
      }
    }
  }

  async addGaps(stream: Stream, gaps: readonly Gap[]): Promise<void> {
    if (gaps.length === 0) return;
    const id = this.#ensureStream(stream);
    for (const { from, to, reason } of gaps) {
      this.#sql.run("INSERT OR IGNORE INTO gap VALUES (?, ?, ?, ?)", id, from, to, reason);
    }
  }

  async streamsOf(agent: string): Promise<readonly StreamBooks[]> {
    return this.#rows(StreamRow, "SELECT * FROM stream WHERE agent = ? ORDER BY id", agent).map(({ id, epoch }) => ({
      ...{ agent, epoch },
      received: this.#rows(RangeRow, "SELECT low, high FROM received WHERE stream = ? ORDER BY low", id),
      gaps: this.#rows(GapRow, "SELECT low, high, reason FROM gap WHERE stream = ? ORDER BY low", id),
    }));
  }

  async device(uid: string): Promise<DeviceState | undefined> {
    const sections = this.#rows(SectionRow, "SELECT uid, name, body FROM deviceSection WHERE uid = ?", uid);
    return devicesOf(sections)[0];
  }

  async devices(): Promise<readonly DeviceState[]> {
    return devicesOf(this.#rows(SectionRow, "SELECT uid, name, body FROM deviceSection ORDER BY uid"));
  }

  async joinSection({ uid, name, at, content }: DeviceSection): Promise<void> {
    const sql = `INSERT INTO deviceSection VALUES (?, ?, ?, ?)
      ON CONFLICT (uid, name) DO UPDATE SET at = excluded.at, body = excluded.body WHERE excluded.at >= at`;
    this.#sql.run(sql, uid, name, at, JSON.stringify(content));
  }

  async addShown(agent: string, serial: string): Promise<void> {
    this.#sql.run("INSERT OR IGNORE INTO shown VALUES (?, ?)", agent, serial);
  }

  async addSign(sign: Sign): Promise<void> {
    const marks = signColumns.map(() => "?").join(", ");
    const sql = `INSERT INTO sign ("${signColumns.join('", "')}") VALUES (${marks})`;
    this.#sql.run(sql, ...signColumns.map((name) => sign[name]));
  }

  async saveSign({ agent, epoch, seq, state, order, closedAt }: Sign): Promise<void> {
    const sql = `UPDATE sign SET state = ?, "order" = ?, closedAt = ? WHERE agent = ? AND epoch = ? AND seq = ?`;
    this.#sql.run(sql, state, order, closedAt, agent, epoch, seq);
  }

  async openRaises(uid: string, cause: string): Promise<readonly Sign[]> {
    return this.#rows(Sign, `SELECT * FROM sign WHERE uid = ? AND cause = ? AND ${whichRaise}`, uid, cause);
  }

  async forsakenRaises(sinceMs: number, heardAfterMs: number): Promise<readonly Sign[]> {
    const present = "(SELECT max(id) FROM stream WHERE stream.agent = s.agent)";
    const sql = `SELECT s.* FROM sign s JOIN stream told USING (agent, epoch)
      WHERE s.${whichRaise.replace("AND ", "AND s.")} AND s.type <> 'request' AND told.id < ${present}
        AND EXISTS (SELECT 1 FROM agent WHERE id = s.agent AND json_extract(body, '$.lastContactMs') > ?2)
        AND EXISTS (SELECT 1 FROM record r WHERE r.uid = s.uid AND r.kind = 'reading' AND r.stream = ${present}
          AND r.arrivedMs < ?1)
        AND NOT EXISTS (SELECT 1 FROM sign again JOIN stream t USING (agent, epoch)
          WHERE again.uid = s.uid AND again.cause = s.cause AND again.action = 'raise' AND again.closedAt IS NULL
            AND t.id = ${present})`;
    return this.#rows(Sign, sql, sinceMs, heardAfterMs);
  }

  async openConditions(uid: string): Promise<readonly Sign[]> {
    return this.#rows(Sign, `SELECT * FROM sign WHERE uid = ? AND ${whichRaise} ORDER BY at`, uid);
  }

  async signsAfter({ uid, cause, agent, epoch, seq, at }: Sign): Promise<readonly Sign[]> {
    const sql = `SELECT * FROM sign WHERE uid = ?1 AND cause = ?2 AND agent = ?3 AND epoch = ?4 AND seq > ?5
      UNION SELECT * FROM sign WHERE uid = ?1 AND cause = ?2 AND at >= ?6`;
    return this.#rows(Sign, sql, uid, cause, agent, epoch, seq, at);
  }

  async pendingSigns(
    which: { readonly agent: string } | { readonly arrivedUntilMs: number },
  ): Promise<readonly Sign[]> {
    const pending = "SELECT * FROM sign WHERE state = 'pending'";
    if ("agent" in which) return this.#rows(Sign, `${pending} AND agent = ?`, which.agent);
    return this.#rows(Sign, `${pending} AND arrivedMs <= ?`, which.arrivedUntilMs);
  }

  async signsOfOrder(number: string): Promise<readonly Sign[]> {
    return this.#rows(Sign, `SELECT * FROM sign WHERE "order" = ?`, number);
  }

  async nextNumber(series: string): Promise<string> {
    this.#sql.run("INSERT INTO series VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET last = last + 1", series);
    const Last = z.object({ last: z.int() });
    const last = this.#rows(Last, "SELECT last FROM series WHERE name = ?", series)[0]?.last ?? 0;
    return `${series}-${String(last).padStart(6, "0")}`;
  }

  async saveOrder(order: WorkOrder): Promise<void> {
    const { number, state, uid, cause, openedAt } = order;
    const sql = `INSERT INTO workOrder VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (number) DO UPDATE SET state = excluded.state, body = excluded.body`;
    this.#sql.run(sql, number, state, uid, cause, openedAt, JSON.stringify(order));
  }

  async order(number: string): Promise<WorkOrder | undefined> {
    return this.#bodies(WorkOrder, "SELECT body FROM workOrder WHERE number = ?", number)[0];
  }

  async unclosedOrder(uid: string, cause: string): Promise<WorkOrder | undefined> {
    const sql = "SELECT body FROM workOrder WHERE uid = ? AND cause = ? AND state <> 'closed'";
    return this.#bodies(WorkOrder, sql, uid, cause)[0];
  }

  async heldOrders(): Promise<readonly WorkOrder[]> {
    return this.#bodies(WorkOrder, "SELECT body FROM workOrder WHERE state = 'held' ORDER BY number");
  }

  async ordersOf(uid: string): Promise<readonly WorkOrder[]> {
    return this.#bodies(WorkOrder, "SELECT body FROM workOrder WHERE uid = ? ORDER BY number", uid);
  }

  async orders(limit: number, { offset = 0, which }: OrderPage = {}): Promise<readonly WorkOrder[]> {
    const isWanted =
      which === undefined ? "" : `WHERE json_extract(body, '$.kind') ${which === "toner" ? "=" : "<>"} 'toner'`;
    const sql = `SELECT body FROM workOrder ${isWanted}
      ORDER BY state = 'closed', openedAt DESC, number DESC LIMIT ? OFFSET ?`;
    return this.#bodies(WorkOrder, sql, limit, offset);
  }

  async addNotification(notification: Notification): Promise<void> {
    this.#sql.run("INSERT INTO notification (body) VALUES (?)", JSON.stringify(notification));
  }

  async notifications(limit: number, offset = 0): Promise<readonly Notification[]> {
    const sql = "SELECT body FROM notification ORDER BY id DESC LIMIT ? OFFSET ?";
    return this.#bodies(Notification, sql, limit, offset);
  }

  async agent(id: string): Promise<AgentState | undefined> {
    return this.#bodies(AgentState, "SELECT body FROM agent WHERE id = ?", id)[0];
  }

  async agentOfToken(tokenHash: string): Promise<AgentState | undefined> {
    return this.#bodies(AgentState, "SELECT body FROM agent WHERE tokenHash = ?", tokenHash)[0];
  }

  async agents(): Promise<readonly AgentState[]> {
    return this.#bodies(AgentState, "SELECT body FROM agent ORDER BY id");
  }

  async addAgent(state: AgentState, tokenHash: string): Promise<void> {
    this.#sql.run("INSERT INTO agent VALUES (?, ?, ?)", state.id, tokenHash, JSON.stringify(state));
  }

  async saveAgent(state: AgentState): Promise<void> {
    this.#sql.run("UPDATE agent SET body = ? WHERE id = ?", JSON.stringify(state), state.id);
  }

  async bootsOf(agent: string): Promise<readonly Boot[]> {
    const BootRow = z.object({ bootId: z.string(), returns: z.int(), offsetMs: z.number().nullable() });
    return this.#rows(BootRow, "SELECT bootId, returns, offsetMs FROM boot WHERE agent = ? ORDER BY id", agent);
  }

  async noteBoot(agent: string, { bootId, returns, offsetMs }: Boot): Promise<void> {
    const sql = `INSERT INTO boot (agent, bootId, returns, offsetMs) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (agent, bootId)
      DO UPDATE SET id = (SELECT max(id) + 1 FROM boot), returns = ?3, offsetMs = ?4`;
    this.#sql.run(sql, agent, bootId, returns, offsetMs);
  }

  async addCommand(agent: string, { id, name, device, expiresAt, signature }: Command): Promise<void> {
    const sql = "INSERT INTO command (id, agent, name, device, expiresAt, signature) VALUES (?, ?, ?, ?, ?, ?)";
    this.#sql.run(sql, id, agent, name, device, expiresAt, signature);
  }

  async openCommands(agent: string, now: string): Promise<readonly Command[]> {
    const sql = `SELECT id, name, device, expiresAt, signature FROM command
      WHERE agent = ? AND expiresAt > ? AND outcome IS NULL ORDER BY expiresAt, id LIMIT ${mostCommands}`;
    return this.#rows(Command, sql, agent, now);
  }

  async closeCommand(agent: string, { id, outcome }: CommandOutcome): Promise<void> {
    this.#sql.run("UPDATE command SET outcome = ? WHERE id = ? AND agent = ? AND outcome IS NULL", outcome, id, agent);
  }

  async commandOutcome(id: string): Promise<string | null | undefined> {
    const Outcome = z.object({ outcome: z.string().nullable() });
    return this.#rows(Outcome, "SELECT outcome FROM command WHERE id = ?", id)[0]?.outcome;
  }

  async addCode(codeHash: string, { site, expiresMs }: EnrolmentCode): Promise<void> {
    this.#sql.run("INSERT INTO code VALUES (?, ?, ?)", codeHash, site, expiresMs);
  }

  async takeCode(codeHash: string): Promise<EnrolmentCode | undefined> {
    const Code = z.object({ site: z.string(), expiresMs: z.number() });
    return this.#rows(Code, "DELETE FROM code WHERE hash = ? RETURNING site, expiresMs", codeHash)[0];
  }

  async registry(): Promise<readonly RegistryEntry[]> {
    return this.#bodies(RegistryEntry, "SELECT body FROM registry ORDER BY si");
  }

  async registryRevision(): Promise<number> {
    const Revision = z.object({ revision: z.int() });
    return this.#rows(Revision, "SELECT revision FROM registryRevision")[0]?.revision ?? 0;
  }

  async replaceRegistry(entries: readonly RegistryEntry[]): Promise<void> {
    this.#sql.run("DELETE FROM registry");
    for (const entry of entries) {
      this.#sql.run("INSERT INTO registry VALUES (?, ?, ?)", entry.si, entry.serial, JSON.stringify(entry));
    }
    this.#sql.run("UPDATE registryRevision SET revision = revision + 1");
  }

  async entryOfSerial(serial: string): Promise<RegistryEntry | undefined> {
    return this.#bodies(RegistryEntry, "SELECT body FROM registry WHERE serial = ?", serial)[0];
  }

  async siOfAgent(agent: string): Promise<readonly { readonly serial: string; readonly si: string }[]> {
    const Si = z.object({ serial: z.string(), si: z.string() });
    const sql = "SELECT serial, si FROM shown JOIN registry USING (serial) WHERE agent = ? ORDER BY serial";
    return this.#rows(Si, sql, agent);
  }
}
