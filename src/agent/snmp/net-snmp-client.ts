import type { Clock } from "../leaf/clock.ts";
import { placeKey } from "../leaf/place-key.ts";
import { failed, ok, type Result } from "../leaf/result.ts";
import type { Varbind } from "../leaf/varbind.ts";
import { CommunitySession, type CommunityTools } from "./community-session.ts";
import { DeviceQueue } from "./device-queue.ts";
import type { DeviceSession, SessionAnswer } from "./device-session.ts";
import { OidOctets } from "./oid-octets.ts";
import { type PduRequest, RequestEncoder } from "./request-message.ts";
import type { ResponsePdu } from "./response-message.ts";
import { SharedSockets, type Traffic } from "./shared-sockets.ts";
import type {
  BulkAnswer,
  BulkRequest,
  RequestOptions,
  SnmpClient,
  SnmpCredential,
  SnmpFailure,
  SnmpFailureKind,
  SnmpTarget,
} from "./snmp-client.ts";
import { UserSession } from "./user-session.ts";

export interface NetSnmpSettings {
  /** UDP sockets that all devices share; 8 for polling, 1 for a sweep. */
  readonly sockets: number;
  /**
   * Devices remembered between requests; a sweep meets most addresses once. Beyond it those unused for longest go, which
   * costs their next request a few microseconds.
   */
  readonly remembered: number;
  readonly clock: Clock;
  /** A random integer from 0 to 2^31 − 1. */
  readonly nextRequestId: () => number;
  /** Told when another SNMPv3 engine answers at a place than before: a replaced device, or somebody in between. */
  readonly onEngineChanged?: (place: Pick<SnmpTarget, "address" | "port">) => void;
}

/** Datagrams that were thrown away since the start. */
export interface Discards {
  /** From an address or port that nobody was talking to. */
  readonly strangers: number;
  /** From a device, but garbage, late, twice, badly signed, or of another version, community or request. */
  readonly refused: number;
}

/** A device by address and port. It is changed in place: a map that is written for each request makes much garbage. */
interface Peer {
  readonly queue: DeviceQueue;
  open: { readonly credential: SnmpCredential; readonly session: DeviceSession } | undefined;
  /** The SNMPv3 engine that answered last. */
  engine: string | undefined;
  /** The number of the request that used it last. */
  usedAt: number;
}

const keptShare = 0.8;

/** RFC 3416 section 3, error-status; all others are told as genErr. */
const statusKinds: ReadonlyMap<number, SnmpFailureKind> = new Map([
  [1, "tooBig"],
  [2, "noSuchName"],
  [16, "denied"],
]);

/** The wire: sessions of net-snmp over a few shared sockets, at most one request outstanding per device. */
export class NetSnmpClient implements SnmpClient {
  readonly #settings: NetSnmpSettings;
  readonly #sockets: SharedSockets;
  readonly #tools: CommunityTools;
  readonly #peers = new Map<string, Peer>();
  #requests = 0;
  #isClosed = false;
  #refused = 0;

  constructor(settings: NetSnmpSettings) {
    this.#settings = settings;
    this.#sockets = new SharedSockets(settings.sockets);
    const { clock, nextRequestId } = settings;
    const octets = new OidOctets();
    const encoder = new RequestEncoder(octets);
    const onRefused = () => {
      this.#refused += 1;
    };
    this.#tools = { clock, nextRequestId, encoder, octets, onRefused };
  }

  get discards(): Discards {
    return { strangers: this.#sockets.strangers, refused: this.#refused };
  }

  /** Requests that may be under way at once without losing answers. */
  get capacity(): number {
    return this.#sockets.capacity;
  }

  get traffic(): Traffic {
    return this.#sockets.traffic;
  }

  /** Opens the sockets; rejects with the system's error if they cannot be had. */
  async start(): Promise<void> {
    await this.#sockets.start();
  }

  close(): void {
    this.#isClosed = true;
    for (const peer of this.#peers.values()) closeSession(peer);
    this.#peers.clear();
    this.#sockets.stop();
  }

  async get(
    target: SnmpTarget,
    oids: readonly string[],
    options: RequestOptions,
  ): Promise<Result<readonly Varbind[], SnmpFailure>> {
    const request: PduRequest = { type: "get", oids, nonRepeaters: 0, maxRepetitions: 0 };
    const answer = await this.#ask(target, request, options, (varbinds) => {
      const isAsked = varbinds.length === oids.length && varbinds.every(({ oid }, index) => oid === oids[index]);
      return isAsked ? undefined : "its OIDs are not those asked for";
    });
    return answer.ok ? ok(answer.value.varbinds) : answer;
  }

  async getBulk(
    target: SnmpTarget,
    request: BulkRequest,
    options: RequestOptions,
  ): Promise<Result<BulkAnswer, SnmpFailure>> {
    const { oids, nonRepeaters, maxRepetitions } = request;
    const isSingle = maxRepetitions <= 1 || target.credential.version === "1";
    const successors = isSingle
      ? await this.#getNext(target, oids, options)
      : await this.#getRows(target, request, options);
    if (!successors.ok) return successors;
    const { value } = successors;
    return ok({ nonRepeaters: value.slice(0, nonRepeaters), rows: value.slice(nonRepeaters) });
  }

  async #getRows(
    target: SnmpTarget,
    { oids, nonRepeaters, maxRepetitions }: BulkRequest,
    options: RequestOptions,
  ): Promise<Result<readonly Varbind[], SnmpFailure>> {
    const most = nonRepeaters + (oids.length - nonRepeaters) * maxRepetitions;
    const answer = await this.#ask(
      target,
      { type: "getBulk", oids, nonRepeaters, maxRepetitions },
      options,
      (varbinds) => {
        const isPlausible = varbinds.length >= nonRepeaters && varbinds.length <= most;
        return isPlausible ? undefined : `${varbinds.length} values where ${nonRepeaters} to ${most} are possible`;
      },
    );
    return answer.ok ? ok(answer.value.varbinds) : answer;
  }

  /** SNMPv1 answers noSuchName when one OID has no successor (RFC 1157 section 4.1.3); the others are asked again. */
  async #getNext(
    target: SnmpTarget,
    oids: readonly string[],
    options: RequestOptions,
  ): Promise<Result<readonly Varbind[], SnmpFailure>> {
    const request: PduRequest = { type: "getNext", oids, nonRepeaters: 0, maxRepetitions: 0 };
    const answer = await this.#ask(target, request, options, (varbinds) =>
      varbinds.length === oids.length ? undefined : `${varbinds.length} values where ${oids.length} were asked for`,
    );
    if (answer.ok) return ok(answer.value.varbinds);
    const { kind, errorIndex = 0 } = answer.failure;
    const ended = oids[errorIndex - 1];
    if (kind !== "noSuchName" || ended === undefined) return answer;
    const end: Varbind = { oid: ended, value: { type: "endOfMibView", value: null } };
    if (oids.length === 1) return ok([end]);
    const others = await this.#getNext(target, oids.toSpliced(errorIndex - 1, 1), options);
    return others.ok ? ok(others.value.toSpliced(errorIndex - 1, 0, end)) : others;
  }

  #ask(
    target: SnmpTarget,
    request: PduRequest,
    options: RequestOptions,
    refusal: (varbinds: readonly Varbind[]) => string | undefined,
  ): Promise<SessionAnswer> {
    const peer = this.#peerOf(target);
    return peer.queue.run(async () => {
      if (this.#isClosed) return failed({ kind: "aborted", message: "the client is closed" });
      const answer = await this.#sessionFor(peer, target).ask(request, options, (pdu) =>
        pdu.errorStatus === 0 ? refusal(pdu.varbinds) : undefined,
      );
      // What an SNMPv3 session knows of the device's engine and clock may be what is wrong: start afresh.
      if (!answer.ok && target.credential.version === "3") closeSession(peer);
      return answer.ok && answer.value.errorStatus !== 0 ? failed(statusFailure(answer.value)) : answer;
    });
  }

  #peerOf(target: SnmpTarget): Peer {
    const key = placeKey(target);
    this.#requests += 1;
    const known = this.#peers.get(key);
    if (known) {
      known.usedAt = this.#requests;
      return known;
    }
    if (this.#peers.size >= this.#settings.remembered) this.#dropUnused();
    const peer: Peer = { queue: new DeviceQueue(), open: undefined, engine: undefined, usedAt: this.#requests };
    this.#peers.set(key, peer);
    return peer;
  }

  #sessionFor(peer: Peer, target: SnmpTarget): DeviceSession {
    if (peer.open?.credential === target.credential) return peer.open.session;
    closeSession(peer);
    const session = this.#openSession(peer, target);
    peer.open = { credential: target.credential, session };
    return session;
  }

  #openSession(peer: Peer, { address, port, credential }: SnmpTarget): DeviceSession {
    const socket = this.#sockets.open(address, port);
    if (credential.version !== "3") return new CommunitySession(credential, socket, this.#tools);
    const onEngine = (id: string) => {
      if (peer.engine !== undefined && peer.engine !== id) this.#settings.onEngineChanged?.({ address, port });
      peer.engine = id;
    };
    return new UserSession({ address, port, credential }, socket, { ...this.#tools, onEngine });
  }

  #dropUnused(): void {
    const idle = [...this.#peers].filter(([, { queue }]) => !queue.isBusy);
    idle.sort(([, one], [, other]) => one.usedAt - other.usedAt);
    for (const [key, peer] of idle.slice(0, this.#peers.size * (1 - keptShare))) {
      closeSession(peer);
      this.#peers.delete(key);
    }
  }
}

function closeSession(peer: Peer): void {
  peer.open?.session.close();
  peer.open = undefined;
}

function statusFailure({ errorStatus, errorIndex }: ResponsePdu): SnmpFailure {
  const kind = statusKinds.get(errorStatus) ?? "genErr";
  return { kind, message: `the device answered error-status ${errorStatus} at index ${errorIndex}`, errorIndex };
}
