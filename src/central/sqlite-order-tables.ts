import { z } from "zod";
import { Notification } from "./notification.ts";
import type { SqlRows } from "./sqlite-rows.ts";
import type { OrderPage, OrderTables } from "./store.ts";
import { WorkOrder } from "./work-order.ts";

/** What was made of the signs: orders, tickets, and whom they were told. */
export function orderTables(sql: SqlRows): OrderTables {
  return {
    async nextNumber(series: string): Promise<string> {
      sql.run("INSERT INTO series VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET last = last + 1", series);
      const Last = z.object({ last: z.int() });
      const last = sql.rows(Last, "SELECT last FROM series WHERE name = ?", series)[0]?.last ?? 0;
      return `${series}-${String(last).padStart(6, "0")}`;
    },

    async saveOrder(order: WorkOrder): Promise<void> {
      const { number, state, uid, cause, openedAt } = order;
      const statement = `INSERT INTO workOrder VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (number) DO UPDATE SET state = excluded.state, body = excluded.body`;
      sql.run(statement, number, state, uid, cause, openedAt, JSON.stringify(order));
    },

    async order(number: string): Promise<WorkOrder | undefined> {
      return sql.bodies(WorkOrder, "SELECT body FROM workOrder WHERE number = ?", number)[0];
    },

    async unclosedOrder(uid: string, cause: string): Promise<WorkOrder | undefined> {
      const statement = "SELECT body FROM workOrder WHERE uid = ? AND cause = ? AND state <> 'closed'";
      return sql.bodies(WorkOrder, statement, uid, cause)[0];
    },

    async heldOrders(): Promise<readonly WorkOrder[]> {
      return sql.bodies(WorkOrder, "SELECT body FROM workOrder WHERE state = 'held' ORDER BY number");
    },

    async ordersOf(uid: string): Promise<readonly WorkOrder[]> {
      return sql.bodies(WorkOrder, "SELECT body FROM workOrder WHERE uid = ? ORDER BY number", uid);
    },

    async orders(limit: number, { offset = 0, which }: OrderPage = {}): Promise<readonly WorkOrder[]> {
      const isWanted =
        which === undefined ? "" : `WHERE json_extract(body, '$.kind') ${which === "toner" ? "=" : "<>"} 'toner'`;
      const statement = `SELECT body FROM workOrder ${isWanted}
      ORDER BY state = 'closed', openedAt DESC, number DESC LIMIT ? OFFSET ?`;
      return sql.bodies(WorkOrder, statement, limit, offset);
    },

    async addNotification(notification: Notification): Promise<void> {
      sql.run("INSERT INTO notification (body) VALUES (?)", JSON.stringify(notification));
    },

    async notifications(limit: number, offset = 0): Promise<readonly Notification[]> {
      const statement = "SELECT body FROM notification ORDER BY id DESC LIMIT ? OFFSET ?";
      return sql.bodies(Notification, statement, limit, offset);
    },
  };
}
