/** The part of net-snmp 3.29 that is used here; the package carries no types. */
declare module "net-snmp" {
  export interface SessionOptions {
    readonly version: number;
    readonly port: number;
    readonly context?: string;
    readonly dgramModule: { createSocket(): import("./shared-sockets.ts").PeerSocket };
  }

  type Message = import("./user-message.ts").UserMessage;
  type Request = import("./user-message.ts").SentMessage;
  type SecurityParameters = import("./user-message.ts").SecurityParameters;

  export type ResponseCallback = (error: Error | null, answer: unknown) => void;

  export class Session {
    /** The engine as the last Report told it; undefined: it has to be discovered. */
    msgSecurityParameters: SecurityParameters | undefined;
    /** With the next, what is known of the engine's clock from signed messages (RFC 3414 section 2.3). */
    engineTimeBoots: number | null;
    engineTimeReceivedAt: number | null;
    constructor(target: string, authenticator: import("./library-conversion.ts").LibraryUser, options: SessionOptions);
    on(event: "error", listener: (error: unknown) => void): this;
    get(oids: readonly string[], answered: ResponseCallback): this;
    getNext(oids: readonly string[], answered: ResponseCallback): this;
    getBulk(oids: readonly string[], nonRepeaters: number, maxRepetitions: number, answered: ResponseCallback): this;
    close(): this;
    send(request: Request): this;
    registerRequest(request: Request): void;
    unregisterRequest(id: number): Request | null;
    sendV3Req(
      pdu: unknown,
      feed: unknown,
      answered: ResponseCallback,
      options: unknown,
      port: number,
      mayFollowReport: boolean,
    ): void;
    userSecurityModelError(request: Request, oid: string): void;
    onMsg(bytes: Buffer): void;
    onSimpleGetResponse(request: Request, message: Message): void;
  }

  export const Version3: number;
}
