import { type Command, type CommandName, commandNames, commandText } from "../contract/command.ts";
import { stampOf } from "./clock.ts";
import type { RandomBytes } from "./credential.ts";
import type { ServiceKey } from "./service-key.ts";
import type { CentralStore } from "./store.ts";

const idBytes = 12;

export interface Wish {
  readonly agent: string;
  readonly name: CommandName;
  readonly device: string | null;
  readonly expiresMs: number;
}

export function isCommandName(name: string): name is CommandName {
  return commandNames.some((known) => known === name);
}

/** Signs a command and keeps it for the agent's next upload; undefined: there is no such agent. */
export async function issueCommand(
  store: CentralStore,
  { agent, name, device, expiresMs }: Wish,
  key: ServiceKey,
  random: RandomBytes,
): Promise<Command | undefined> {
  const id = `c-${Buffer.from(random(idBytes)).toString("hex")}`;
  const unsigned = { id, name, device, expiresAt: stampOf(expiresMs) };
  const command = { ...unsigned, signature: key.sign(commandText(agent, unsigned)) };
  return store.transact(async (tables) => {
    if ((await tables.agent(agent)) === undefined) return undefined;
    await tables.addCommand(agent, command);
    return command;
  });
}
