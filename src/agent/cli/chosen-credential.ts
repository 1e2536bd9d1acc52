import { type Command, Option } from "commander";
import { AgentError } from "../leaf/errors.ts";
import { Secret } from "../leaf/secret.ts";
import { buildCredentials } from "../snmp/credentials.ts";
import type { SnmpCredential } from "../snmp/snmp-client.ts";
import { type ConfigOption, configFrom, withConfig } from "./command-options.ts";
import type { Speech } from "./speech.ts";

export interface CredentialOptions extends ConfigOption {
  readonly community: string;
  readonly credential?: string;
}

/** Adds with what a device is asked: a community, for a try-out, or a credential that the configuration names. */
export function withCredential(command: Command, speech: Speech): Command {
  const { say } = speech;
  command.option("--community <name>", say("option.community"), "public");
  command.addOption(new Option("--credential <name>", say("option.credential")).conflicts("community"));
  return withConfig(command, speech);
}

/** @throws AgentError `credential-unknown`, or as `configFrom` does where a credential is named */
export function credentialFrom(options: CredentialOptions): SnmpCredential {
  const { credential: name, community } = options;
  if (name === undefined) return { version: "2c", community: new Secret(community) };
  const { config, secrets, file } = configFrom(options);
  const credentials = buildCredentials(config, secrets);
  const chosen = credentials.get(name);
  if (chosen !== undefined) return chosen;
  throw new AgentError({
    kind: "usage",
    code: "credential-unknown",
    message: `${file} names no credential ${JSON.stringify(name)}; it knows ${[...credentials.keys()].join(", ")}`,
    remedy: "Name one of those.",
  });
}
