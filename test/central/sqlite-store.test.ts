import { statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { openSqliteStore } from "../../src/central/sqlite-store.ts";
import { CentralError } from "../../src/central/trouble.ts";
import { makeFolder } from "./bench.ts";
import { describeStore } from "./store-conformance.ts";

describeStore("SQLite", () => {
  const folder = makeFolder();
  return { open: () => openSqliteStore(folder.path), remove: folder.remove };
});

test("the file is its owner's alone", async () => {
  const folder = makeFolder();
  const store = openSqliteStore(folder.path);
  await store.transact((tables) => tables.nextNumber("X"));
  for (const name of ["central.db", "central.db-wal"]) {
    expect(statSync(join(folder.path, name)).mode & 0o077).toBe(0);
  }
  await store.close();
  folder.remove();
});

test("a file of a newer version is refused with a clear text, and left as it was", async () => {
  const folder = makeFolder();
  await openSqliteStore(folder.path).close();
  const database = new DatabaseSync(join(folder.path, "central.db"));
  database.exec("PRAGMA user_version = 99");
  expect(() => openSqliteStore(folder.path)).toThrow(/newer mfp-agent-central \(version 99/);
  expect(database.prepare("PRAGMA user_version").get()).toMatchObject({ user_version: 99 });
  database.close();
  folder.remove();
});

test.each([
  { what: "a folder that cannot be made", path: "/dev/null/central" },
  { what: "a folder that is a file", path: "/dev/null" },
])("$what is refused with a clear text", ({ path }) => {
  expect(() => openSqliteStore(path)).toThrow(CentralError);
});
