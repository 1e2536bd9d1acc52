import { hostname, networkInterfaces } from "node:os";
import { join, resolve } from "node:path";
import { credentialFile } from "../../compose/central-access.ts";
import { proposeRanges } from "../../discovery/local-networks.ts";
import { readCredential } from "../../upload/credential-file.ts";
import type { Offers } from "./interview.ts";
import { readPresent } from "./workspace.ts";

/** What is offered to a person: the present values, else what this machine knows of itself. */
export function offersFor(file: string): Offers {
  const { config, secrets } = readPresent(file);
  const central = objectOf(config["central"]);
  const noticed = proxyOf(process.env);
  const ranges = Array.isArray(config["ranges"])
    ? config["ranges"].map((range) => String(objectOf(range)["addresses"]))
    : [];
  const folder = config["stateFolder"];
  const stored = typeof folder === "string" ? join(resolve(file, "..", folder), credentialFile) : undefined;
  return {
    siteName: textOf(objectOf(config["site"])["name"]) ?? hostname(),
    centralUrl: textOf(central["url"]),
    proxyUrl: textOf(central["proxyUrl"]) ?? noticed,
    isProxyNoticed: textOf(central["proxyUrl"]) === null && noticed !== null,
    ranges: ranges.length > 0 ? ranges : proposeRanges(networkInterfaces()),
    areRangesPresent: ranges.length > 0,
    community: firstCommunity(objectOf(secrets["credentials"])) ?? "public",
    siNumbersFile: textOf(config["siNumbersFile"]),
    agent: stored === undefined ? null : (readCredential(stored)?.agent ?? null),
  };
}

/** The environment may name proxies of other kinds too; only one over http can carry the upload. */
function proxyOf(environment: Readonly<Record<string, string | undefined>>): string | null {
  const proxy = environment["HTTPS_PROXY"] ?? environment["https_proxy"] ?? "";
  return URL.parse(proxy)?.protocol === "http:" ? proxy : null;
}

function firstCommunity(credentials: Readonly<Record<string, unknown>>): string | null {
  return textOf(objectOf(Object.values(credentials)[0])["community"]);
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
