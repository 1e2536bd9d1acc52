import { hostname, networkInterfaces } from "node:os";
import { join, resolve } from "node:path";
import { credentialFile } from "../../compose/central-access.ts";
import { pathFromConfig } from "../../config/state-folder.ts";
import { proposeRanges } from "../../discovery/local-networks.ts";
import { AgentError } from "../../leaf/errors.ts";
import { defaultStateFolder } from "../../leaf/program.ts";
import { readCredential } from "../../upload/credential-file.ts";
import { proxyOf } from "./proxy-answer.ts";
import { readPresent } from "./workspace.ts";

/** A range as it is offered: configured, or a network of this machine. */
export interface RangeOffer {
  readonly addresses: string;
  readonly exclude: readonly string[];
  readonly credentials: readonly string[];
  readonly isOwnPublicRange: boolean;
  readonly isBroadRange: boolean;
}

/** An SNMPv3 user as it is configured; its passwords are never shown. */
export interface UserOffer {
  readonly user: string;
  readonly context: string | null;
  readonly auth: string | null;
  readonly priv: string | null;
}

/** What is offered as an answer: from the present configuration, the environment and this machine's networks. */
export interface Offers {
  /** The configuration file, absolute. */
  readonly file: string;
  readonly isPresent: boolean;
  readonly siteName: string;
  readonly centralUrl: string | null;
  /** The configured proxy, else the environment's, maybe with its password. */
  readonly proxy: string | null;
  /** Whether the proxy is the environment's and not yet configured. */
  readonly isProxyNoticed: boolean;
  readonly hasProxyPassword: boolean;
  readonly ranges: readonly RangeOffer[];
  readonly areRangesPresent: boolean;
  readonly credentialNames: readonly string[];
  /** By the name of the credential. */
  readonly users: ReadonlyMap<string, UserOffer>;
  readonly siNumbersFile: string | null;
  /** Under which this agent is enrolled; null: it is not. */
  readonly agent: string | null;
}

/**
 * What is offered to a person: the present values, else what this machine knows of itself.
 * @param stateFolder as a flag names it, instead of the present one
 */
export function offersFor(configFile: string, stateFolder?: string): Offers {
  const file = resolve(configFile);
  const { config, secrets } = readPresent(file);
  const central = objectOf(config["central"]);
  const credentials = objectOf(config["credentials"]);
  const noticed = proxyOf(process.env);
  const present = Array.isArray(config["ranges"]) ? config["ranges"].map(rangeOffer) : [];
  const folder = stateFolder ?? textOf(config["stateFolder"]);
  const stored = folder === null ? defaultStateFolder() : pathFromConfig({ file }, folder);
  return {
    file,
    isPresent: Object.keys(config).length > 0,
    siteName: textOf(objectOf(config["site"])["name"]) ?? hostname(),
    centralUrl: textOf(central["url"]),
    proxy: textOf(central["proxyUrl"]) ?? noticed,
    isProxyNoticed: textOf(central["proxyUrl"]) === null && noticed !== null,
    hasProxyPassword: textOf(secrets["proxyPassword"]) !== null,
    ranges: present.length > 0 ? present : proposeRanges(networkInterfaces()).map((line) => rangeOffer(line)),
    areRangesPresent: present.length > 0,
    credentialNames: Object.keys(credentials),
    users: new Map(Object.entries(credentials).flatMap(([name, one]) => userOffer(name, objectOf(one)))),
    siNumbersFile: textOf(config["siNumbersFile"]),
    agent: agentIn(stored),
  };
}

/** A credential that cannot be read is as good as none: the set-up is how a site gets a new one. */
function agentIn(stateFolder: string): string | null {
  try {
    return readCredential(join(stateFolder, credentialFile))?.agent ?? null;
  } catch (error) {
    if (error instanceof AgentError) return null;
    throw error;
  }
}

function userOffer(name: string, { user, context, auth, priv }: Readonly<Record<string, unknown>>) {
  const known = textOf(user);
  if (known === null) return [];
  return [[name, { user: known, context: textOf(context), auth: textOf(auth), priv: textOf(priv) }] as const];
}

function rangeOffer(range: unknown): RangeOffer {
  const { addresses, exclude, credentials, isOwnPublicRange, isBroadRange } = objectOf(range);
  const names = textsOf(credentials);
  return {
    addresses: textOf(addresses) ?? String(range),
    exclude: textsOf(exclude),
    credentials: names.length > 0 ? names : ["public"],
    isOwnPublicRange: isOwnPublicRange === true,
    isBroadRange: isBroadRange === true,
  };
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
