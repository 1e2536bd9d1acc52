import { lookup } from "node:dns/promises";
import { request } from "node:http";
import { connect, isIP, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import type { Clock } from "../../leaf/clock.ts";
import { systemCode } from "../../leaf/errors.ts";
import { failed, ok, type Result } from "../../leaf/result.ts";

/** An HTTP answer as far as the doctor looks at it. */
export interface Answer {
  readonly status: number;
  readonly location: string | undefined;
  readonly date: string | undefined;
  readonly body: string;
}

/** The way to central, one layer at a time. A failure is a system, TLS or own code, as in `ECONNREFUSED`. */
export interface NetworkProbe {
  resolve(host: string): Promise<Result<string, string>>;
  connect(address: string, port: number): Promise<Result<Socket, string>>;
  /** Asks a proxy for a tunnel; answers its status, 200 where the tunnel stands. `login` as HTTP has it, `Basic …`. */
  tunnel(socket: Socket, target: string, login: string | undefined): Promise<Result<number, string>>;
  /** Answers the end of the certificate's life. */
  secure(socket: Socket, host: string, authority: string | undefined): Promise<Result<Secured, string>>;
  post(socket: Socket, url: URL): Promise<Result<Answer, string>>;
}

export interface Secured {
  readonly socket: TLSSocket;
  readonly validUntil: string;
}

const patienceMs = 8000;
const maxBodyBytes = 64 * 1024;
const late = "ETIMEDOUT";

export function systemProbe(clock: Clock): NetworkProbe {
  /**
   * Resolves with what came first: the outcome, or the end of our patience. A try that failed leaves nothing open, or a
   * connection that nobody answers would keep the command from ending for minutes.
   */
  function inTime<Value>(
    begin: (end: (result: Result<Value, string>) => void) => Socket | undefined,
  ): Promise<Result<Value, string>> {
    return new Promise((resolve) => {
      const take = (result: Result<Value, string>) => {
        cancel();
        if (!result.ok) socket?.destroy();
        resolve(result);
      };
      const cancel = clock.after(patienceMs, () => take(failed(late)));
      const socket = begin(take);
    });
  }
  return {
    resolve: (host) =>
      inTime((end) => {
        lookup(host).then(
          ({ address }) => end(ok(address)),
          (error: unknown) => end(failed(codeOf(error))),
        );
        return undefined;
      }),
    connect: (address, port) =>
      inTime((end) => {
        const socket = connect({ host: address, port }, () => end(ok(socket)));
        // Kept for the socket's whole life: whatever comes later belongs to a layer that listens for itself.
        socket.on("error", (error) => end(failed(codeOf(error))));
        return socket;
      }),
    tunnel: (socket, target, login) =>
      inTime((end) => {
        socket.once("data", (bytes) => {
          const [, status] = /^HTTP\/1\.[01] ([0-9]{3})/.exec(bytes.toString("latin1")) ?? [];
          end(status === undefined ? failed("EPROTO") : ok(Number(status)));
        });
        socket.once("close", () => end(failed("ECONNRESET")));
        const known = login === undefined ? "" : `Proxy-Authorization: ${login}\r\n`;
        socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${known}\r\n`);
        return socket;
      }),
    secure: (socket, host, authority) =>
      inTime((end) => {
        // RFC 6066 section 3: an address is no server name; the certificate is then checked against `host`.
        const servername = isIP(host) === 0 ? host : "";
        const options = { socket, servername, host, minVersion: "TLSv1.2", rejectUnauthorized: true } as const;
        const secured = connectTls({ ...options, ...(authority !== undefined && { ca: authority }) }, () =>
          end(ok({ socket: secured, validUntil: secured.getPeerCertificate().valid_to })),
        );
        secured.on("error", (error) => end(failed(codeOf(error))));
        secured.once("close", () => end(failed("ECONNRESET")));
        return socket;
      }),
    post: (socket, url) =>
      inTime((end) => {
        const sent = request({
          method: "POST",
          path: url.pathname,
          headers: { host: url.host, "content-type": "application/json", accept: "application/json" },
          createConnection: () => socket,
        });
        sent.on("error", (error) => end(failed(codeOf(error))));
        sent.on("response", (response) => {
          const chunks: Buffer[] = [];
          let bytes = 0;
          const finish = () => {
            socket.destroy();
            const { location, date } = response.headers;
            end(ok({ status: response.statusCode ?? 0, location, date, body: Buffer.concat(chunks).toString("utf8") }));
          };
          response.on("data", (chunk: Buffer) => {
            bytes += chunk.length;
            if (bytes <= maxBodyBytes) chunks.push(chunk);
            else finish();
          });
          response.on("end", finish);
          response.on("error", (error) => end(failed(codeOf(error))));
        });
        sent.end("{}");
        return socket;
      }),
  };
}

function codeOf(error: unknown): string {
  return systemCode(error) ?? "unknown";
}
