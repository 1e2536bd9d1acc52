/** The part of net-snmp 3.29 that is used here; the package carries no types. */
declare module "net-snmp" {
  export interface SessionOptions {
    readonly version: number;
    readonly port: number;
    readonly context?: string;
    readonly dgramModule: { createSocket(): import("./shared-sockets.ts").PeerSocket };
  }

  export interface Message {
    readonly pdu: import("./library-conversion.ts").LibraryPdu;
    readonly msgGlobalData?: { readonly msgFlags: number };
    readonly msgSecurityParameters?: { readonly msgAuthoritativeEngineID: Buffer };
  }

  export type ResponseCallback = (error: Error | null, answer: unknown) => void;

  export interface Request {
    readonly message: Message;
    readonly responseCb: ResponseCallback;
    getId(): number;
  }

  export class Session {
    constructor(target: string, authenticator: import("./library-conversion.ts").LibraryUser, options: SessionOptions);
    on(event: "error", listener: (error: unknown) => void): this;
    get(oids: readonly string[], answered: ResponseCallback): this;
    getNext(oids: readonly string[], answered: ResponseCallback): this;
    getBulk(oids: readonly string[], nonRepeaters: number, maxRepetitions: number, answered: ResponseCallback): this;
    close(): this;
    send(request: Request): this;
    registerRequest(request: Request): void;
    unregisterRequest(id: number): Request | null;
    onMsg(bytes: Buffer): void;
    onSimpleGetResponse(request: Request, message: Message): void;
  }

  export const Version3: number;
}
