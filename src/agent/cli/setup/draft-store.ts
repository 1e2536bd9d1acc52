import { type DraftAgent, openDraftAgent } from "../../compose/store.ts";
import type { MetDevice } from "./find-devices.ts";
import type { Workspace } from "./workspace.ts";

/** Opens the store, and closes it again whatever the action does. */
export async function inStore<Value>(
  workspace: Workspace,
  store: string,
  action: (draft: DraftAgent) => Promise<Value>,
): Promise<Value> {
  const draft = openDraftAgent(workspace.loaded, { store, credential: workspace.credentialFolder });
  try {
    return await action(draft);
  } finally {
    draft.outbox.close();
  }
}

/** Takes in what was found, and the service numbers by serial number. */
export function takeIn({ keeper }: DraftAgent, met: readonly MetDevice[], numbers: ReadonlyMap<string, string>): void {
  keeper.takeRegistry([...numbers].map(([serial, si]) => ({ serial, si })));
  keeper.takeReadings(met);
  keeper.store();
}
