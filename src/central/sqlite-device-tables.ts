import { z } from "zod";
import { type DeviceSection, DeviceState } from "./device-state.ts";
import { RegistryEntry } from "./registry.ts";
import type { SqlRows } from "./sqlite-rows.ts";
import type { DeviceTables } from "./store.ts";

const SectionRow = z.object({ uid: z.string(), name: z.string(), body: z.string() });

/** The devices as they were last seen, and what the service knows of them. */
export function deviceTables(sql: SqlRows): DeviceTables {
  return {
    async device(uid: string): Promise<DeviceState | undefined> {
      const sections = sql.rows(SectionRow, "SELECT uid, name, body FROM deviceSection WHERE uid = ?", uid);
      return devicesOf(sections)[0];
    },

    async devices(): Promise<readonly DeviceState[]> {
      return devicesOf(sql.rows(SectionRow, "SELECT uid, name, body FROM deviceSection ORDER BY uid"));
    },

    async joinSection({ uid, name, at, content }: DeviceSection): Promise<void> {
      const statement = `INSERT INTO deviceSection VALUES (?, ?, ?, ?)
      ON CONFLICT (uid, name) DO UPDATE SET at = excluded.at, body = excluded.body WHERE excluded.at >= at`;
      sql.run(statement, uid, name, at, JSON.stringify(content));
    },

    async addShown(agent: string, serial: string): Promise<void> {
      sql.run("INSERT OR IGNORE INTO shown VALUES (?, ?)", agent, serial);
    },

    async registry(): Promise<readonly RegistryEntry[]> {
      return sql.bodies(RegistryEntry, "SELECT body FROM registry ORDER BY si");
    },

    async registryRevision(): Promise<number> {
      const Revision = z.object({ revision: z.int() });
      return sql.rows(Revision, "SELECT revision FROM registryRevision")[0]?.revision ?? 0;
    },

    async replaceRegistry(entries: readonly RegistryEntry[]): Promise<void> {
      sql.run("DELETE FROM registry");
      for (const entry of entries) {
        sql.run("INSERT INTO registry VALUES (?, ?, ?)", entry.si, entry.serial, JSON.stringify(entry));
      }
      sql.run("UPDATE registryRevision SET revision = revision + 1");
    },

    async entryOfSerial(serial: string): Promise<RegistryEntry | undefined> {
      return sql.bodies(RegistryEntry, "SELECT body FROM registry WHERE serial = ?", serial)[0];
    },

    async siOfAgent(agent: string): Promise<readonly { readonly serial: string; readonly si: string }[]> {
      const Si = z.object({ serial: z.string(), si: z.string() });
      const statement = "SELECT serial, si FROM shown JOIN registry USING (serial) WHERE agent = ? ORDER BY serial";
      return sql.rows(Si, statement, agent);
    },
  };
}

function devicesOf(rows: readonly z.infer<typeof SectionRow>[]): DeviceState[] {
  const byUid = Map.groupBy(rows, ({ uid }) => uid);
  return [...byUid].map(([uid, sections]) => {
    const contents = sections.map(({ name, body }) => [name, JSON.parse(body)]);
    return DeviceState.parse({ uid, ...Object.fromEntries(contents) });
  });
}
