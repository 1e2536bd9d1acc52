import { z } from "zod";

type SqlValue = string | number | null;

/** The little of SQLite that stands behind the tables. */
export interface Sql {
  run(sql: string, ...values: SqlValue[]): void;
  all(sql: string, ...values: SqlValue[]): unknown[];
}

/** What the tables work with: every row is checked against its schema. */
export interface SqlRows extends Pick<Sql, "run"> {
  rows<Row>(schema: z.ZodType<Row>, sql: string, ...values: SqlValue[]): Row[];
  /** What stands as JSON text in the column `body`. */
  bodies<Row>(schema: z.ZodType<Row>, sql: string, ...values: SqlValue[]): Row[];
}

/** Of a thing that is JSON text beside the columns that are searched. */
export const Body = z.object({ body: z.string() });

export function sqlRows({ run, all }: Sql): SqlRows {
  const rows: SqlRows["rows"] = (schema, sql, ...values) => all(sql, ...values).map((row) => schema.parse(row));
  return {
    run,
    rows,
    bodies: (schema, sql, ...values) => rows(Body, sql, ...values).map(({ body }) => schema.parse(JSON.parse(body))),
  };
}
