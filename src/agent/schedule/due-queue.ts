interface Entry {
  readonly key: string;
  readonly atMs: number;
}

/** Keys by the time they are due, the earliest first: a heap, so that a large site costs no more a poll than a small one. */
export class DueQueue {
  /** Each entry is due no earlier than its parent at half its position; those whose time was set anew are stale. */
  #heap: Entry[] = [];
  readonly #atMs = new Map<string, number>();

  set(key: string, atMs: number): void {
    this.#atMs.set(key, atMs);
    this.#heap.push({ key, atMs });
    this.#rise(this.#heap.length - 1);
    if (this.#heap.length > 2 * this.#atMs.size + 64) this.#rebuild();
  }

  delete(key: string): void {
    this.#atMs.delete(key);
  }

  /** When the earliest is due; undefined: there is none. */
  get nextMs(): number | undefined {
    this.#dropStale();
    return this.#heap[0]?.atMs;
  }

  /** Takes out the earliest that is due; undefined: none is yet. */
  takeDue(nowMs: number): string | undefined {
    this.#dropStale();
    const [first] = this.#heap;
    if (first === undefined || first.atMs > nowMs) return undefined;
    this.#removeFirst();
    this.#atMs.delete(first.key);
    return first.key;
  }

  #dropStale(): void {
    for (let [first] = this.#heap; first && this.#atMs.get(first.key) !== first.atMs; [first] = this.#heap) {
      this.#removeFirst();
    }
  }

  #rebuild(): void {
    this.#heap = [...this.#atMs].map(([key, atMs]) => ({ key, atMs })).sort((one, other) => one.atMs - other.atMs);
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink(0);
  }

  #rise(from: number): void {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!this.#swapIfLater(parent, at)) return;
      at = parent;
    }
  }

  #sink(from: number): void {
    for (let at = from; ; ) {
      const left = 2 * at + 1;
      const child = this.#atMsAt(left + 1) < this.#atMsAt(left) ? left + 1 : left;
      if (!this.#swapIfLater(at, child)) return;
      at = child;
    }
  }

  #swapIfLater(parent: number, child: number): boolean {
    const [above, below] = [this.#heap[parent], this.#heap[child]];
    if (above === undefined || below === undefined || above.atMs <= below.atMs) return false;
    this.#heap[parent] = below;
    this.#heap[child] = above;
    return true;
  }

  #atMsAt(at: number): number {
    return this.#heap[at]?.atMs ?? Number.POSITIVE_INFINITY;
  }
}
