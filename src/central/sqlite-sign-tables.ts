import { Sign } from "./sign.ts";
import type { SqlRows } from "./sqlite-rows.ts";
import type { SignTables } from "./store.ts";

const signColumns = Sign.keyof().options;
const whichRaise = "action = 'raise' AND closedAt IS NULL";

/** What was told of each condition. */
export function signTables(sql: SqlRows): SignTables {
  return {
    async addSign(sign: Sign): Promise<void> {
      const marks = signColumns.map(() => "?").join(", ");
      const statement = `INSERT INTO sign ("${signColumns.join('", "')}") VALUES (${marks})`;
      sql.run(statement, ...signColumns.map((name) => sign[name]));
    },

    async saveSign({ agent, epoch, seq, state, order, closedAt }: Sign): Promise<void> {
      const statement = `UPDATE sign SET state = ?, "order" = ?, closedAt = ? WHERE agent = ? AND epoch = ? AND seq = ?`;
      sql.run(statement, state, order, closedAt, agent, epoch, seq);
    },

    async openRaises(uid: string, cause: string): Promise<readonly Sign[]> {
      return sql.rows(Sign, `SELECT * FROM sign WHERE uid = ? AND cause = ? AND ${whichRaise}`, uid, cause);
    },

    async forsakenRaises(sinceMs: number, heardAfterMs: number): Promise<readonly Sign[]> {
      const present = "(SELECT max(epoch) FROM stream WHERE stream.agent = s.agent)";
      const statement = `SELECT s.* FROM sign s
      WHERE s.${whichRaise.replace("AND ", "AND s.")} AND s.type <> 'request' AND s.epoch < ${present}
        AND EXISTS (SELECT 1 FROM agent WHERE id = s.agent AND json_extract(body, '$.lastContactMs') > ?2)
        AND EXISTS (SELECT 1 FROM record r WHERE r.uid = s.uid AND r.kind = 'reading' AND r.arrivedMs < ?1
          AND r.stream = (SELECT id FROM stream WHERE stream.agent = s.agent ORDER BY epoch DESC LIMIT 1))
        AND NOT EXISTS (SELECT 1 FROM sign again
          WHERE again.uid = s.uid AND again.cause = s.cause AND again.agent = s.agent AND again.action = 'raise'
            AND again.closedAt IS NULL AND again.epoch = ${present})`;
      return sql.rows(Sign, statement, sinceMs, heardAfterMs);
    },

    async notToldAgain(hours: number): Promise<readonly Sign[]> {
      const statement = `SELECT s.* FROM sign s
      WHERE s.${whichRaise.replace("AND ", "AND s.")} AND s.type <> 'request'
        AND EXISTS (SELECT 1 FROM record word JOIN stream said ON said.id = word.stream
          WHERE word.uid = s.uid AND word.kind = 'device' AND word.body ->> 'tellsAgain' AND said.agent = s.agent
            AND (said.epoch > s.epoch OR said.epoch = s.epoch AND word.seq > s.seq)
            AND EXISTS (SELECT 1 FROM record r WHERE r.uid = s.uid AND r.kind = 'reading' AND r.stream = word.stream
              AND r.seq > word.seq AND r.observedAt >= strftime('%Y-%m-%dT%H:%M:%fZ', word.observedAt, ?1))
            AND NOT EXISTS (SELECT 1 FROM sign again
              WHERE again.uid = s.uid AND again.cause = s.cause AND again.agent = s.agent AND again.action = 'raise'
                AND again.closedAt IS NULL
                AND (again.epoch > said.epoch OR again.epoch = said.epoch AND again.seq > word.seq)))`;
      return sql.rows(Sign, statement, `+${hours} hours`);
    },

    async orderedRaises({ uid, cause, key, agent }: Sign): Promise<readonly Sign[]> {
      const statement = `SELECT * FROM sign WHERE uid = ? AND cause = ? AND key = ? AND agent = ? AND action = 'raise'
      AND closedAt IS NOT NULL AND "order" IS NOT NULL`;
      return sql.rows(Sign, statement, uid, cause, key, agent);
    },

    async openConditions(uid: string): Promise<readonly Sign[]> {
      return sql.rows(Sign, `SELECT * FROM sign WHERE uid = ? AND ${whichRaise} ORDER BY at`, uid);
    },

    async signsAfter({ uid, cause, agent, epoch, seq, at }: Sign): Promise<readonly Sign[]> {
      const statement = `SELECT * FROM sign WHERE uid = ?1 AND cause = ?2
      AND (agent = ?3 AND (epoch > ?4 OR epoch = ?4 AND seq > ?5) OR at >= ?6)`;
      return sql.rows(Sign, statement, uid, cause, agent, epoch, seq, at);
    },

    async pendingSigns(
      which: { readonly agent: string } | { readonly arrivedUntilMs: number },
    ): Promise<readonly Sign[]> {
      const pending = "SELECT * FROM sign WHERE state = 'pending'";
      if ("agent" in which) return sql.rows(Sign, `${pending} AND agent = ?`, which.agent);
      return sql.rows(Sign, `${pending} AND arrivedMs <= ?`, which.arrivedUntilMs);
    },

    async signsOfOrder(number: string): Promise<readonly Sign[]> {
      return sql.rows(Sign, `SELECT * FROM sign WHERE "order" = ?`, number);
    },
  };
}
