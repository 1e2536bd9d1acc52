import type { Clock } from "../leaf/clock.ts";
import { failed, ok, type Result } from "../leaf/result.ts";
import type { Varbind } from "../leaf/varbind.ts";
import { DeviceQueue } from "./device-queue.ts";
import { PrinterSession } from "./printer-session.ts";
import { type PduRequest, RequestEncoder } from "./request-message.ts";
import type { ResponsePdu } from "./response-message.ts";
import { SharedSockets } from "./shared-sockets.ts";
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

export interface NetSnmpSettings {
  /** UDP sockets that all devices share; 8 for polling, 1 for a sweep. */
  readonly sockets: number;
  readonly clock: Clock;
  /** A random integer from 0 to 2^31 − 1. */
  readonly nextRequestId: () => number;
}

/** Datagrams that were thrown away since the start. */
export interface Discards {
  /** From an address or port that nobody was talking to. */
  readonly strangers: number;
  /** From a device, but garbage, late, twice, or of another version, community or request. */
  readonly refused: number;
}

interface OpenSession {
  readonly credential: SnmpCredential;
  readonly session: PrinterSession;
}

type Answer = Result<ResponsePdu, SnmpFailure>;

/** Sessions kept; beyond it the one unused for longest goes, which costs its next request a few microseconds. */
const mostSessions = 4096;

/** RFC 3416 section 3, error-status; all others are told as genErr. */
const statusKinds: ReadonlyMap<number, SnmpFailureKind> = new Map([
  [1, "tooBig"],
  [2, "noSuchName"],
]);

/** The wire: sessions of net-snmp over a few shared sockets, at most one request outstanding per device. */
export class NetSnmpClient implements SnmpClient {
  readonly #settings: NetSnmpSettings;
  readonly #sockets: SharedSockets;
  readonly #queue = new DeviceQueue();
  readonly #encoder = new RequestEncoder();
  /** By address and port; the one used last stands last. */
  readonly #sessions = new Map<string, OpenSession>();
  #isClosed = false;
  #refused = 0;

  constructor(settings: NetSnmpSettings) {
    this.#settings = settings;
    this.#sockets = new SharedSockets(settings.sockets);
  }

  get discards(): Discards {
    return { strangers: this.#sockets.strangers, refused: this.#refused };
  }

  /** Opens the sockets; rejects with the system's error if they cannot be had. */
  async start(): Promise<void> {
    await this.#sockets.start();
  }

  close(): void {
    this.#isClosed = true;
    for (const key of [...this.#sessions.keys()]) this.#drop(key);
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
    const { nonRepeaters, repeaters, maxRepetitions } = request;
    const oids = [...nonRepeaters, ...repeaters];
    const isSingle = maxRepetitions <= 1 || target.credential.version === "1";
    const successors = isSingle
      ? await this.#getNext(target, oids, options)
      : await this.#getRows(target, oids, nonRepeaters.length, maxRepetitions, options);
    if (!successors.ok) return successors;
    const { value } = successors;
    return ok({ nonRepeaters: value.slice(0, nonRepeaters.length), rows: value.slice(nonRepeaters.length) });
  }

  async #getRows(
    target: SnmpTarget,
    oids: readonly string[],
    nonRepeaters: number,
    maxRepetitions: number,
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
  ): Promise<Answer> {
    const key = `${target.address}:${target.port}`;
    return this.#queue.run(key, async () => {
      if (this.#isClosed) return failed({ kind: "aborted", message: "the client is closed" });
      const session = this.#sessionFor(key, target);
      const answer = await session.ask(request, options, (pdu) =>
        pdu.errorStatus === 0 ? refusal(pdu.varbinds) : undefined,
      );
      // What an SNMPv3 session knows of the device's engine and clock may be what is wrong: start afresh.
      if (!answer.ok && target.credential.version === "3") this.#drop(key);
      return answer.ok && answer.value.errorStatus !== 0 ? failed(statusFailure(answer.value)) : answer;
    });
  }

  #sessionFor(key: string, target: SnmpTarget): PrinterSession {
    const known = this.#sessions.get(key);
    if (known?.credential === target.credential) {
      this.#sessions.delete(key);
      this.#sessions.set(key, known);
      return known.session;
    }
    this.#drop(key);
    const session = new PrinterSession(target, this.#sockets.open(target.address, target.port), {
      clock: this.#settings.clock,
      nextRequestId: this.#settings.nextRequestId,
      encoder: this.#encoder,
      onRefused: () => {
        this.#refused += 1;
      },
    });
    this.#sessions.set(key, { credential: target.credential, session });
    this.#dropOldest();
    return session;
  }

  #dropOldest(): void {
    for (const key of this.#sessions.keys()) {
      if (this.#sessions.size <= mostSessions) return;
      if (!this.#queue.isBusy(key)) this.#drop(key);
    }
  }

  #drop(key: string): void {
    this.#sessions.get(key)?.session.close();
    this.#sessions.delete(key);
  }
}

function statusFailure({ errorStatus, errorIndex }: ResponsePdu): SnmpFailure {
  const kind = statusKinds.get(errorStatus) ?? "genErr";
  return { kind, message: `the device answered error-status ${errorStatus} at index ${errorIndex}`, errorIndex };
}
