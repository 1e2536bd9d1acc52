import { lookup } from "node:dns/promises";
import { parseRange } from "../config/address-range.ts";
import { AgentError, systemCode } from "../leaf/errors.ts";
import { formatAddress } from "../leaf/ipv4.ts";
import type { Place } from "./range-set.ts";

/** What to do about a name that leads nowhere. */
export const nameRemedy = "Use the address, or check the name server of this machine.";

/**
 * One device's place from what a person typed: `192.168.1.20`, `192.168.1.20:1161` or a name.
 * @throws AgentError of kind `usage`, or `unavailable` for a name that cannot be resolved
 */
export async function resolveHost(text: string): Promise<Place> {
  const parsed = parseRange(text);
  if (!parsed.ok) throw usage(parsed.failure);
  const range = parsed.value;
  if (range.kind === "name") return { address: await resolveName(range.name), port: range.port };
  if (range.kind === "exclusion" || range.first !== range.last) throw usage(`"${text}" is not one address`);
  return { address: formatAddress(range.first), port: range.port };
}

export async function resolveName(name: string): Promise<string> {
  try {
    const { address } = await lookup(name, { family: 4 });
    return address;
  } catch (error) {
    throw new AgentError({
      kind: "unavailable",
      code: "name-unknown",
      message: `${name}: the name cannot be resolved (${systemCode(error) ?? "no answer"})`,
      remedy: nameRemedy,
      cause: error,
    });
  }
}

function usage(message: string): AgentError {
  return new AgentError({ kind: "usage", code: "host-wrong", message });
}
