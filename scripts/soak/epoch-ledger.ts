import type { AgentBooks, CentralBooks } from "./books.ts";

/** Remembers of every epoch what the agent had handed over when it was last looked at, for its store forgets it. */
export class EpochLedger {
  readonly #handedOver = new Map<string, readonly number[]>();
  readonly #waiting = new Map<string, number>();
  /** Of what was saved from a damaged store: its first number, by its number now; both as `epoch seq`. */
  readonly #origins = new Map<string, string>();

  /** To be called while no agent runs, before anything happens to its store. */
  note({ epoch, lastSeq, waiting, copies, gaps }: AgentBooks): void {
    for (const [seq, { origin }] of [...waiting, ...copies]) {
      if (origin !== null) this.#origins.set(`${epoch} ${seq}`, origin);
    }
    const isTold = (seq: number) => !waiting.has(seq) && !gaps.some(([from, to]) => from <= seq && seq <= to);
    this.#waiting.set(epoch, waiting.size);
    this.#handedOver.set(epoch, Array.from({ length: lastSeq }, (_, index) => index + 1).filter(isTold));
  }

  get epochs(): number {
    return this.#handedOver.size;
  }

  /** Records that waited when they were last seen in their epoch. */
  get leftWaiting(): number {
    return [...this.#waiting.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Numbers of any epoch that the agent gave up for delivered, and central neither has nor knows as a gap. */
  findLost(centralBooksOf: (epoch: string) => CentralBooks): readonly string[] {
    return [...this.#handedOver].flatMap(([epoch, numbers]) => {
      const { everReceived, gaps } = centralBooksOf(epoch);
      const hasArrived = (place: string) => everReceived.has(place) || everReceived.has(this.#origins.get(place) ?? "");
      const isGap = (seq: number) => gaps.some(([from, to]) => from <= seq && seq <= to);
      return numbers.flatMap((seq) => (isGap(seq) || hasArrived(`${epoch} ${seq}`) ? [] : [`${epoch} ${seq}`]));
    });
  }
}
