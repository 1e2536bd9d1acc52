import type { AlertKind } from "../../../contract/status.ts";
import { decodeBody, encodeBody } from "../../outbox/body-codec.ts";
import { bytes, Database, integer, optionalText, text } from "../../outbox/database.ts";
import { ToldEvent } from "../told-event.ts";
import type { DayValues } from "./day-values.ts";
import { daysOf, emptyMonth, type HistoryDay, type MonthRow, packMonth, putDay, unpackMonth } from "./month-row.ts";

/** An alert from its first sight to its last. */
export interface PastAlert {
  readonly key: string;
  readonly kind: AlertKind;
  readonly text: string;
  /** C-, J- or P-code; null: the alert names none. */
  readonly code: string | null;
  readonly raisedAt: string;
  /** null: it still stands. */
  readonly clearedAt: string | null;
}

const keptAlerts = 200;
/** Of the whole site: two of each device where there are a thousand. */
const keptEvents = 2000;
const formatVersion = 1;

/** Laid out apart: a file without it keeps its curves. */
const eventTable = `
  CREATE TABLE IF NOT EXISTS event (
    id INTEGER PRIMARY KEY, device TEXT, model TEXT, type TEXT NOT NULL, action TEXT NOT NULL, key TEXT NOT NULL,
    at TEXT NOT NULL, text TEXT NOT NULL, detail TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS event_device ON event (device, id);
`;

/**
 * The curves, alerts and events of the local page, in a file of its own: the outbox must neither wait for it nor make room for
 * it, and when it is lost nothing is but the past of some curves. A month of a device is one small row, for a row's own
 * bytes would outweigh those of a single day.
 */
export class HistoryStore {
  readonly #database: Database;

  /** @throws SQLite errors when the file is damaged or cannot be opened */
  constructor(path: string) {
    this.#database = new Database(path);
    this.#database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA trusted_schema = OFF");
    if (this.#database.number("PRAGMA user_version") !== formatVersion) this.#layOut();
    this.#database.exec(eventTable);
    // Earlier versions kept the text alone.
    const hasDetail = "SELECT count(*) FROM pragma_table_info('event') WHERE name = 'detail'";
    if (this.#database.number(hasDetail) === 0) this.#database.exec("ALTER TABLE event ADD COLUMN detail TEXT");
  }

  close(): void {
    this.#database.close();
  }

  /** @param day as in `2026-11-22` */
  putDays(devices: readonly (readonly [uid: string, day: string, values: DayValues])[]): void {
    this.#database.transaction(() => {
      for (const [uid, day, values] of devices) this.#putDay(uid, day, values);
    });
  }

  /** The known days of a device in these months, in their order. */
  days(uid: string, months: readonly string[]): readonly HistoryDay[] {
    return months.flatMap((month) => daysOf(month, this.#month(month, uid)));
  }

  alertRaised(uid: string, { key, kind, text: words, code, raisedAt }: Omit<PastAlert, "clearedAt">): void {
    this.#database.run(
      "INSERT INTO alert (device, key, kind, text, code, raised_at) VALUES (?, ?, ?, ?, ?, ?)",
      ...[uid, key, kind, words, code, raisedAt],
    );
  }

  alertCleared(uid: string, key: string, clearedAt: string): void {
    this.#database.run(
      "UPDATE alert SET cleared_at = ? WHERE device = ? AND key = ? AND cleared_at IS NULL",
      ...[clearedAt, uid, key],
    );
  }

  /** The newest first. */
  alerts(uid: string): readonly PastAlert[] {
    return this.#database.all("SELECT * FROM alert WHERE device = ? ORDER BY id DESC LIMIT ?", uid, keptAlerts).map(
      (row): PastAlert => ({
        key: text(row, "key"),
        kind: text(row, "kind") as AlertKind, // Only this file writes the column, from the same type.
        text: text(row, "text"),
        code: optionalText(row, "code"),
        raisedAt: text(row, "raised_at"),
        clearedAt: optionalText(row, "cleared_at"),
      }),
    );
  }

  /** @param events the oldest first */
  putEvents(events: readonly ToldEvent[]): void {
    this.#database.transaction(() => {
      for (const { device, type, action, key, at, text: words, detail } of events) {
        this.#database.run(
          "INSERT INTO event (device, model, type, action, key, at, text, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
          ...[device?.uid ?? null, device?.model ?? null, type, action, key, at, words, JSON.stringify(detail)],
        );
      }
      this.#database.run("DELETE FROM event WHERE id <= (SELECT max(id) FROM event) - ?", keptEvents);
    });
  }

  /**
   * The newest first.
   * @param uid left out: of the whole site
   */
  events(most: number, uid?: string): readonly ToldEvent[] {
    const newest = "ORDER BY id DESC LIMIT ?";
    const rows =
      uid === undefined
        ? this.#database.all(`SELECT * FROM event ${newest}`, most)
        : this.#database.all(`SELECT * FROM event WHERE device = ? ${newest}`, uid, most);
    return rows.flatMap((row) => {
      const device = row["device"] === null ? null : { uid: row["device"], model: row["model"] };
      const detail = JSON.parse(optionalText(row, "detail") ?? "null") ?? undefined;
      // A newer agent may have written of what this one does not know.
      return ToldEvent.safeParse({ ...row, detail, device }).data ?? [];
    });
  }

  /** Keys of the alerts that stood when they were last looked at, by device. */
  standingAlerts(): ReadonlyMap<string, ReadonlySet<string>> {
    const rows = this.#database.all("SELECT device, key FROM alert WHERE cleared_at IS NULL");
    const byDevice = Map.groupBy(rows, (row) => text(row, "device"));
    return new Map([...byDevice].map(([uid, ofDevice]) => [uid, new Set(ofDevice.map((row) => text(row, "key")))]));
  }

  /** Forgets what is older than the page shows; `month` is the oldest to keep, as in `2025-10`. */
  trim(month: string, uids: readonly string[]): void {
    this.#database.transaction(() => {
      this.#database.run("DELETE FROM month WHERE month < ?", month);
      for (const uid of uids) {
        this.#database.run(
          `DELETE FROM alert WHERE device = ?1 AND (raised_at < ?2 OR id <= (
            SELECT id FROM alert WHERE device = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?3))`,
          ...[uid, month, keptAlerts],
        );
      }
    });
  }

  #putDay(uid: string, day: string, values: DayValues): void {
    const [month, dayOfMonth] = [day.slice(0, 7), Number(day.slice(8, 10))];
    const { data, crc } = encodeBody(packMonth(putDay(this.#month(month, uid), dayOfMonth, values)));
    this.#database.run("INSERT OR REPLACE INTO month VALUES (?, ?, ?, ?)", month, uid, data, crc);
  }

  /** A damaged row is an empty one. */
  #month(month: string, uid: string): MonthRow {
    const row = this.#database.first("SELECT body, crc FROM month WHERE month = ? AND device = ?", month, uid);
    const body = row && decodeBody(bytes(row, "body"), integer(row, "crc"));
    return body === undefined ? emptyMonth : unpackMonth(body.value as MonthRow); // Only `#putDay` writes the column.
  }

  /** A file of another version is emptied: its curves begin anew. */
  #layOut(): void {
    this.#database.exec(`
      DROP TABLE IF EXISTS month;
      DROP TABLE IF EXISTS alert;
      CREATE TABLE month (
        month TEXT NOT NULL, device TEXT NOT NULL, body BLOB NOT NULL, crc INTEGER NOT NULL, PRIMARY KEY (month, device)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE alert (
        id INTEGER PRIMARY KEY AUTOINCREMENT, device TEXT NOT NULL, key TEXT NOT NULL, kind TEXT NOT NULL,
        text TEXT NOT NULL, code TEXT, raised_at TEXT NOT NULL, cleared_at TEXT
      ) STRICT;
      CREATE INDEX alert_device ON alert (device, id);
      PRAGMA user_version = ${formatVersion};
    `);
  }
}
