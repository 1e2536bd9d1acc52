import { createHmac, timingSafeEqual } from "node:crypto";

/** Which way somebody came in; what was opened at one door does not open the other. */
export type Door = "local" | "network";

/** A day at the site, so that a page left open in the morning still takes a form in the evening. */
export const sessionMs = 12 * 3_600_000;

/**
 * Sessions and form tokens without a table of them: each carries its own mark, made with a key that is drawn at every
 * start. A restart ends them all, and nobody can fill a memory with new ones.
 */
export class SessionMint {
  readonly #key: string;

  /** @param key at least 128 bits that nobody can guess */
  constructor(key: string) {
    this.#key = key;
  }

  /**
   * The cookie of a new session: `<name>.<its end>.<mark>`.
   * @param name drawn, of letters and digits
   * @param nowMs monotonic
   */
  open(door: Door, name: string, nowMs: number): string {
    const body = `${name}.${Math.ceil(nowMs + sessionMs)}`;
    return `${body}.${this.#mark(door, body)}`;
  }

  isOpen(door: Door, session: string, nowMs: number): boolean {
    const at = session.lastIndexOf(".");
    const body = session.slice(0, Math.max(0, at));
    const endMs = Number(body.split(".")[1]);
    return isSameText(session.slice(at + 1), this.#mark(door, body)) && nowMs < endMs;
  }

  /** What a form of this session carries, which no other site can read. */
  formToken(session: string): string {
    return this.#mark("form", session);
  }

  isFormToken(session: string, token: string): boolean {
    return isSameText(token, this.formToken(session));
  }

  #mark(purpose: Door | "form", text: string): string {
    return createHmac("sha256", this.#key).update(`${purpose} ${text}`).digest("base64url");
  }
}

/** A cookie by its name, from the header `Cookie`. */
export function cookieNamed(name: string, header: string | undefined): string | undefined {
  const pairs = (header ?? "").split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** Takes the same time wherever the texts differ; their length is no secret. */
function isSameText(one: string, other: string): boolean {
  const [oneBytes, otherBytes] = [Buffer.from(one), Buffer.from(other)];
  return oneBytes.length === otherBytes.length && timingSafeEqual(oneBytes, otherBytes);
}
