import { openSqliteStore } from "../../src/central/sqlite-store.ts";

/** Commits so many transactions in the folder named first, and says each number on stdout once it is durable. */
const [, , folder = "", count = "0"] = process.argv;
const store = openSqliteStore(folder);
for (let done = 0; done < Number(count); done += 1) {
  process.stdout.write(`${await store.transact((tables) => tables.nextNumber("TO-2026"))}\n`);
}
await store.close();
