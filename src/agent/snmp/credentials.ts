import type { Configuration, CredentialConfig } from "../config/config-schema.ts";
import type { Secrets } from "../config/secrets-schema.ts";
import { Secret } from "../leaf/secret.ts";
import type { SnmpCredential } from "./snmp-client.ts";

/** The credential that needs no configuration: most devices are delivered with it. */
export const publicCredential: SnmpCredential = { version: "2c", community: new Secret("public") };
const publicName = "public";

/** The configured credentials by name. Keys that the secrets file lacks were refused when the configuration was read. */
export function buildCredentials(config: Configuration, secrets: Secrets): ReadonlyMap<string, SnmpCredential> {
  const built = Object.entries(config.credentials).map(
    ([name, credential]) => [name, buildCredential(credential, secrets.credentials[name] ?? {})] as const,
  );
  return new Map([[publicName, publicCredential], ...built]);
}

type Keys = Secrets["credentials"][string];

function buildCredential(credential: CredentialConfig, keys: Keys): SnmpCredential {
  if (credential.version !== "3") return { version: credential.version, community: keys.community ?? new Secret("") };
  const { user, context, auth, priv } = credential;
  const base = { version: "3" as const, user, ...(context !== undefined && { context }) };
  if (!auth || !keys.authKey) return { ...base, level: "noAuthNoPriv" };
  const authentication = { protocol: auth, key: keys.authKey };
  if (!priv || !keys.privKey) return { ...base, level: "authNoPriv", auth: authentication };
  return { ...base, level: "authPriv", auth: authentication, priv: { protocol: priv, key: keys.privKey } };
}
