import { copyFileSync, existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Chance } from "./chance.ts";

/** What can happen to the store of an agent that is down. Each takes memory and records away together, but for a bad page. */
const damages = ["emptied", "deleted", "garbled", "rolledBack", "badPage"] as const;

const [store, log, epoch] = ["outbox.db", "outbox.db-wal", "epoch.json"] as const;
const backup = "backup.db";
const pageBytes = 4096;

/** Damages the store that an agent which was killed left behind, or keeps a copy of it for a later roll-back. */
export class StoreDamage {
  readonly #folder: string;
  readonly #chance: Chance;
  count = 0;
  /** Whether the store is still to be replaced, for a damage that no agent has met or in the middle of that. */
  isUnmet = false;

  constructor(stateFolder: string, chance: Chance) {
    this.#folder = stateFolder;
    this.#chance = chance;
  }

  /** To be called while no agent runs. */
  strike(wish: (typeof damages)[number] = this.#chance.pick(damages)): void {
    const kind = wish === "rolledBack" && !existsSync(this.#file(backup)) ? "deleted" : wish;
    if (kind === "emptied") truncateSync(this.#file(store), 0);
    if (kind === "deleted") for (const name of [store, epoch]) rmSync(this.#file(name), { force: true });
    if (kind === "garbled")
      writeFileSync(this.#file(store), Buffer.alloc(readFileSync(this.#file(store)).length, 0x21));
    if (kind === "badPage") this.#spoilPage();
    if (kind === "rolledBack") copyFileSync(this.#file(backup), this.#file(store));
    rmSync(this.#file(log), { force: true });
    this.count += 1;
    this.isUnmet = true;
  }

  /** Copies the file as it stands, without its log: an older state of it. */
  keepCopy(): void {
    if (existsSync(this.#file(store))) copyFileSync(this.#file(store), this.#file(backup));
  }

  /** Any page but the first, which holds the schema. */
  #spoilPage(): void {
    const file = readFileSync(this.#file(store));
    const pages = Math.floor(file.length / pageBytes);
    if (pages < 2) return;
    const start = this.#chance.whole(1, pages - 1) * pageBytes;
    writeFileSync(this.#file(store), file.fill(0x21, start, start + pageBytes));
  }

  #file(name: string): string {
    return join(this.#folder, name);
  }
}
