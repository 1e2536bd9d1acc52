import { readCentralAddress } from "../config/central-address.ts";
import { AgentError } from "../leaf/errors.ts";

/**
 * The address of central as its adapter takes it.
 * @throws AgentError kind `config`
 */
export function parseCentralAddress(address: string): URL {
  const url = readCentralAddress(address);
  if (url.ok) return url.value;
  throw new AgentError({
    kind: "config",
    code: "central-address-invalid",
    message: `The address of central ${url.failure}.`,
    remedy: "Write the address of central as https://host[:port]/path.",
  });
}
