import { readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type { Clock } from "../leaf/clock.ts";
import { AgentError, messageOf, systemCode } from "../leaf/errors.ts";
import type { Log } from "../leaf/log.ts";
import { failed, ok, type Result } from "../leaf/result.ts";
import type { NewRecord, Outbox } from "../outbox/outbox.ts";
import { inboxFolder, refusedEnding, wishEnding } from "./hand-in.ts";
import { type QuarantineWish, Wish } from "./wish.ts";

/** A person waits for the answer of the command. */
const lookEveryMs = 1000;
/** More at once would hold up the polls; the rest is taken at the next look. */
const mostAtOnce = 64;
const maxWishBytes = 65_536;
/** The part before the ending becomes the id of the record, which the contract bounds. */
const wishName = /^[\w-]{8,64}\.json$/;
const stateKey = "inbox";

export interface InboxParts {
  readonly stateFolder: string;
  /** Real time, also where the site's clock is faster: people hand things in, not devices. */
  readonly clock: Clock;
  readonly log: Log;
  readonly outbox: Pick<Outbox, "commit" | "readStates">;
  readonly quarantine: Pick<Outbox, "retryQuarantined" | "discardQuarantined">;
  /** A record was stored that somebody waits for. */
  readonly onStored: () => void;
  readonly onReload: () => void;
}

/**
 * Takes the wishes of people into the outbox. Record and name of the file are committed together and the file goes
 * after that: a kill between the two leaves a file whose name is known, and it is deleted without being taken again.
 */
export class Inbox {
  readonly #parts: InboxParts;
  #taken: readonly string[] = [];
  readonly #crashed = new Set<string>();
  #cancel = () => {};

  constructor(parts: InboxParts) {
    this.#parts = parts;
  }

  start(): void {
    // Written by this program in one piece and checked by its CRC, so its form is trusted.
    this.#taken = (this.#parts.outbox.readStates().get(stateKey) as readonly string[] | undefined) ?? [];
    this.#look();
  }

  stop(): void {
    this.#cancel();
  }

  #look(): void {
    for (const name of this.#names()) this.#takeSafely(name);
    this.#cancel = this.#parts.clock.after(lookEveryMs, () => this.#look());
  }

  #names(): readonly string[] {
    try {
      const names = readdirSync(this.#path(""));
      return names
        .filter((name) => wishName.test(name))
        .sort()
        .slice(0, mostAtOnce);
    } catch {
      // Nobody has handed anything in yet, or nobody lets us look: the next look will tell.
      return [];
    }
  }

  /** What brings us down stays where it is until the next start: it may be stored already, and must not be every second. */
  #takeSafely(name: string): void {
    if (this.#crashed.has(name)) return;
    try {
      this.#take(name);
    } catch (error) {
      this.#crashed.add(name);
      this.#parts.log.error("inbox.crashed", { name, message: messageOf(error) });
    }
  }

  #take(name: string): void {
    if (this.#taken.includes(name)) {
      this.#remove(name);
      return;
    }
    // The administrator's file is handed over to our user a moment after it is there: until then it waits.
    const text = this.#attempt(() => readBounded(this.#path(name)));
    if (text === undefined) return;
    const wish = parseWish(text);
    if (wish.ok) this.#follow(name, wish.value);
    else this.#refuse(name, wish.failure);
  }

  #follow(name: string, wish: Wish): void {
    const { log, onStored, onReload } = this.#parts;
    if (wish.kind === "reload") {
      if (this.#remove(name)) onReload();
    } else if (wish.kind === "quarantine") {
      this.#workOff(name, wish);
    } else if (this.#store(name, recordOf(wish, basename(name, wishEnding)))) {
      this.#remove(name);
      log.info("inbox.taken", { kind: wish.kind, uid: wish.body.device });
      onStored();
    }
  }

  /** A record that is not in quarantine any more is passed over, so a kill before the file is gone repeats nothing. */
  #workOff(name: string, { action, ids }: QuarantineWish): void {
    const { quarantine, log, onStored } = this.#parts;
    const records = this.#unlessDiskRefuses(() =>
      action === "retry" ? quarantine.retryQuarantined(ids) : quarantine.discardQuarantined(ids),
    );
    if (records === undefined) return;
    this.#remove(name);
    log.info("inbox.taken", { kind: "quarantine", action, records });
    if (action === "retry") onStored();
  }

  #store(name: string, record: NewRecord): boolean {
    const taken = [...this.#taken, name].slice(-mostAtOnce);
    const isStored = this.#unlessDiskRefuses(() => {
      this.#parts.outbox.commit({ records: [record], states: [{ key: stateKey, value: taken }] });
      this.#taken = taken;
      return true;
    });
    return isStored ?? false;
  }

  /** A disk that takes nothing: the file stays where it is, and the next look tries again. */
  #unlessDiskRefuses<Value>(store: () => Value): Value | undefined {
    try {
      return store();
    } catch (error) {
      if (!(error instanceof AgentError) || !error.canRetry) throw error;
      return undefined;
    }
  }

  /** It is told once: the file gets a name that is not looked at again. */
  #refuse(name: string, reason: string): void {
    const refused = `${this.#path(name)}${refusedEnding}`;
    const isAway = this.#attempt(() => {
      renameSync(this.#path(name), refused);
      return true;
    });
    if (isAway) this.#parts.log.warn("inbox.refused", { name, reason });
  }

  #remove(name: string): boolean {
    const removed = this.#attempt(() => {
      rmSync(this.#path(name));
      return true;
    });
    return removed ?? false;
  }

  /** What cannot be read or moved away is met again at the next look; undefined: it could not. */
  #attempt<Value>(action: () => Value): Value | undefined {
    try {
      return action();
    } catch (error) {
      this.#parts.log.debug("inbox.stuck", { code: systemCode(error) });
      return undefined;
    }
  }

  #path(name: string): string {
    return join(this.#parts.stateFolder, inboxFolder, name);
  }
}

/** Whoever writes into the folder may write anything: what is too large is not read, and is no wish then. */
function readBounded(path: string): string {
  return statSync(path).size > maxWishBytes ? "" : readFileSync(path, "utf8");
}

function parseWish(text: string): Result<Wish, string> {
  const wish = Wish.safeParse(parseJson(text));
  if (wish.success) return ok(wish.data);
  const [issue] = wish.error.issues;
  return failed(`${issue?.path.join(".") || "the file"}: ${issue?.message ?? "invalid"}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param id the name of the file, so that a repetition bears the same one */
function recordOf(wish: Exclude<Wish, { kind: "reload" | "quarantine" }>, id: string): NewRecord {
  const { device } = wish.body;
  if (wish.kind === "stock") {
    return {
      content: { kind: "stock", body: { id, ...wish.body } },
      observedAt: wish.body.declaredAt,
      device,
    };
  }
  return { content: { kind: "request", body: { id, ...wish.body } }, observedAt: wish.body.requestedAt, device };
}
