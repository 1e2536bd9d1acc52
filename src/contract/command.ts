import { z } from "zod";

/**
 * All that central may ask for. A site switches each on by itself; nothing takes an address, a file or a program.
 * `read-now` reads the device, or all, in full; `rediscover` searches the ranges; `send-status` sends a heartbeat;
 * `record` walks the device for a new profile.
 */
export const commandNames = ["read-now", "rediscover", "record", "send-status"] as const;
export type CommandName = (typeof commandNames)[number];

/** One wish of central. A name that the agent does not know is refused by itself, not with the whole answer. */
export const Command = z
  .object({
    id: z.string().min(1).max(64).describe("Never used twice; the agent follows it once"),
    name: z
      .string()
      .min(1)
      .max(32)
      .describe(`One of ${commandNames.join(", ")}`),
    device: z.string().max(64).nullable().describe("uid; null where the command means the whole site"),
    expiresAt: z.iso.datetime().describe("By central's clock; not followed after it"),
    signature: z
      .string()
      .max(128)
      .describe("Base64 of an Ed25519 signature with the service key over the lines of the command, see commandText"),
  })
  .meta({ id: "Command" });
export type Command = z.infer<typeof Command>;

/** What became of a command: begun, or why not. */
export const CommandOutcome = z
  .object({
    id: z.string().min(1).max(64),
    outcome: z.enum(["started", "notAllowed", "unknownCommand", "unknownDevice", "wrongSignature", "expired"]),
  })
  .meta({ id: "CommandOutcome" });
export type CommandOutcome = z.infer<typeof CommandOutcome>;

/** What is signed: a command is good for one agent only. One value a line; none of them holds a line break. */
export function commandText(agent: string, command: Omit<Command, "signature">): string {
  const { id, name, device, expiresAt } = command;
  return ["mfp-agent command", agent, id, name, device ?? "", expiresAt].join("\n");
}
