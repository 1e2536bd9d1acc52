import { sweepDesk } from "./case-work.ts";
import { mergeRegistry, readRegistry } from "./registry.ts";
import type { DeskTime } from "./service-desk.ts";
import type { CentralStore } from "./store.ts";

export type ImportOutcome =
  | { readonly ok: true; readonly rows: number; readonly revision: number; readonly hasChanged: boolean }
  | { readonly ok: false; readonly errors: readonly string[] };

/** Takes a registry file over, all of it or nothing. Orders that were held for what it mends are taken up at once. */
export function importRegistry(store: CentralStore, text: string, time: DeskTime): Promise<ImportOutcome> {
  const file = readRegistry(text);
  if (!file.ok) return Promise.resolve(file);
  return store.transact(async (tables): Promise<ImportOutcome> => {
    const merged = mergeRegistry(await tables.registry(), file.entries);
    if (!merged.ok) return merged;
    if (merged.hasChanged) {
      await tables.replaceRegistry(merged.entries);
      await sweepDesk(tables, time);
    }
    const revision = await tables.registryRevision();
    return { ok: true, rows: file.entries.length, revision, hasChanged: merged.hasChanged };
  });
}
