import { failed, ok, type Result } from "../../leaf/result.ts";
import { Access, leastPassword } from "./answers.ts";
import type { Check, Dialogue } from "./dialogue.ts";
import { freeName } from "./draft-config.ts";
import type { UserOffer } from "./offers.ts";

/** How a range is asked: by a community that need not have a name yet, or by credentials that have one. */
export type RangeAccess = { readonly community: string } | { readonly credentials: readonly string[] };

const none = "-";
/** RFC 3411 section 5: the most octets of a user's and of a context's name. */
const longestName = 32;
const [, UserAccess] = Access.options;
const authProtocols = UserAccess.shape.auth.unwrap().options;
const privProtocols = UserAccess.shape.priv.unwrap().options;

/** Asks range by range how its devices want to be asked; Enter goes on with what is there or stands above. */
export class AccessQuestions {
  readonly #dialogue: Dialogue;
  readonly #names: Set<string>;
  readonly #present: ReadonlyMap<string, UserOffer>;
  readonly #users = new Map<string, Access>();
  #above: RangeAccess | undefined;

  /**
   * @param names of the credentials that there are
   * @param present those of them that are SNMPv3 users
   */
  constructor(dialogue: Dialogue, names: readonly string[], present: ReadonlyMap<string, UserOffer>) {
    this.#dialogue = dialogue;
    this.#names = new Set(names);
    this.#present = present;
  }

  /** The SNMPv3 users that were typed, by the names that were made for them. */
  get credentials(): Readonly<Record<string, Access>> {
    return Object.fromEntries(this.#users);
  }

  /** @param present names of the credentials that the range has now */
  async askFor(range: string, present: readonly string[] | undefined): Promise<RangeAccess> {
    const kept: RangeAccess | undefined = present ? { credentials: present } : this.#above;
    this.#above = (await this.#askForKept(range, present, kept)) ?? (await this.#askForCommunity());
    return this.#above;
  }

  /** Undefined: not what is kept, but by a community. */
  async #askForKept(range: string, present: readonly string[] | undefined, kept: RangeAccess | undefined) {
    const offered = present
      ? this.#dialogue.word("accessPresent", { names: present.join(", ") })
      : kept && this.#dialogue.word("accessAbove");
    const version = await this.#dialogue.ask("ask.access", offered ?? "2c", checkVersion(offered), { range });
    if (version === "3") return this.#askForUser(present ?? []);
    return version === "kept" ? kept : undefined;
  }

  async #askForCommunity(): Promise<RangeAccess> {
    const orPublic = (typed: string) => ok(typed === "" ? "public" : typed);
    return { community: await this.#dialogue.askHidden("ask.community", orPublic) };
  }

  /** The user that the range has now is offered, all but the passwords; the same user stays the same credential. */
  async #askForUser(names: readonly string[]): Promise<RangeAccess> {
    const dialogue = this.#dialogue;
    const presentName = names.find((name) => this.#present.has(name));
    const now = this.#present.get(presentName ?? "");
    const user = await dialogue.ask("ask.v3User", now?.user ?? null, checkUser);
    const context = await dialogue.ask("ask.v3Context", now?.context ?? none, checkContext);
    const auth = await dialogue.ask("ask.v3Auth", now ? (now.auth ?? none) : "sha256", oneOf(authProtocols));
    const authKey = auth && (await dialogue.askHidden("ask.v3AuthKey", checkPassword));
    const priv = auth && (await dialogue.ask("ask.v3Priv", now ? (now.priv ?? none) : "aes", oneOf(privProtocols)));
    const privKey = priv && (await dialogue.askHidden("ask.v3PrivKey", checkPassword));
    const name = presentName !== undefined && user === now?.user ? presentName : freeName("user", this.#names);
    this.#names.add(name);
    this.#users.set(name, {
      version: "3",
      user,
      ...(context !== undefined && { context }),
      ...(auth && authKey && { auth, authKey }),
      ...(priv && privKey && { priv, privKey }),
    });
    return { credentials: [name] };
  }
}

function checkVersion(kept: string | undefined): Check<"2c" | "3" | "kept"> {
  return (typed) => {
    if (typed === kept) return ok("kept");
    const version = typed.toLowerCase().replace(/^v/, "");
    if (version === "2c" || version === "2") return ok("2c");
    return version === "3" ? ok("3") : failed("one of 2c, 3");
  };
}

function oneOf<Name extends string>(names: readonly Name[]): Check<Name | undefined> {
  return (typed) => {
    if (typed === none) return ok(undefined);
    const known = names.find((name) => name === typed.toLowerCase());
    return known === undefined ? failed(`one of ${names.join(", ")}`) : ok(known);
  };
}

function checkUser(typed: string): Result<string, string> {
  return typed.length >= 1 && typed.length <= longestName ? ok(typed) : failed(`1–${longestName}`);
}

function checkContext(typed: string): Result<string | undefined, string> {
  if (typed === none) return ok(undefined);
  return typed.length <= longestName ? ok(typed) : failed(`1–${longestName}`);
}

function checkPassword(typed: string): Result<string, string> {
  return typed.length >= leastPassword ? ok(typed) : failed(`≥ ${leastPassword}`);
}
