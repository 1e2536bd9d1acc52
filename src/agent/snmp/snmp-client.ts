import type { Result } from "../leaf/result.ts";
import type { Secret } from "../leaf/secret.ts";
import type { Varbind } from "../leaf/varbind.ts";

/** How a device wants to be asked. Keep one object per device: a session lives as long as its credential object. */
export type SnmpCredential = CommunityCredential | UserCredential;

export interface CommunityCredential {
  readonly version: "1" | "2c";
  readonly community: Secret;
}

export type AuthProtocol = "md5" | "sha" | "sha224" | "sha256" | "sha384" | "sha512";

/** `aes` has 128 bits; `aes256b` and `aes256r` differ in how the key is extended (Blumenthal, Reeder). */
export type PrivProtocol = "des" | "aes" | "aes256b" | "aes256r";

export interface Passphrase<Protocol> {
  readonly protocol: Protocol;
  readonly key: Secret;
}

/** SNMPv3 user of the User-based Security Model (RFC 3414). */
export type UserCredential = {
  readonly version: "3";
  readonly user: string;
  /** Name of the context (RFC 3411 section 3.3.1); devices with one context need none. */
  readonly context?: string;
} & (
  | { readonly level: "noAuthNoPriv" }
  | { readonly level: "authNoPriv"; readonly auth: Passphrase<AuthProtocol> }
  | {
      readonly level: "authPriv";
      readonly auth: Passphrase<AuthProtocol>;
      readonly priv: Passphrase<PrivProtocol>;
    }
);

export interface SnmpTarget {
  /** An IPv4 address; names are resolved before. */
  readonly address: string;
  readonly port: number;
  readonly credential: SnmpCredential;
}

export interface RequestOptions {
  /** How long to wait after the last packet. */
  readonly timeoutMs: number;
  /** When to send the same request once more, counted from the first packet; [3000, 8000] outlasts a waking device. */
  readonly retryAtMs: readonly number[];
  readonly signal?: AbortSignal;
}

export type SnmpFailureKind =
  /** No answer: off, filtered, or another community. */
  | "timeout"
  /** This machine cannot send there. */
  | "unreachable"
  | "tooBig"
  | "noSuchName"
  /** authorizationError: the credential may not see this. */
  | "denied"
  /** Any other error-status of the device. */
  | "genErr"
  /** The SNMPv3 engine answers discovery but not the request: a wrong privacy key or context, or it was lost. */
  | "ignored"
  | "unknownUser"
  | "unknownContext"
  | "wrongDigest"
  | "unsupportedLevel"
  | "decryption"
  | "notInTimeWindow"
  /** Answers came, but none that fits the request. */
  | "malformed"
  | "aborted";

export interface SnmpFailure {
  readonly kind: SnmpFailureKind;
  /** One sentence for the log, without secrets. */
  readonly message: string;
  /** Which variable binding is to blame, from 1 (RFC 3416 section 3); only of tooBig, noSuchName, denied and genErr. */
  readonly errorIndex?: number;
  /**
   * Where an answer to this request came from that was not taken, as `address:port`; only of a timeout. A device with
   * several addresses or one behind a translation may answer so, and so may anybody who wants to be taken for it.
   */
  readonly stranger?: string;
}

export interface BulkRequest {
  /** The non-repeaters, then the repeaters. */
  readonly oids: readonly string[];
  /** How many of `oids` are non-repeaters. */
  readonly nonRepeaters: number;
  readonly maxRepetitions: number;
}

export interface BulkAnswer {
  /** The successor of each non-repeater, in their order. */
  readonly nonRepeaters: readonly Varbind[];
  /** Row after row, a successor of each repeater in each; a device may end anywhere, even inside a row. */
  readonly rows: readonly Varbind[];
}

/** Reading devices over SNMP. There is no SET here, so that nothing can be written. */
export interface SnmpClient {
  /** The values in the order of `oids`; a missing one has the value noSuchObject or noSuchInstance. */
  get(
    target: SnmpTarget,
    oids: readonly string[],
    options: RequestOptions,
  ): Promise<Result<readonly Varbind[], SnmpFailure>>;

  /**
   * GETBULK (RFC 3416 section 4.2.3). With one repetition or in SNMPv1 it is sent as GETNEXT, which gives one row; there
   * the end of the MIB becomes endOfMibView too.
   */
  getBulk(target: SnmpTarget, request: BulkRequest, options: RequestOptions): Promise<Result<BulkAnswer, SnmpFailure>>;

  /** Ends all requests as aborted and frees the sockets. */
  close(): void;
}
