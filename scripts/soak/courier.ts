import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import { applyReceipt, writeExport } from "../../src/agent/cli/carry.ts";
import type { Clock } from "../../src/agent/leaf/clock.ts";
import { AgentError } from "../../src/agent/leaf/errors.ts";
import { importFile } from "../../src/central/file-import.ts";
import { systemRandom } from "../../src/central/random.ts";
import { openServiceKey } from "../../src/central/service-key.ts";
import { openSqliteStore } from "../../src/central/sqlite-store.ts";
import { SignedFile } from "../../src/contract/signed-file.ts";
import type { Chance } from "./chance.ts";
import type { RefusingFront } from "./refusing-front.ts";

/** Of the files, and of the receipts, so many are lost on the way. */
const lostShare = 0.2;
/** So many of the files hold what was carried before, too. */
const wholeShare = 0.3;
/** So many of the receipts come a second time, with a later one. */
const repeatedShare = 0.2;

const Record = z.object({ seq: z.int(), kind: z.string() });
const Payload = z.object({ batches: z.array(z.object({ epoch: z.string(), records: z.array(Record) })) });

export interface CourierParts {
  /** Where the bag with the files lies. */
  readonly folder: string;
  readonly stateFolder: string;
  readonly centralFolder: string;
  /** The wall clock of the agent's machine, wrong as it may be at the moment. */
  readonly agentClock: () => Clock;
  readonly centralClock: Clock;
  readonly front: Pick<RefusingFront, "isRefused">;
  readonly chance: Chance;
}

/** Carries files from the site to central and receipts back, as where there is no internet, and loses some of them. */
export class Courier {
  readonly #parts: CourierParts;
  readonly #receipts: string[] = [];
  #walks = 0;
  /** Files that central took, and receipts that the site took. */
  readonly taken = { exports: 0, receipts: 0 };
  readonly troubles: string[] = [];
  /** Whether files of the site or of central are open. */
  isAtWork = false;

  constructor(parts: CourierParts) {
    this.#parts = parts;
  }

  /**
   * Goes there and back once.
   * @param isStoreOdd a store that was damaged or put back refuses receipts, and may give no file at all
   */
  async walk(isStoreOdd: boolean): Promise<void> {
    this.isAtWork = true;
    await this.#goThereAndBack(isStoreOdd).finally(() => {
      this.isAtWork = false;
    });
  }

  async #goThereAndBack(isStoreOdd: boolean): Promise<void> {
    const { folder, stateFolder, agentClock, chance } = this.#parts;
    this.#walks += 1;
    mkdirSync(join(folder, "bag"), { recursive: true });
    const file = join(folder, "bag", `${this.#walks}.export`);
    const options = chance.fraction() < wholeShare ? { all: true as const } : {};
    const isWritten = this.#try("export", isStoreOdd, () =>
      writeExport({ folder: stateFolder, site: "Soak", clock: agentClock() }, file, options),
    );
    if (isWritten && !this.#isLost() && !this.#isHeldBack(file)) await this.#deliver(file);
    const receipt = this.#receipts.at(-1);
    if (receipt === undefined) return;
    const isTaken = this.#try("receipt", isStoreOdd, () => applyReceipt(stateFolder, receipt));
    if (isTaken) this.taken.receipts += 1;
    if (chance.fraction() >= repeatedShare) this.#receipts.pop();
  }

  async #deliver(file: string): Promise<void> {
    const { centralFolder, centralClock } = this.#parts;
    const store = openSqliteStore(centralFolder);
    try {
      const imported = await importFile(store, readFileSync(file, "utf8"), {
        trustForSite: null,
        time: { nowMs: centralClock.wallMs(), holidays: new Set() },
        key: openServiceKey(centralFolder),
        random: systemRandom,
      });
      if (!imported.ok) {
        this.troubles.push(`central refused file ${this.#walks}: ${imported.text}`);
        return;
      }
      this.taken.exports += 1;
      const receipt = `${file}.receipt`;
      writeFileSync(receipt, JSON.stringify(imported.receipt));
      if (!this.#isLost()) this.#receipts.push(receipt);
    } finally {
      await store.close();
    }
  }

  #isLost(): boolean {
    return this.#parts.chance.fraction() < lostShare;
  }

  /** A number that is refused on one way is not let in on the other. */
  #isHeldBack(file: string): boolean {
    const { payload } = SignedFile.parse(JSON.parse(readFileSync(file, "utf8")));
    const { batches } = Payload.parse(JSON.parse(gunzipSync(Buffer.from(payload, "base64")).toString()));
    return batches.some(({ epoch, records }) =>
      records.some(({ seq, kind }) => this.#parts.front.isRefused(epoch, seq, kind)),
    );
  }

  #try(what: string, isStoreOdd: boolean, action: () => unknown): boolean {
    try {
      action();
      return true;
    } catch (error) {
      const isExplained = error instanceof AgentError && isStoreOdd;
      if (!isExplained) this.troubles.push(`${what} ${this.#walks}: ${error instanceof Error ? error.stack : error}`);
      return false;
    }
  }
}
