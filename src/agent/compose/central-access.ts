import { hostname } from "node:os";
import { join } from "node:path";
import { enrolmentText } from "../../contract/enrolment.ts";
import { configuredClient } from "../config/client-files.ts";
import type { LoadedConfig } from "../config/config-store.ts";
import { configuredAuthority } from "../config/named-files.ts";
import { stateFolderOf } from "../config/state-folder.ts";
import type { UploadParts } from "../daemon.ts";
import { programVersion } from "../leaf/program.ts";
import type { Result } from "../leaf/result.ts";
import { Secret } from "../leaf/secret.ts";
import type { Exchange } from "../outbox/ledger-table.ts";
import { AxiosCentral } from "../upload/axios-central.ts";
import type { Central, UploadFailure } from "../upload/central-port.ts";
import { type Credential, readCredential, writeCredential } from "../upload/credential-file.ts";
import { enrol } from "../upload/enrolment.ts";
import { openSigningKey, signingKeyFile } from "../upload/signing-key.ts";
import { networkClock } from "./snmp-engine.ts";

/** Name of the file in the state folder that holds what the agent got at its enrolment. */
export const credentialFile = "credential.json";

export interface CentralAccess {
  readonly port: Central;
  readonly credential: () => Credential | undefined;
  readonly enrol: UploadParts["enrol"];
  /** Ends the agent's token at central. */
  readonly decommission: (agent: string, signal: AbortSignal) => Promise<Result<unknown, UploadFailure>>;
  /** Takes the place of the token before, once it is on disk. Throws errors of the file system. */
  readonly keepToken: (token: string) => void;
}

/**
 * The way to central and the credential for it; undefined: none is configured.
 * @throws AgentError when the address, a file or the credential is not as it must be
 */
export function openUplink(
  loaded: LoadedConfig,
  folder = stateFolderOf(loaded),
  onExchange: (exchange: Exchange) => void = () => {},
): CentralAccess | undefined {
  const { secrets } = loaded;
  const { central } = loaded.config;
  if (!central) return undefined;
  const path = join(folder, credentialFile);
  let credential = readCredential(path);
  const proxy = central.proxyUrl === undefined ? undefined : new URL(central.proxyUrl);
  const authority = configuredAuthority(loaded);
  const client = configuredClient(loaded);
  const port = new AxiosCentral({
    address: central.url,
    clock: networkClock,
    token: () => credential?.token,
    turnToOtherToken: () => {
      if (credential?.formerToken === undefined) return false;
      // Not on the disk: what starts anew begins with the newest.
      credential = { ...credential, token: credential.formerToken, formerToken: credential.token };
      return true;
    },
    onExchange,
    ...(authority !== undefined && { authority }),
    ...(client !== undefined && { client }),
    ...(central.pins !== undefined && { pins: central.pins }),
    ...(proxy && {
      proxy: {
        host: proxy.hostname,
        port: Number(proxy.port || "3128"),
        ...(proxy.username && { user: decodeURIComponent(proxy.username) }),
        ...(secrets.proxyPassword && { password: secrets.proxyPassword }),
      },
    }),
  });
  const code = secrets.enrolmentCode;
  const enrolOnce = async (signal: AbortSignal) => {
    const key = openSigningKey(join(folder, signingKeyFile));
    const [typed, signingKey] = [code?.reveal() ?? "", key.publicKey];
    const proof = key.sign(enrolmentText(typed, signingKey));
    const request = { code: typed, version: programVersion(), hostName: hostname(), signingKey, proof };
    const enrolled = await enrol(port, path, request, signal);
    if (enrolled.ok) credential = enrolled.value;
    return enrolled;
  };
  const keepToken = (token: string) => {
    if (credential === undefined) return;
    // The present one is the one that central took last.
    const renewed = { ...credential, token: new Secret(token), formerToken: credential.token };
    writeCredential(path, renewed);
    credential = renewed;
  };
  return {
    ...{ port, credential: () => credential, keepToken },
    enrol: credential || !code ? undefined : enrolOnce,
    decommission: (agent, signal) => port.decommission(agent, signal),
  };
}

/** What a proxy that knows its users is told (RFC 7617); undefined: no user is configured. */
export function proxyLogin({ config, secrets }: LoadedConfig): string | undefined {
  const user = new URL(config.central?.proxyUrl ?? "http://none").username;
  if (user === "") return undefined;
  const login = `${decodeURIComponent(user)}:${secrets.proxyPassword?.reveal() ?? ""}`;
  return `Basic ${Buffer.from(login).toString("base64")}`;
}
