import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Clock } from "../../src/agent/leaf/clock.ts";
import { type Central, startCentral } from "../../src/central/compose.ts";

/** A central in a folder of its own, which goes when the test ends, and whose data can be put back to a backup. */
export class RestorableCentral {
  /** Where the test may keep its other files. */
  readonly folder: string;
  readonly #clock: Clock;
  readonly #data: string;
  readonly #backup: string;
  #central: Central;

  private constructor(folder: string, clock: Clock, central: Central) {
    this.folder = folder;
    this.#clock = clock;
    this.#data = dataIn(folder);
    this.#backup = join(folder, "backup");
    this.#central = central;
  }

  static async start(clock: Clock): Promise<RestorableCentral> {
    const folder = mkdtempSync(join(tmpdir(), "restorable-central-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    return new RestorableCentral(folder, clock, await startCentral({ dataDir: dataIn(folder), port: 0, clock }));
  }

  get running(): Central {
    return this.#central;
  }

  async restart(whileStopped = () => {}): Promise<void> {
    const port = Number(new URL(this.#central.url).port);
    await this.#central.stop();
    whileStopped();
    this.#central = await startCentral({ dataDir: this.#data, port, clock: this.#clock });
  }

  async backUp(): Promise<void> {
    await this.restart(() => cpSync(this.#data, this.#backup, { recursive: true }));
  }

  async putBack(): Promise<void> {
    await this.restart(() => {
      rmSync(this.#data, { recursive: true });
      cpSync(this.#backup, this.#data, { recursive: true });
    });
  }
}

function dataIn(folder: string): string {
  return join(folder, "central");
}
