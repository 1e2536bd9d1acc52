import { type DraftAgent, openDraftAgent } from "../../compose/store.ts";
import type { MetDevice } from "./find-devices.ts";
import type { Workspace } from "./workspace.ts";

/** Opens the store, takes in what was found, and closes it again whatever the action does. */
export async function inStore(
  workspace: Workspace,
  store: string,
  met: readonly MetDevice[],
  numbers: ReadonlyMap<string, string>,
  action: (draft: DraftAgent) => Promise<boolean>,
): Promise<boolean> {
  const draft = openDraftAgent(workspace.loaded, { store, credential: workspace.credentialFolder });
  try {
    draft.keeper.takeRegistry([...numbers].map(([serial, si]) => ({ serial, si })));
    draft.keeper.takeReadings(met);
    return await action(draft);
  } finally {
    draft.keeper.store();
    draft.outbox.close();
  }
}
