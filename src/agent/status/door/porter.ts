import type { Clock } from "../../leaf/clock.ts";
import type { Secret } from "../../leaf/secret.ts";
import { type LoginAnswer, LoginGuard } from "./login-guard.ts";
import { cookieNamed, type Door, SessionMint, sessionMs } from "./session.ts";

/** Sessions that were left before their time; a session lasts half a day. */
const mostEnded = 200;

export interface PorterParts {
  readonly clock: Pick<Clock, "monoMs">;
  /** Draws what nobody can guess, of letters and digits. */
  readonly draw: () => string;
  /** undefined: there is no way in from the network. */
  readonly password: Secret | undefined;
}

/** What of a request tells who comes. */
export interface Visitor {
  readonly door: Door;
  readonly port: number;
  readonly address: string;
  readonly cookies: string | undefined;
  /** The header `Authorization`. */
  readonly authorization: string | undefined;
}

/** Who may look: on this machine everybody, from the network whoever gave the password. */
export class Porter {
  readonly #parts: PorterParts;
  readonly #mint: SessionMint;
  readonly #guard: LoginGuard | undefined;
  /** The oldest first. Only whoever gave the password adds to it. */
  #ended: readonly string[] = [];

  constructor(parts: PorterParts) {
    this.#parts = parts;
    this.#mint = new SessionMint(parts.draw() + parts.draw());
    this.#guard = parts.password && new LoginGuard(parts.password, parts.clock);
  }

  /** The visitor's open session; undefined: there is none. */
  sessionOf({ door, port, cookies }: Visitor): string | undefined {
    const session = cookieNamed(cookieName(port), cookies);
    if (session === undefined || this.#ended.includes(session)) return undefined;
    return this.#mint.isOpen(door, session, this.#parts.clock.monoMs()) ? session : undefined;
  }

  /** Ends the visitor's session, also for whoever copied its cookie; answers the header `Set-Cookie` that drops it. */
  close(visitor: Visitor): string {
    const session = this.sessionOf(visitor);
    if (session !== undefined) this.#ended = [...this.#ended, session].slice(-mostEnded);
    return `${cookieName(visitor.port)}=; Path=/; Max-Age=0${cookieRules(visitor.door)}`;
  }

  /** Opens a session; answers it and the header `Set-Cookie`. */
  open({ door, port }: Visitor): { readonly session: string; readonly cookie: string } {
    const session = this.#mint.open(door, this.#parts.draw(), this.#parts.clock.monoMs());
    const age = Math.floor(sessionMs / 1000);
    return { session, cookie: `${cookieName(port)}=${session}; Path=/; Max-Age=${age}${cookieRules(door)}` };
  }

  login(password: string, { address }: Visitor): LoginAnswer {
    return this.#guard?.check(password, address) ?? "wrong";
  }

  /** A program's password, which comes with each request (RFC 7617); undefined: it brought none. */
  loginOfProgram(visitor: Visitor): LoginAnswer | undefined {
    const [scheme, packed = ""] = (visitor.authorization ?? "").split(" ");
    if (scheme?.toLowerCase() !== "basic") return undefined;
    const pair = Buffer.from(packed, "base64").toString("utf8");
    return this.login(pair.slice(pair.indexOf(":") + 1), visitor);
  }

  formToken(session: string): string {
    return this.#mint.formToken(session);
  }

  isFormToken(session: string, token: string): boolean {
    return this.#mint.isFormToken(session, token);
  }
}

function cookieRules(door: Door): string {
  return `; HttpOnly; SameSite=Strict${door === "network" ? "; Secure" : ""}`;
}

/** Cookies do not know ports: without it two agents on one machine would end each other's sessions. */
function cookieName(port: number): string {
  return `mfp-agent-${port}`;
}
