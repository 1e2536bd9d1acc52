import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { decodeBody, wireCrc } from "../../src/agent/outbox/body-codec.ts";
import { restoreSiteState } from "../../src/agent/schedule/stored-state.ts";
import { WorkOrder } from "../../src/central/work-order.ts";
import { Event } from "../../src/contract/event.ts";

type Range = readonly [from: number, to: number];

/** A record as either side keeps it. */
interface KeptRecord {
  readonly crc: string;
  readonly event: Event | null;
}

/** A record at the agent, which names its first number if it was saved from a damaged store. */
interface AgentRecord extends KeptRecord {
  readonly origin: string | null;
}

/** A record that was refused for good, by the number under which it was. */
export type QuarantinedNumber = z.infer<typeof QuarantinedNumber>;

/** The agent's half of the books, read from its state folder while no agent runs. */
export interface AgentBooks {
  readonly epoch: string;
  readonly lastSeq: number;
  readonly waiting: ReadonlyMap<number, AgentRecord>;
  /** Copies of what was delivered. */
  readonly copies: ReadonlyMap<number, AgentRecord>;
  readonly gaps: readonly Range[];
  /** Copies of those that were told. */
  readonly toldGaps: readonly Range[];
  readonly quarantined: readonly QuarantinedNumber[];
  /** Keys of the needs and faults that the reducers hold open, as `uid key`. */
  readonly open: ReadonlySet<string>;
  readonly devices: number;
  /** Of each table, those of the history too. */
  readonly rows: ReadonlyMap<string, number>;
  readonly isSound: boolean;
}

/** What central holds of one epoch, and what its desk made of it. */
export interface CentralBooks {
  readonly received: ReadonlyMap<number, KeptRecord>;
  /** Of all epochs, as `epoch seq`. */
  readonly everReceived: ReadonlySet<string>;
  readonly gaps: readonly Range[];
  /** Of all epochs. */
  readonly events: readonly Event[];
  readonly orders: readonly WorkOrder[];
  /** Raises of needs: key, whether it is over, and the order it led to. */
  readonly raises: readonly Raise[];
  readonly pendingSigns: number;
  readonly records: number;
  readonly epochs: number;
  readonly rows: ReadonlyMap<string, number>;
}

const Raise = z.object({
  uid: z.string(),
  cause: z.string(),
  key: z.string(),
  closedAt: z.string().nullable(),
  order: z.string().nullable(),
});
export type Raise = z.infer<typeof Raise>;

const blob = z.instanceof(Uint8Array);
const Meta = z.object({ epoch: z.string(), last_seq: z.int() });
const StoredRow = z.object({ seq: z.int(), kind: z.string(), body: blob, crc: z.int(), origin: z.string().nullable() });
const QuarantinedNumber = z.object({ epoch: z.string(), seq: z.int(), kind: z.string() });
const StateRow = z.object({ key: z.string(), body: blob, crc: z.int() });
const GapRow = z.object({ low: z.int(), high: z.int() }).transform(({ low, high }): Range => [low, high]);
const ReceivedRow = z.object({ seq: z.int(), kind: z.string(), body: z.string(), crc: z.string() });
const Place = z.object({ place: z.string() });
const Count = z.object({ count: z.int() });

/** Reads a copy, so that the agent's own recovery finds its file as the kill left it. */
export function readAgentBooks(stateFolder: string): AgentBooks {
  const copies = mkdtempSync(join(tmpdir(), "mfp-agent-books-"));
  try {
    for (const file of ["outbox.db", "outbox.db-wal", "history.db", "history.db-wal"]) {
      // Not by copyFileSync, which never ends on a file that a running agent cuts shorter meanwhile.
      if (existsSync(join(stateFolder, file))) writeFileSync(join(copies, file), readFileSync(join(stateFolder, file)));
    }
    const outbox = new DatabaseSync(join(copies, "outbox.db"));
    const history = new DatabaseSync(join(copies, "history.db"));
    try {
      return agentBooksFrom(outbox, history);
    } finally {
      outbox.close();
      history.close();
    }
  } finally {
    rmSync(copies, { recursive: true, force: true });
  }
}

/** How many rows each table of a file has. */
function countRows(database: DatabaseSync): readonly (readonly [table: string, rows: number])[] {
  const all = <Row>(schema: z.ZodType<Row>, sql: string) => schema.array().parse(database.prepare(sql).all());
  return all(z.object({ name: z.string() }), "SELECT name FROM sqlite_schema WHERE type = 'table'").map(({ name }) => [
    name,
    all(Count, `SELECT count(*) AS count FROM "${name}"`)[0]?.count ?? 0,
  ]);
}

function agentBooksFrom(database: DatabaseSync, history: DatabaseSync): AgentBooks {
  const rows = <Row>(schema: z.ZodType<Row>, sql: string) => schema.array().parse(database.prepare(sql).all());
  const check = z.object({ integrity_check: z.string() });
  const meta = rows(Meta, "SELECT epoch, last_seq FROM meta")[0] ?? { epoch: "", last_seq: 0 };
  const recordsIn = (table: "record" | "delivered") =>
    new Map(
      rows(StoredRow, `SELECT seq, kind, body, crc, origin_epoch || ' ' || origin_seq AS origin FROM ${table}`).map(
        ({ seq, kind, body, crc, origin }) => {
          const value = decodeBody(body, crc)?.value;
          return [seq, { crc: wireCrc(crc), event: kind === "event" ? Event.parse(value) : null, origin }] as const;
        },
      ),
    );
  const states = rows(StateRow, "SELECT key, body, crc FROM state").map(
    ({ key, body, crc }) => [key, decodeBody(body, crc)?.value] as const,
  );
  const site = restoreSiteState(new Map(states));
  const open = [...site.memories].flatMap(([uid, { toners, faults }]) => [
    ...toners.flatMap(({ key, need, life }) => (need?.raisedAt ? [`${uid} ${key}#life-${life.number}`] : [])),
    ...faults.flatMap(({ key, confirmation }) => (confirmation.raisedAt === null ? [] : [`${uid} ${key}`])),
  ]);
  const counts = new Map([...countRows(history), ...countRows(database)]);
  return {
    epoch: meta.epoch,
    lastSeq: meta.last_seq,
    ...{ waiting: recordsIn("record"), copies: recordsIn("delivered") },
    gaps: rows(GapRow, "SELECT from_seq AS low, to_seq AS high FROM gap"),
    toldGaps: rows(GapRow, "SELECT from_seq AS low, to_seq AS high FROM delivered_gap"),
    quarantined: rows(QuarantinedNumber, "SELECT epoch, seq, kind FROM quarantine"),
    open: new Set(open),
    devices: states.filter(([key]) => key.startsWith("device/")).length,
    rows: counts,
    isSound: rows(check, "PRAGMA integrity_check")[0]?.integrity_check === "ok",
  };
}

/** Reads central's file beside whatever central does with it. */
export function readCentralBooks(folder: string, epoch: string): CentralBooks {
  const database = new DatabaseSync(join(folder, "central.db"), { timeout: 5000 });
  const rows = <Row>(schema: z.ZodType<Row>, sql: string, ...values: string[]) =>
    schema.array().parse(database.prepare(sql).all(...values));
  const count = (sql: string) => rows(Count, sql)[0]?.count ?? 0;
  const ofEpoch = "WHERE stream IN (SELECT id FROM stream WHERE epoch = ?)";
  try {
    database.exec("BEGIN");
    const received = rows(ReceivedRow, `SELECT seq, kind, body, crc FROM record ${ofEpoch}`, epoch).map(
      ({ seq, kind, body, crc }) =>
        [seq, { crc, event: kind === "event" ? Event.parse(JSON.parse(body)) : null }] as const,
    );
    const Body = z.object({ body: z.string() });
    return {
      received: new Map(received),
      everReceived: new Set(
        rows(Place, "SELECT epoch || ' ' || seq AS place FROM record JOIN stream ON stream.id = stream").map(
          ({ place }) => place,
        ),
      ),
      gaps: rows(GapRow, `SELECT low, high FROM gap ${ofEpoch}`, epoch),
      events: rows(Body, "SELECT body FROM record WHERE kind = 'event'").map(({ body }) =>
        Event.parse(JSON.parse(body)),
      ),
      orders: rows(Body, "SELECT body FROM workOrder").map(({ body }) => WorkOrder.parse(JSON.parse(body))),
      raises: rows(
        Raise,
        `SELECT uid, cause, key, closedAt, "order" FROM sign
         WHERE action = 'raise' AND type IN ('tonerNeed', 'partNeed', 'fault')`,
      ),
      pendingSigns: count("SELECT count(*) AS count FROM sign WHERE state = 'pending'"),
      records: count("SELECT count(*) AS count FROM record"),
      epochs: count("SELECT count(*) AS count FROM stream"),
      rows: new Map(countRows(database)),
    };
  } finally {
    database.close();
  }
}
