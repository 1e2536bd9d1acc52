import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { createRequire } from "node:module";
import { readSecured } from "./forged-answer.ts";

interface LibraryAgent {
  getAuthorizer(): { addUser(user: object): void };
  getMib(): { setScalarValue(name: string, value: string): void };
  registerProvider(provider: object): void;
}

interface Library {
  createAgent(options: object, told: () => void): LibraryAgent;
  readonly SecurityLevel: Record<string, number>;
  readonly AuthProtocols: Record<string, number>;
  readonly PrivProtocols: Record<string, number>;
  readonly MibProviderType: Record<string, number>;
  readonly ObjectType: Record<string, number>;
}

const snmp: Library = createRequire(import.meta.url)("net-snmp");

export const sysDescr = "1.3.6.1.2.1.1.1.0";
export const authKey = "canary-auth-key";
export const privKey = "canary-priv-key";

/** A device with SNMPv3 users `signed` and `secret`, played by net-snmp's own agent; `tamper` may change its answers. */
export class UserAgent {
  readonly #socket: Socket = createSocket("udp4");
  readonly #heard: Buffer[] = [];
  /** Of its last answer. */
  #engineId: Buffer = Buffer.alloc(0);
  tamper: (answer: Buffer) => Buffer = (answer) => answer;
  /** Whether it hears a request at all. */
  hears: (request: Buffer) => boolean = () => true;

  /** @param port 0: any that is free */
  async start(port = 0): Promise<number> {
    const socket = this.#socket;
    socket.on("message", (bytes) => this.#heard.push(bytes));
    const dgramModule = {
      createSocket: () => ({
        on: (event: string, listener: (...args: unknown[]) => void) =>
          socket.on(event, (bytes, ...rest) => {
            if (event !== "message" || this.hears(bytes)) listener(bytes, ...rest);
          }),
        bind: () => socket.bind(port, "127.0.0.1"),
        send: (bytes: Buffer, _offset: number, _length: number, port: number, address: string) => {
          this.#engineId = readSecured(bytes).engineId;
          socket.send(this.tamper(bytes), port, address);
        },
      }),
    };
    playUsers(dgramModule);
    await once(socket, "listening");
    return socket.address().port;
  }

  /** Whether the words ever stood in the clear in what was sent to it, since it last forgot. */
  hasHeard(words: string): boolean {
    return this.#heard.some((bytes) => bytes.includes(words));
  }

  forget(): void {
    this.#heard.length = 0;
  }

  stop(): void {
    this.#socket.close();
  }

  /**
   * Puts another engine in its place, which is deaf to requests for this one. Most would report that they are another
   * (RFC 3414 section 3.2 step 3), but not all do.
   */
  async replace(): Promise<UserAgent> {
    const { port } = this.#socket.address();
    this.stop();
    const other = new UserAgent();
    other.hears = (request) => !request.includes(this.#engineId);
    await other.start(port);
    return other;
  }
}

/** Has net-snmp's agent answer for both users over any socket that looks like Node's. */
export function playUsers(dgramModule: object): void {
  const agent = snmp.createAgent({ dgramModule, port: 1 }, () => {});
  const { SecurityLevel, AuthProtocols, PrivProtocols } = snmp;
  const signed = { authProtocol: AuthProtocols["sha256"], authKey };
  const secret = { ...signed, privProtocol: PrivProtocols["aes"], privKey };
  agent.getAuthorizer().addUser({ name: "signed", level: SecurityLevel["authNoPriv"], ...signed });
  agent.getAuthorizer().addUser({ name: "secret", level: SecurityLevel["authPriv"], ...secret });
  agent.registerProvider({
    name: "sysDescr",
    type: snmp.MibProviderType["Scalar"],
    oid: "1.3.6.1.2.1.1.1",
    scalarType: snmp.ObjectType["OctetString"],
    maxAccess: 2,
  });
  agent.getMib().setScalarValue("sysDescr", "bizhub C360i");
}
