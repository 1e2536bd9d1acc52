import { type Command, Option } from "commander";
import { resolveHost } from "../discovery/host.ts";
import type { SweepTarget } from "../discovery/sweep-plan.ts";
import { AgentError } from "../leaf/errors.ts";
import type { Result } from "../leaf/result.ts";
import { Secret } from "../leaf/secret.ts";
import { addressText } from "../schedule/meet-device.ts";
import { searchRanges } from "../schedule/search-range.ts";
import { Territory } from "../schedule/territory.ts";
import { buildCredentials } from "../snmp/credentials.ts";
import type { SnmpCredential, SnmpFailure, SnmpTarget } from "../snmp/snmp-client.ts";
import { type ConfigOption, configFrom, withConfig } from "./command-options.ts";
import type { Speech } from "./speech.ts";

export interface CredentialOptions extends ConfigOption {
  readonly community?: string;
  readonly credential?: string;
}

/** A credential that a person named, and where it is at home. */
export interface NamedCredential {
  readonly kind: "named";
  readonly name: string;
  readonly credential: SnmpCredential;
  readonly territory: Territory;
}

/** What a person gave to ask with: one credential for every place, or a configuration that says it for each. */
export type Chosen =
  | { readonly kind: "community"; readonly credential: SnmpCredential }
  | NamedCredential
  | { readonly kind: "configured"; readonly file: string; readonly territory: Territory };

/** Adds with what a device is asked: a community, for a try-out, or what the configuration knows. */
export function withCredential(command: Command, speech: Speech): Command {
  const { say } = speech;
  command.option("--community <name>", say("option.anyCommunity"));
  command.addOption(new Option("--credential <name>", say("option.credential")).conflicts("community"));
  return withConfig(command, speech);
}

/**
 * A community that is given counts, then the name of a credential, then the configuration that is named; else it is the
 * community `public`. A configuration at a usual place is looked at only for a name.
 * @throws AgentError `credential-unknown`, or as `configFrom` does
 */
export function chooseCredential(options: CredentialOptions): Chosen {
  const { credential: name, community, config } = options;
  const isConfigured = community === undefined && (name !== undefined || config !== undefined);
  if (!isConfigured) {
    return { kind: "community", credential: { version: "2c", community: new Secret(community ?? "public") } };
  }
  const loaded = configFrom(options);
  const credentials = buildCredentials(loaded.config, loaded.secrets);
  const territory = new Territory(searchRanges(loaded.config.ranges, credentials), credentials);
  if (name === undefined) return { kind: "configured", file: loaded.file, territory };
  const credential = credentials.get(name);
  if (credential !== undefined) return { kind: "named", name, credential, territory };
  throw new AgentError({
    kind: "usage",
    code: "credential-unknown",
    message: `${loaded.file} names no credential ${JSON.stringify(name)}; it knows ${[...credentials.keys()].join(", ")}`,
    remedy: "Name one of those.",
  });
}

/**
 * Where a host stands and what it is asked with.
 * @throws AgentError as `chooseCredential` and `resolveHost` do, and `host-outside` for a place in none of the ranges of
 * the configuration
 */
export async function targetOf(host: string, options: CredentialOptions): Promise<SweepTarget> {
  const chosen = chooseCredential(options);
  const place = await resolveHost(host);
  if (chosen.kind !== "configured") return { ...place, credentials: [chosen.credential] };
  const credentials = await chosen.territory.credentialsAt(place, null);
  if (credentials === undefined) throw outside(addressText(place), chosen.file);
  return { ...place, credentials };
}

export function outside(place: string, file: string): AgentError {
  return new AgentError({
    kind: "usage",
    code: "host-outside",
    message: `${place} stands in none of the ranges of ${file}`,
    remedy: "--credential NAME or --community NAME says how to ask there.",
  });
}

/** Tries one credential after the other; of several failures what a device says tells more than its silence. */
export async function askWithEach<Answer>(
  { credentials: [first, second], ...place }: SweepTarget,
  ask: (target: SnmpTarget) => Promise<Result<Answer, SnmpFailure>>,
): Promise<Result<Answer, SnmpFailure>> {
  const answer = await ask({ ...place, credential: first });
  if (answer.ok || second === undefined) return answer;
  const other = await ask({ ...place, credential: second });
  return other.ok || answer.failure.kind === "timeout" ? other : answer;
}
