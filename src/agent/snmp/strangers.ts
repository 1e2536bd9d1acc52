interface Stranger {
  readonly from: string;
  readonly bytes: Buffer;
}

/** Looked through for each request that ends in silence, so they must stay few; 4 MB if each is as long as UDP allows. */
const mostKept = 64;

/**
 * The last datagrams from places that nobody talks to, by which a silence may be explained. When there are too many, the
 * address that holds the most gives one up: one noisy host pushes out its own and no others, be it from a thousand ports.
 */
export class Strangers {
  /** By address; the one heard last at the end. */
  readonly #byAddress = new Map<string, Stranger[]>();
  #kept = 0;

  /** @param from `address:port` */
  keep(from: string, bytes: Buffer): void {
    const address = from.slice(0, from.lastIndexOf(":"));
    const known = this.#byAddress.get(address) ?? [];
    known.push({ from, bytes });
    this.#byAddress.delete(address);
    this.#byAddress.set(address, known);
    this.#kept += 1;
    if (this.#kept > mostKept) this.#dropOne();
  }

  /** Where one came from that is so, as `address:port`; the newest of the address heard last. */
  find(isSo: (bytes: Buffer) => boolean): string | undefined {
    const strangers = [...this.#byAddress.values()].flat();
    return strangers.findLast(({ bytes }) => isSo(bytes))?.from;
  }

  clear(): void {
    this.#byAddress.clear();
    this.#kept = 0;
  }

  /** The oldest of the address that holds the most; among equals, of the one that was silent for longest. */
  #dropOne(): void {
    let [fullest, most]: [string, readonly Stranger[]] = ["", []];
    for (const [address, strangers] of this.#byAddress) {
      if (strangers.length > most.length) [fullest, most] = [address, strangers];
    }
    this.#kept -= 1;
    if (most.length > 1) this.#byAddress.get(fullest)?.shift();
    else this.#byAddress.delete(fullest);
  }
}
