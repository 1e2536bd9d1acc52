import { copyFileSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Chance } from "./chance.ts";

const store = "central.db";
const files = [store, `${store}-wal`] as const;
const backup = "backup-of-";
const putBackShare = 0.7;

/** A copy of central's store, as its operator keeps one against a disk that fails. */
export class CentralBackup {
  readonly #folder: string;
  readonly #chance: Chance;
  /** Of the agent, when the copy was made; undefined: there is none. */
  #epoch: string | undefined;
  /** How often the copy was put back. */
  count = 0;

  constructor(centralFolder: string, chance: Chance) {
    this.#folder = centralFolder;
    this.#chance = chance;
  }

  /**
   * Puts the copy back or makes a new one, as it must where there is none that the agent can still complete: what it told
   * in an epoch that is over, it cannot tell again. To be called while nobody works on the store and no agent runs.
   * @param epoch that the agent is in
   */
  use(epoch: string): void {
    const isPutBack = this.#epoch === epoch && this.#chance.fraction() < putBackShare;
    for (const name of files) {
      const [place, copy] = [join(this.#folder, name), join(this.#folder, `${backup}${name}`)];
      const [from, to] = isPutBack ? [copy, place] : [place, copy];
      rmSync(to, { force: true });
      if (existsSync(from)) copyFileSync(from, to);
    }
    rmSync(join(this.#folder, `${store}-shm`), { force: true });
    if (isPutBack) this.count += 1;
    this.#epoch = epoch;
  }
}
