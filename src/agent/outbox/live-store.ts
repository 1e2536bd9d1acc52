import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { makePrivateFolder } from "../leaf/private-folder.ts";
import { Ballast } from "./ballast.ts";
import { writeEpochMark } from "./epoch-file.ts";
import { lockInstance } from "./instance-lock.ts";
import type { OpenReport, OutboxState, RecoveryReason } from "./outbox.ts";
import { isDamage } from "./readable-rows.ts";
import { putInPlace } from "./recovery.ts";
import { planSpace, type Space } from "./space.ts";
import { SpaceKeeper } from "./space-keeper.ts";
import { openStore, type Store, type StorePlace, storeFiles, transact } from "./store.ts";

export interface LiveStoreParts extends StorePlace {
  /** Bound of everything in the folder but a damaged file kept aside; at least 1 MB. */
  readonly boundBytes: number;
  /** Told whenever another file, or the same one opened anew, has taken the place of the one before. */
  readonly onReopened: () => void;
}

/**
 * The open file of one writer, and what happens to it while it is open: it fills up, proves damaged, or is taken away.
 * Every write is one transaction and on disk when the call returns.
 */
export class LiveStore {
  readonly #parts: LiveStoreParts;
  readonly #space: Space;
  readonly #keeper: SpaceKeeper;
  readonly #ballast: Ballast;
  #store: Store | undefined;
  #unlock: (() => void) | undefined;
  /** Calls of ours inside each other; only the outermost may replace the store under them. */
  #depth = 0;
  /** The highest number that the epoch file names; undefined: not of this epoch. */
  #highWater: number | undefined;

  constructor(parts: LiveStoreParts) {
    this.#parts = parts;
    this.#space = planSpace(parts.boundBytes);
    this.#ballast = new Ballast(this.file("ballast"), this.#space.ballastBytes);
    this.#keeper = new SpaceKeeper({ ...parts, space: this.#space, ballast: this.#ballast });
  }

  get state(): OutboxState {
    return this.#keeper.state;
  }

  get isOpen(): boolean {
    return this.#store !== undefined;
  }

  get epoch(): string | undefined {
    return this.#store?.epoch;
  }

  open(): OpenReport {
    try {
      makePrivateFolder(this.#parts.folder);
      this.#unlock = lockInstance(this.file("lock"));
      const report = this.#keeper.attemptFile(() => this.#openStore());
      this.#ballast.rebuild();
      return report;
    } catch (error) {
      this.#release();
      throw this.#keeper.name(error);
    }
  }

  close(): void {
    const store = this.#store;
    this.#store = undefined;
    try {
      if (store !== undefined) this.#mark(store, store.lastSeq);
    } finally {
      store?.database.close();
      this.#release();
    }
  }

  /** Runs `action`; a file that proves damaged is replaced by what it still gives, and the action runs once more. */
  read<Value>(action: (store: Store) => Value): Value {
    if (this.#store === undefined) throw new TypeError("the outbox is not open");
    this.#depth += 1;
    try {
      return action(this.#store);
    } catch (error) {
      if (!isDamage(error) || this.#depth > 1) throw error;
      this.#reopen("corrupt");
      return action(this.#store);
    } finally {
      this.#depth -= 1;
    }
  }

  /**
   * Runs `action` in one transaction.
   * @param sizeBytes of what is added; 0: nothing is, so it may use the room kept for taking out
   * @param spared numbers that must not make room for it
   * @throws AgentError with `canRetry` when the disk takes nothing
   */
  write<Value>(sizeBytes: number, spared: ReadonlySet<number>, action: (store: Store) => Value): Value {
    if (this.#depth === 0) this.#restoreVanished();
    return this.read((store) => {
      try {
        if (sizeBytes > 0) this.#keeper.keepRoom(store, sizeBytes, spared);
        const value = this.#keeper.attempt(store, () => transact(store, () => action(store)), spared);
        this.#keeper.noteSuccess();
        return value;
      } catch (error) {
        throw this.#keeper.name(error);
      }
    });
  }

  /**
   * Begins an epoch after one that central knows as the latest: the folder was put back to a state from before it, or
   * emptied. All that waits goes along. Where the disk has no room for that, the store stays as it is.
   */
  follow(laterEpoch: string): void {
    const { newEpoch } = this.#parts;
    // A name that no other can follow is none of ours.
    if (this.state !== "ok" || newEpoch(laterEpoch) <= laterEpoch) return;
    const after = (former = laterEpoch) => newEpoch(former > laterEpoch ? former : laterEpoch);
    try {
      this.#reopen("overtaken", after);
    } catch (error) {
      this.#openStore();
      throw this.#keeper.name(error);
    }
  }

  /** From here on somebody may know the store's numbers, so no store that lacks them may ever give them again. */
  noteLeaving(store: Store, seq: number): void {
    // Numbers that a receipt gave beside us may be above those that we gave.
    if (seq > (this.#highWater ?? 0)) this.#mark(store, Math.max(store.lastSeq, seq));
  }

  file(name: keyof typeof storeFiles): string {
    return join(this.#parts.folder, storeFiles[name]);
  }

  #openStore(known?: RecoveryReason, newEpoch = this.#parts.newEpoch): OpenReport {
    const { store, report } = openStore({ ...this.#parts, newEpoch }, this.#space, known);
    this.#store = store;
    this.#highWater = undefined;
    this.#mark(store, store.lastSeq);
    this.#parts.onReopened();
    return report;
  }

  #reopen(reason: RecoveryReason, newEpoch = this.#parts.newEpoch): void {
    try {
      this.#store?.database.close();
    } catch {
      // The log of a damaged file may not go back into it.
    }
    this.#openStore(reason, newEpoch);
  }

  /**
   * Somebody deleted the file, or the whole folder, under the running agent. The open file lives on without a name and
   * holds everything: it is written to its place again.
   */
  #restoreVanished(): void {
    const store = this.#store;
    if (store === undefined || existsSync(this.file("store"))) return;
    const { folder, log } = this.#parts;
    const copy = `${this.file("store")}.recovering`;
    try {
      makePrivateFolder(folder);
      rmSync(copy, { force: true });
      store.database.run("VACUUM INTO ?", copy);
      this.#release();
      this.#unlock = lockInstance(this.file("lock"));
      this.#mark(store, store.lastSeq, store.epoch);
      store.database.close();
      putInPlace(copy, this.file("store"));
      this.#openStore();
      log.error("outbox.put-back", { folder });
    } catch (error) {
      throw this.#keeper.name(error);
    }
  }

  /** @param next the epoch that is about to begin */
  #mark({ epoch }: Store, highWater: number, next?: string): void {
    if (this.#highWater === highWater && next === undefined) return;
    const mark = { epoch, highWater, ...(next !== undefined && { next }) };
    this.#keeper.attemptFile(() => writeEpochMark(this.file("epoch"), mark));
    this.#highWater = highWater;
  }

  #release(): void {
    this.#unlock?.();
    this.#unlock = undefined;
  }
}
