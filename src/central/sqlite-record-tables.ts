import { z } from "zod";
import { Gap, type SeqRange } from "../contract/batch.ts";
import type { RecordKind } from "../contract/record.ts";
import { mergeRanges } from "./ranges.ts";
import { Body, type SqlRows } from "./sqlite-rows.ts";
import type { RecordTables, StampedBody, StoredRecord, Stream, StreamBooks } from "./store.ts";

const StreamRow = z.object({ id: z.int(), agent: z.string(), epoch: z.string() });
const RangeRow = z.object({ low: z.int(), high: z.int() }).transform(({ low, high }): SeqRange => [low, high]);
const GapRow = z
  .object({ low: z.int(), high: z.int(), reason: Gap.shape.reason })
  .transform(({ low, high, reason }) => ({ from: low, to: high, reason }));
const StampedRow = z.object({
  body: z.string(),
  observedAt: z.string(),
  isStampSure: z.int().transform((flag) => flag !== 0),
});
/** After every stamp. */
const endOfTime = "~";

/** What arrived, word for word, and the books over its numbers. */
export function recordTables(sql: SqlRows): RecordTables {
  const streamId = ({ agent, epoch }: Stream): number | undefined =>
    sql.rows(StreamRow, "SELECT * FROM stream WHERE agent = ? AND epoch = ?", agent, epoch)[0]?.id;
  const ensureStream = (stream: Stream): number => {
    sql.run("INSERT OR IGNORE INTO stream (agent, epoch) VALUES (?, ?)", stream.agent, stream.epoch);
    return streamId(stream) ?? 0;
  };
  return {
    async knownCrcs(stream: Stream, seqs: readonly number[]): Promise<ReadonlyMap<number, string>> {
      const id = streamId(stream);
      if (id === undefined) return new Map();
      const CrcRow = z.object({ seq: z.int(), crc: z.string() });
      const statement = "SELECT seq, crc FROM record WHERE stream = ? AND seq IN (SELECT value FROM json_each(?))";
      return new Map(sql.rows(CrcRow, statement, id, JSON.stringify(seqs)).map(({ seq, crc }) => [seq, crc]));
    },

    async addRecords(stream: Stream, records: readonly StoredRecord[], arrivedMs: number): Promise<void> {
      const id = ensureStream(stream);
      const statement =
        "INSERT INTO record (stream, seq, kind, uid, observedAt, isStampSure, crc, body, arrivedMs) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
      for (const { seq, kind, uid, observedAt, isStampSure, crc, body } of records) {
        sql.run(statement, id, seq, kind, uid, observedAt, Number(isStampSure), crc, body, arrivedMs);
      }
    },

    async arrivedOf(stream: Stream, seqs: readonly number[]): Promise<ReadonlySet<number>> {
      const id = streamId(stream) ?? null;
      const SeqRow = z.object({ seq: z.int() });
      const statement = `SELECT value AS seq FROM json_each(?1)
      WHERE value <= (SELECT high FROM received WHERE stream = ?2 AND low <= value ORDER BY low DESC LIMIT 1)`;
      return new Set(sql.rows(SeqRow, statement, JSON.stringify(seqs), id).map(({ seq }) => seq));
    },

    async renumberedOf(stream: Stream, seqs: readonly number[]): Promise<ReadonlySet<number>> {
      const id = streamId(stream) ?? null;
      const SeqRow = z.object({ seq: z.int() });
      const statement = `SELECT DISTINCT value AS seq FROM gap JOIN json_each(?1) ON value BETWEEN low AND high
      WHERE stream = ?2 AND reason = 'renumbered'`;
      return new Set(sql.rows(SeqRow, statement, JSON.stringify(seqs), id).map(({ seq }) => seq));
    },

    async bodiesAbove(stream: Stream, seq: number, crcs: readonly string[]): Promise<ReadonlySet<string>> {
      const id = streamId(stream) ?? null;
      const statement =
        "SELECT body FROM record WHERE stream = ? AND seq > ? AND crc IN (SELECT value FROM json_each(?))";
      return new Set(sql.rows(Body, statement, id, seq, JSON.stringify(crcs)).map(({ body }) => body));
    },

    async forgetRecords(kind: RecordKind, arrivedBeforeMs: number, limit: number): Promise<number> {
      const SeqRow = z.object({ rowid: z.int() });
      const statement = `DELETE FROM record WHERE rowid IN (SELECT rowid FROM record
      WHERE kind = ?1 AND kind IN ('reading', 'heartbeat', 'recording') AND arrivedMs < ?2
      ORDER BY arrivedMs LIMIT ?3) RETURNING rowid`;
      const gone = sql.rows(SeqRow, statement, kind, arrivedBeforeMs, limit).length;
      const note = `INSERT INTO forgotten VALUES (?1, ?2)
      ON CONFLICT DO UPDATE SET arrivedBeforeMs = max(arrivedBeforeMs, excluded.arrivedBeforeMs)`;
      if (gone > 0) sql.run(note, kind, arrivedBeforeMs);
      return gone;
    },

    async forgottenBefore(kind: RecordKind): Promise<number> {
      const Before = z.object({ arrivedBeforeMs: z.number() });
      const statement = "SELECT arrivedBeforeMs FROM forgotten WHERE kind = ?";
      return sql.rows(Before, statement, kind)[0]?.arrivedBeforeMs ?? 0;
    },

    async recordBody(stream: Stream, seq: number): Promise<string | undefined> {
      const id = streamId(stream) ?? null;
      return sql.rows(Body, "SELECT body FROM record WHERE stream = ? AND seq = ?", id, seq)[0]?.body;
    },

    async recordsOf(uid: string, kind: RecordKind, limit: number, before = endOfTime): Promise<readonly string[]> {
      const statement =
        "SELECT body FROM record WHERE uid = ? AND kind = ? AND observedAt < ? ORDER BY observedAt DESC LIMIT ?";
      return sql.rows(Body, statement, uid, kind, before, limit).map(({ body }) => body);
    },

    async readingsOf(uid: string, limit: number, before = endOfTime): Promise<readonly StampedBody[]> {
      const statement = `SELECT body, observedAt, isStampSure FROM record
      WHERE uid = ? AND kind = 'reading' AND observedAt < ? ORDER BY observedAt DESC LIMIT ?`;
      return sql.rows(StampedRow, statement, uid, before, limit);
    },

    async addRanges(stream: Stream, ranges: readonly SeqRange[]): Promise<void> {
      const id = ensureStream(stream);
      for (const [from, to] of ranges) {
        // Rows never overlap, so beside those that begin inside, only the nearest one below can touch.
        const touching = sql.rows(
          RangeRow,
          `SELECT low, high FROM received WHERE stream = ?1 AND low <= ?3 + 1
           AND low >= coalesce((SELECT max(low) FROM received WHERE stream = ?1 AND low <= ?2), 0) AND high >= ?2 - 1`,
          ...[id, from, to],
        );
        for (const [low] of touching) sql.run("DELETE FROM received WHERE stream = ? AND low = ?", id, low);
        for (const [low, high] of mergeRanges([...touching, [from, to]])) {
          sql.run("INSERT INTO received VALUES (?, ?, ?)", id, low, high);
        }
      }
    },

    async highestSeq(stream: Stream): Promise<number> {
      const id = streamId(stream) ?? null;
      const highest = "SELECT low, high FROM received WHERE stream = ? ORDER BY low DESC LIMIT 1";
      return sql.rows(RangeRow, highest, id)[0]?.[1] ?? 0;
    },

    async unbrokenTo(stream: Stream): Promise<number> {
      const id = streamId(stream) ?? null;
      const To = z.object({ to: z.int() });
      const statement = `WITH range AS (SELECT low, high FROM received WHERE stream = ?1
        UNION ALL SELECT low, high FROM gap WHERE stream = ?1), covered AS (SELECT low, coalesce(max(high) OVER
        (ORDER BY low ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS until FROM range)
      SELECT coalesce((SELECT until FROM covered WHERE low > until + 1 ORDER BY low LIMIT 1),
        (SELECT max(high) FROM range), 0) AS "to"`;
      return sql.rows(To, statement, id)[0]?.to ?? 0;
    },

    async addGaps(stream: Stream, gaps: readonly Gap[]): Promise<void> {
      if (gaps.length === 0) return;
      const id = ensureStream(stream);
      for (const { from, to, reason } of gaps) {
        sql.run("INSERT OR IGNORE INTO gap VALUES (?, ?, ?, ?)", id, from, to, reason);
      }
    },

    async latestEpoch(agent: string): Promise<string | undefined> {
      const latest = "SELECT * FROM stream WHERE agent = ? ORDER BY epoch DESC LIMIT 1";
      return sql.rows(StreamRow, latest, agent)[0]?.epoch;
    },

    async streamsOf(agent: string): Promise<readonly StreamBooks[]> {
      return sql.rows(StreamRow, "SELECT * FROM stream WHERE agent = ? ORDER BY id", agent).map(({ id, epoch }) => ({
        ...{ agent, epoch },
        received: sql.rows(RangeRow, "SELECT low, high FROM received WHERE stream = ? ORDER BY low", id),
        gaps: sql.rows(GapRow, "SELECT low, high, reason FROM gap WHERE stream = ? ORDER BY low", id),
      }));
    },
  };
}
