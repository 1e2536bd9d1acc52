/** Makes a store of central and prints a code for one agent. `node make-code.ts FOLDER` */
import { createCode } from "../../src/central/enrolment.ts";
import { systemRandom } from "../../src/central/random.ts";
import { openSqliteStore } from "../../src/central/sqlite-store.ts";

const store = openSqliteStore(process.argv[2] ?? "");
const { code } = await createCode(store, "Load", Date.now(), systemRandom);
await store.close();
process.stdout.write(`${code}\n`);
