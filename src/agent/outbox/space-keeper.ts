import { constants } from "node:os";
import { AgentError, systemCode } from "../leaf/errors.ts";
import type { Log } from "../leaf/log.ts";
import { type Ballast, freeDiskBytes } from "./ballast.ts";
import { type Database, sqlTrouble } from "./database.ts";
import { dropOldestDelivered } from "./delivered.ts";
import { type Eviction, makeRoom, usedPages } from "./make-room.ts";
import type { OutboxState } from "./outbox.ts";
import { pageBytes, type Space } from "./space.ts";
import type { Store } from "./store.ts";

/**
 * Above this share of its pages the file makes room, down to the second; below the third it is well again. Little at a
 * time: the deletions are synchronous, and nobody polls meanwhile.
 */
const fullShare = 0.95;
const roomyShare = 0.94;
const calmShare = 0.7;

/** Above this share, copies of what central has give way: the rest of the file is for what it does not have. */
const copiesShare = 0.5;

/**
 * With less left on the disk the file stops growing: new records take the place of old ones. With less than half of it
 * nothing new is stored, so that what is left serves to take out what central has.
 */
const diskReserveBytes = 4 * 1024 * 1024;

/** Pages that a small commit takes beside its bodies: roots, indexes, overflow. */
const marginPages = 8;

/** What a disk says that takes no writes, or a folder that is gone and cannot be made again. */
const refusals: ReadonlySet<string> = new Set(["EROFS", "EACCES", "EPERM", "EIO", "ENOENT", "ENOTDIR", "EFBIG"]);

type DiskTrouble = "disk-full" | "read-only";

export interface SpaceKeeperParts {
  readonly folder: string;
  readonly space: Space;
  readonly ballast: Ballast;
  readonly log: Log;
}

/** Keeps the file within its own bound and away from the disk's, and names the trouble when that fails. */
export class SpaceKeeper {
  readonly #parts: SpaceKeeperParts;
  #trouble: DiskTrouble | undefined;
  #isFull = false;

  constructor(parts: SpaceKeeperParts) {
    this.#parts = parts;
  }

  get state(): OutboxState {
    return this.#trouble ?? (this.#isFull ? "full" : "ok");
  }

  /**
   * Evicts old records when a commit of so many bytes would fill the file or the disk. `spared` records stay.
   * @throws AgentError when the disk is too low for anything new
   */
  keepRoom({ database }: Store, sizeBytes: number, spared: ReadonlySet<number>): void {
    const { maxPages } = this.#parts.space;
    const wanted = Math.ceil(sizeBytes / pageBytes) + marginPages;
    const isDiskLow = this.#checkDisk();
    const pages = isDiskLow ? Math.min(maxPages, database.number("PRAGMA page_count")) : maxPages;
    this.#dropCopies(database, Math.min(maxPages * copiesShare, pages) - wanted);
    const used = usedPages(database);
    if (used < maxPages * calmShare) this.#isFull = false;
    if (used + wanted <= pages * (isDiskLow ? 1 : fullShare)) return;
    this.#evict(database, { usedPagesAtMost: Math.min(pages * roomyShare, pages * fullShare - wanted), spared });
  }

  /** Runs a transaction; when the file or the disk is full, makes room and runs it once more. */
  attempt<Value>({ database }: Store, transaction: () => Value, spared: ReadonlySet<number>): Value {
    try {
      return transaction();
    } catch (error) {
      const trouble = sqlTrouble(error);
      // SQLite calls only ENOSPC a full disk; a quota that is used up (EDQUOT) comes as a failure, and is cured the same.
      if (trouble === "io" && this.#releaseBallast()) return transaction();
      if (trouble !== "full") throw error;
      const { maxPages } = this.#parts.space;
      const isOwnLimit = database.number("PRAGMA page_count") + marginPages >= maxPages;
      const usedPagesAtMost = usedPages(database) - maxPages * (1 - roomyShare);
      if (isOwnLimit) this.#evict(database, { usedPagesAtMost, spared });
      else if (!this.#releaseBallast()) throw error;
      return transaction();
    }
  }

  /** The same for what no eviction helps: the opening, a side file. */
  attemptFile<Value>(write: () => Value): Value {
    try {
      return write();
    } catch (error) {
      if (diskTrouble(error) === undefined || !this.#releaseBallast()) throw this.name(error);
      return write();
    }
  }

  /** After a write that succeeded. */
  noteSuccess(): void {
    const { ballast, folder } = this.#parts;
    const refusal = ballast.rebuild();
    if (this.#trouble === undefined || refusal !== undefined) return;
    if (freeDiskBytes(folder) >= diskReserveBytes) this.#trouble = undefined;
  }

  /** Turns an error of SQLite or the system into ours when it tells of a disk in trouble; passes others through. */
  name(error: unknown): unknown {
    const trouble = diskTrouble(error);
    if (trouble === undefined) return error;
    // SQLite keeps the system's word to itself; a file of ours that is refused gets to hear it.
    const heard = sqlTrouble(error) === "io" ? diskTrouble(this.#parts.ballast.rebuild()) : undefined;
    return this.#refuse(heard ?? trouble, error);
  }

  #checkDisk(): boolean {
    const freeBytes = freeDiskBytes(this.#parts.folder);
    if (freeBytes >= diskReserveBytes) {
      // What a quota leaves is not told, but it shows in a ballast that cannot be had back.
      const refusal = this.#parts.ballast.rebuild();
      if (refusal === undefined) return false;
      throw this.name(refusal);
    }
    if (freeBytes < diskReserveBytes / 2) throw this.#refuse("disk-full");
    this.#trouble = "disk-full";
    return true;
  }

  #evict(database: Database, eviction: Omit<Eviction, "deletionsAtOnce">): void {
    this.#dropCopies(database, eviction.usedPagesAtMost);
    if (usedPages(database) <= eviction.usedPagesAtMost) return;
    this.#isFull = true;
    const { deletionsAtOnce } = this.#parts.space;
    const evicted = makeRoom(database, { ...eviction, deletionsAtOnce });
    this.#parts.log.warn("outbox.full", { evicted });
  }

  #dropCopies(database: Database, usedPagesAtMost: number): void {
    const { deletionsAtOnce } = this.#parts.space;
    while (usedPages(database) > usedPagesAtMost && dropOldestDelivered(database, deletionsAtOnce) > 0);
  }

  #releaseBallast(): boolean {
    this.#trouble = "disk-full";
    return this.#parts.ballast.release();
  }

  #refuse(trouble: DiskTrouble, cause?: unknown): AgentError {
    this.#trouble = trouble;
    const { folder } = this.#parts;
    const isFull = trouble === "disk-full";
    return new AgentError({
      kind: "system",
      code: `outbox-${trouble}`,
      message: isFull ? `The disk of ${folder} is full; nothing was stored.` : `${folder} takes no writes.`,
      remedy: isFull ? "Make room on this disk." : "Let the agent write there, and check the health of the disk.",
      canRetry: true,
      cause,
    });
  }
}

/** By its number, for Node knows no name for it: the code is UNKNOWN. */
function isOverQuota(error: unknown): boolean {
  return error instanceof Error && "errno" in error && error.errno === -constants.errno.EDQUOT;
}

function diskTrouble(error: unknown): DiskTrouble | undefined {
  const sql = sqlTrouble(error);
  const code = systemCode(error);
  if (sql === "full" || code === "ENOSPC" || isOverQuota(error)) return "disk-full";
  const isRefused = code !== undefined && refusals.has(code);
  return sql === "readOnly" || sql === "io" || isRefused ? "read-only" : undefined;
}
