type Bucket<Value> = ReadonlyMap<string, Value>;
type Branch<Value> = readonly Bucket<Value>[];

/** Branches of a map, and buckets of a branch: at a site of 10,000 devices a bucket holds ten. A power of two. */
const branching = 32;

const emptyBucket: Bucket<never> = new Map<string, never>();
const emptyBranch: Branch<never> = new Array<Bucket<never>>(branching).fill(emptyBucket);
const emptyBranches: readonly Branch<never>[] = new Array<Branch<never>>(branching).fill(emptyBranch);

/**
 * A map that never changes: `with` and `without` give another one that shares all but one branch with it, and all but one
 * bucket of that. A poll changes one device of thousands, and copying a plain map for that would cost more than the poll.
 * Iterates in no useful order.
 */
export class PersistentMap<Value> implements ReadonlyMap<string, Value> {
  readonly size: number;
  readonly #branches: readonly Branch<Value>[];

  private constructor(branches: readonly Branch<Value>[], size: number) {
    this.#branches = branches;
    this.size = size;
  }

  static from<Value>(entries: Iterable<readonly [string, Value]>): PersistentMap<Value> {
    let map = new PersistentMap<Value>(emptyBranches, 0);
    for (const [key, value] of entries) map = map.with(key, value);
    return map;
  }

  get(key: string): Value | undefined {
    return this.#bucketOf(hashOf(key)).get(key);
  }

  has(key: string): boolean {
    return this.#bucketOf(hashOf(key)).has(key);
  }

  /** The same map when the key has that very value already. */
  with(key: string, value: Value): PersistentMap<Value> {
    const hash = hashOf(key);
    const bucket = this.#bucketOf(hash);
    const before = bucket.get(key);
    const isKnown = before !== undefined || bucket.has(key);
    if (isKnown && before === value) return this;
    return this.#replacing(hash, new Map(bucket).set(key, value), isKnown ? this.size : this.size + 1);
  }

  without(key: string): PersistentMap<Value> {
    const hash = hashOf(key);
    const left = new Map(this.#bucketOf(hash));
    return left.delete(key) ? this.#replacing(hash, left, this.size - 1) : this;
  }

  *entries(): MapIterator<[string, Value]> {
    for (const branch of this.#branches) for (const bucket of branch) yield* bucket;
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

  #branchOf(hash: number): Branch<Value> {
    return this.#branches[Math.floor(hash / branching)] ?? emptyBranch;
  }

  #bucketOf(hash: number): Bucket<Value> {
    return this.#branchOf(hash)[hash % branching] ?? emptyBucket;
  }

  #replacing(hash: number, bucket: Bucket<Value>, size: number): PersistentMap<Value> {
    const branch = this.#branchOf(hash).with(hash % branching, bucket);
    return new PersistentMap(this.#branches.with(Math.floor(hash / branching), branch), size);
  }
}

/** FNV-1a, folded to the number of buckets in all branches. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return (hash ^ (hash >>> 15)) & (branching * branching - 1);
}
