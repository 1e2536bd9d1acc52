import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { gzipSync } from "node:zlib";
import axios, { type AxiosInstance, type AxiosProxyConfig, type AxiosResponse } from "axios";
import type { z } from "zod";
import { operations, Problem } from "../../contract/api.ts";
import type { Acknowledgement, Batch } from "../../contract/batch.ts";
import type { Decommission } from "../../contract/decommission.ts";
import type { EnrolmentAnswer, EnrolmentRequest } from "../../contract/enrolment.ts";
import { type Clock, stamp } from "../leaf/clock.ts";
import { systemCode } from "../leaf/errors.ts";
import { failed, ok, type Result } from "../leaf/result.ts";
import type { Secret } from "../leaf/secret.ts";
import type { Exchange } from "../outbox/ledger-table.ts";
import { parseCentralAddress } from "./central-address.ts";
import type { Central, UploadFailure } from "./central-port.ts";
import { codeRefused, failureFromCode, failureFromStatus, parseRetryAfter, uploadFailure } from "./failure.ts";
import { pinnedIdentity } from "./key-pins.ts";

/** An answer is small; a larger one, inflated, is not from central. */
const maxAnswerBytes = 1024 * 1024;

/** Above what a batch can be; a guard against a bug of ours. */
const maxRequestBytes = 16 * 1024 * 1024;

/** Whole time of one request, from the name's resolution to the answer's last byte. */
const defaultDeadlineMs = 30_000;

/** Failures that come before the body has left this machine. */
const withoutConnection: ReadonlySet<UploadFailure["kind"]> = new Set<UploadFailure["kind"]>([
  ...(["refused", "unreachable", "dns", "tls", "proxy"] as const),
]);

/** What a request carries, and how the ledger calls it. */
interface Load extends Pick<Exchange, "what" | "records"> {
  readonly body: unknown;
}

/** Client certificate in PEM, where the site's central asks for one. */
export interface ClientCertificate {
  readonly certificate: string;
  readonly key: Secret;
}

export interface CentralProxy {
  readonly host: string;
  readonly port: number;
  readonly user?: string;
  readonly password?: Secret;
}

export interface AxiosCentralParts {
  /** https, or http for this machine. */
  readonly address: string;
  readonly clock: Clock;
  /** Asked at every upload, so that a new enrolment needs no restart. */
  readonly token: () => Secret | undefined;
  /** Has `token` give another one that central may know in its place; false: there is none. */
  readonly turnToOtherToken?: () => boolean;
  /** PEM. Only this authority is then trusted. */
  readonly authority?: string;
  readonly client?: ClientCertificate;
  /** Public keys of which central's must be one, see `pinnedIdentity`; they say nothing of http. */
  readonly pins?: readonly string[];
  /** Used for https only, as a tunnel; the environment's proxy settings never are. */
  readonly proxy?: CentralProxy;
  readonly deadlineMs?: number;
  /** Told of every request that was made, whatever became of it. */
  readonly onExchange?: (exchange: Exchange) => void;
}

/** Central over HTTP. */
export class AxiosCentral implements Central {
  readonly #http: AxiosInstance;
  readonly #parts: AxiosCentralParts;
  readonly #hasProxy: boolean;
  readonly #host: string;
  #sentBytes = 0;

  /** @throws AgentError kind `config` when the address is not allowed */
  constructor(parts: AxiosCentralParts) {
    this.#parts = parts;
    const address = parseCentralAddress(parts.address);
    const proxy = address.protocol === "https:" && parts.proxy !== undefined ? proxyConfig(parts.proxy) : false;
    this.#hasProxy = proxy !== false;
    this.#host = address.host;
    this.#http = axios.create({
      baseURL: address.href.replace(/\/$/, ""),
      adapter: "http",
      allowAbsoluteUrls: false,
      maxRedirects: 0,
      proxy,
      maxContentLength: maxAnswerBytes,
      maxBodyLength: maxRequestBytes,
      responseType: "arraybuffer",
      validateStatus: () => true,
      transformRequest: [(body: unknown) => body],
      transformResponse: [(body: unknown) => body],
      httpAgent: new HttpAgent({ keepAlive: true, maxSockets: 1 }),
      httpsAgent: new HttpsAgent({
        keepAlive: true,
        maxSockets: 1,
        // Stated, because NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment would otherwise switch the check off.
        rejectUnauthorized: true,
        minVersion: "TLSv1.2",
        ...(parts.pins === undefined ? {} : { checkServerIdentity: pinnedIdentity(parts.pins) }),
        ...(parts.authority === undefined ? {} : { ca: parts.authority }),
        ...(parts.client === undefined ? {} : { cert: parts.client.certificate, key: parts.client.key.reveal() }),
      }),
    });
  }

  upload(batch: Batch, signal: AbortSignal): Promise<Result<Acknowledgement, UploadFailure>> {
    const { path, response } = operations.upload;
    return this.#asAgent(path, { what: "upload", records: batch.records.length, body: batch }, response, signal);
  }

  sentBytes(): number {
    return this.#sentBytes;
  }

  async enrol(request: EnrolmentRequest, signal: AbortSignal): Promise<Result<EnrolmentAnswer, UploadFailure>> {
    const { path, response } = operations.enrol;
    const answer = await this.#exchange(path, { what: "enrolment", records: 0, body: request }, response, signal, {});
    return answer.ok || answer.failure.kind !== "unauthorized" ? answer : failed(codeRefused(answer.failure));
  }

  /** Ends this agent's token at central, for good. */
  decommission(agent: string, signal: AbortSignal): Promise<Result<Decommission, UploadFailure>> {
    const { path, response } = operations.decommission;
    return this.#asAgent(path, { what: "goodbye", records: 0, body: { agent } }, response, signal);
  }

  async #asAgent<Answer>(
    path: string,
    load: Load,
    schema: z.ZodType<Answer>,
    signal: AbortSignal,
  ): Promise<Result<Answer, UploadFailure>> {
    const ask = async () => {
      const token = this.#parts.token();
      if (token === undefined) return failed(uploadFailure("notEnrolled"));
      return this.#exchange(path, load, schema, signal, { authorization: `Bearer ${token.reveal()}` });
    };
    const answer = await ask();
    const isRefused = !answer.ok && answer.failure.kind === "unauthorized";
    return isRefused && this.#parts.turnToOtherToken?.() === true ? ask() : answer;
  }

  async #exchange<Answer>(
    path: string,
    { what, records, body }: Load,
    schema: z.ZodType<Answer>,
    signal: AbortSignal,
    headers: Readonly<Record<string, string>>,
  ): Promise<Result<Answer, UploadFailure>> {
    const packed = gzipSync(JSON.stringify(body));
    this.#sentBytes += packed.length;
    const answer = await this.#post(path, packed, schema, signal, headers);
    const isOut = answer.ok || !withoutConnection.has(answer.failure.kind);
    this.#parts.onExchange?.({
      ...{ at: stamp(this.#parts.clock), host: this.#host, what, records },
      sentBytes: isOut ? packed.length : 0,
      outcome: answer.ok ? "taken" : answer.failure.kind,
    });
    return answer;
  }

  async #post<Answer>(
    path: string,
    packed: Buffer,
    schema: z.ZodType<Answer>,
    signal: AbortSignal,
    headers: Readonly<Record<string, string>>,
  ): Promise<Result<Answer, UploadFailure>> {
    const deadline = new AbortController();
    const cancelDeadline = this.#parts.clock.after(this.#parts.deadlineMs ?? defaultDeadlineMs, () => deadline.abort());
    try {
      const answer = await this.#http.post<unknown>(path, packed, {
        headers: {
          "content-type": "application/json",
          "content-encoding": "gzip",
          accept: "application/json",
          ...headers,
        },
        // axios has a time-out too, but it does not end an answer that drips.
        signal: AbortSignal.any([signal, deadline.signal]),
      });
      return this.#read(answer, schema);
    } catch (error) {
      // Only code and status are taken over: the error itself holds the token in its request headers.
      return failed(this.#classify(error, deadline.signal.aborted));
    } finally {
      cancelDeadline();
    }
  }

  #read<Answer>(answer: AxiosResponse<unknown>, schema: z.ZodType<Answer>): Result<Answer, UploadFailure> {
    const { status, headers, data } = answer;
    const content = parseJson(data);
    if (status < 200 || status > 299) {
      const retryAfterMs = parseRetryAfter(headers["retry-after"], this.#parts.clock.wallMs());
      return failed(failureFromStatus(status, Problem.safeParse(content).success, retryAfterMs));
    }
    const parsed = schema.safeParse(content);
    return parsed.success ? ok(parsed.data) : failed(uploadFailure("notAcknowledged"));
  }

  #classify(error: unknown, isLate: boolean): UploadFailure {
    if (isLate) return uploadFailure("timeout");
    const code = errorCode(error);
    if (axios.isAxiosError(error) && code === "ERR_BAD_RESPONSE") return uploadFailure("notAcknowledged", code);
    const failure = failureFromCode(code);
    return this.#hasProxy && failure.kind !== "tls" && failure.kind !== "cancelled"
      ? uploadFailure("proxy", code)
      : failure;
  }
}

/** The code nearest to the cause: axios hides some behind its own. */
function errorCode(error: unknown): string | undefined {
  const cause = error instanceof Error ? systemCode(error.cause) : undefined;
  return cause ?? systemCode(error);
}

function parseJson(data: unknown): unknown {
  try {
    return data instanceof Uint8Array ? JSON.parse(Buffer.from(data).toString("utf8")) : undefined;
  } catch {
    return undefined;
  }
}

function proxyConfig({ host, port, user, password }: CentralProxy): AxiosProxyConfig {
  const auth = user === undefined ? {} : { auth: { username: user, password: password?.reveal() ?? "" } };
  return { protocol: "http", host, port, ...auth };
}
