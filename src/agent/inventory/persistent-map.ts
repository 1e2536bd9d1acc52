/** A power of two: enough that a bucket of a large site holds a few dozen entries. */
const bucketCount = 256;

type Bucket<Value> = ReadonlyMap<string, Value>;

/**
 * A map that never changes: `with` and `without` give another one that shares all but one bucket with it. A poll changes
 * one device of thousands, and copying a plain map for that would cost more than the poll. Iterates in no useful order.
 */
export class PersistentMap<Value> implements ReadonlyMap<string, Value> {
  readonly size: number;
  readonly #buckets: readonly Bucket<Value>[];

  private constructor(buckets: readonly Bucket<Value>[], size: number) {
    this.#buckets = buckets;
    this.size = size;
  }

  static from<Value>(entries: Iterable<readonly [string, Value]>): PersistentMap<Value> {
    const buckets = Array.from({ length: bucketCount }, () => new Map<string, Value>());
    for (const [key, value] of entries) buckets[bucketOf(key)]?.set(key, value);
    return new PersistentMap<Value>(
      buckets,
      buckets.reduce((sum, bucket) => sum + bucket.size, 0),
    );
  }

  get(key: string): Value | undefined {
    return this.#buckets[bucketOf(key)]?.get(key);
  }

  has(key: string): boolean {
    return this.#buckets[bucketOf(key)]?.has(key) ?? false;
  }

  /** The same map when the key has that very value already. */
  with(key: string, value: Value): PersistentMap<Value> {
    if (this.has(key) && this.get(key) === value) return this;
    return this.#replacing(bucketOf(key), (bucket) => bucket.set(key, value));
  }

  without(key: string): PersistentMap<Value> {
    return this.has(key) ? this.#replacing(bucketOf(key), (bucket) => bucket.delete(key)) : this;
  }

  *entries(): MapIterator<[string, Value]> {
    for (const bucket of this.#buckets) yield* bucket;
  }

  *keys(): MapIterator<string> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): MapIterator<Value> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): MapIterator<[string, Value]> {
    return this.entries();
  }

  forEach(visit: (value: Value, key: string, map: ReadonlyMap<string, Value>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this);
  }

  #replacing(at: number, change: (bucket: Map<string, Value>) => void): PersistentMap<Value> {
    const bucket = new Map(this.#buckets[at]);
    const sizeBefore = bucket.size;
    change(bucket);
    return new PersistentMap(this.#buckets.with(at, bucket), this.size + bucket.size - sizeBefore);
  }
}

/** FNV-1a, folded to the number of buckets. */
function bucketOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return (hash ^ (hash >>> 15)) & (bucketCount - 1);
}
