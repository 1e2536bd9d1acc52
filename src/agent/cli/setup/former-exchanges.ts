import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { parseJson } from "../../config/json-text.ts";
import { AgentError } from "../../leaf/errors.ts";
import { type Exchange, readLedger } from "../../outbox/ledger-table.ts";
import { writePrivateFile } from "../../outbox/private-file.ts";
import { storeFiles } from "../../outbox/store.ts";
import { withStore } from "../stored-agent.ts";

/** Waits in the draft's folder for a ledger that stays. */
export const formerExchangesFile = "former-exchanges.json";
/** Nobody sets up more often in vain. */
const mostKept = 100;

const Exchanges: z.ZodType<readonly Exchange[]> = z.array(
  z.object({
    at: z.iso.datetime(),
    host: z.string(),
    what: z.enum(["enrolment", "upload", "export", "goodbye"]),
    records: z.number(),
    sentBytes: z.number(),
    outcome: z.string(),
  }),
);

/** Keeps of a draft that goes what has left the network: it cannot be called back, however the set-up ends. */
export function keepExchanges(folder: string): void {
  if (!existsSync(join(folder, storeFiles.store))) return;
  const sent = ledgerIn(folder).filter(({ sentBytes }) => sentBytes > 0);
  if (sent.length === 0) return;
  const all = [...formerExchanges(folder), ...sent.toReversed()].slice(-mostKept);
  writePrivateFile(join(folder, formerExchangesFile), JSON.stringify(all));
}

/** What set-ups that came to nothing have sent, oldest first; it is handed out once. */
export function takeExchanges(folder: string): readonly Exchange[] {
  const former = formerExchanges(folder);
  rmSync(join(folder, formerExchangesFile), { force: true });
  return former;
}

/** A set-up that was killed may leave a store that nobody can read. */
function ledgerIn(folder: string): readonly Exchange[] {
  try {
    return withStore(folder, (database) => readLedger(database, mostKept));
  } catch (error) {
    if (error instanceof AgentError) return [];
    throw error;
  }
}

function formerExchanges(folder: string): readonly Exchange[] {
  const file = join(folder, formerExchangesFile);
  const kept = existsSync(file) ? parseJson(readFileSync(file, "utf8")) : undefined;
  const exchanges = Exchanges.safeParse(kept?.ok ? kept.value : []);
  return exchanges.success ? exchanges.data : [];
}
