import { resolveName } from "../discovery/host.ts";
import { admitsNamed, countPlaces, holdsPlace, type NamedPlace, type Place, placesOf } from "../discovery/range-set.ts";
import type { SweepTarget } from "../discovery/sweep-plan.ts";
import { placeKey } from "../leaf/place-key.ts";
import type { SnmpCredential } from "../snmp/snmp-client.ts";
import type { SearchRange } from "./search-range.ts";

type Credentials = SweepTarget["credentials"];

/** A name that could not be resolved or leads where nobody is asked, and why. */
export interface UnknownName {
  readonly name: string;
  readonly message: string;
}

/**
 * The configured ranges as a map: who stands in which, and so what may be said to whom. A device is judged by where it
 * stands now, not by what it once answered to: when it moves, or the ranges do, the credential of the old range must not
 * be heard at the new place. Where ranges overlap, the first one counts.
 */
export class Territory {
  readonly #ranges: readonly SearchRange[];
  readonly #resolve: (name: string) => Promise<string>;
  /** Where each name was found last. */
  readonly #found = new Map<string, string>();
  #resolving: Promise<readonly UnknownName[]> | undefined;
  /** By name. */
  readonly credentials: ReadonlyMap<string, SnmpCredential>;

  constructor(
    ranges: readonly SearchRange[],
    credentials: ReadonlyMap<string, SnmpCredential>,
    resolve: (name: string) => Promise<string> = resolveName,
  ) {
    this.#ranges = ranges;
    this.credentials = credentials;
    this.#resolve = resolve;
  }

  /**
   * What may be said at a place: what its device is known to answer to, or else what its range names; undefined: it lies
   * in no range and is not asked. While a name was never resolved, a device that answered to a credential of its range
   * is asked with that one where it stood last.
   * @param known name of the credential that the device answered to; null: not known
   */
  async credentialsAt(place: Place, known: string | null): Promise<Credentials | undefined> {
    if (!this.#rangeAt(place) && this.#hasUnresolved) await this.resolveNames();
    const range = this.#rangeAt(place);
    const used = this.credentials.get(known ?? "");
    if (used === undefined) return range?.credentials;
    if (range === undefined) return this.#mayBeNamed(place, used) ? [used] : undefined;
    return range.credentials.includes(used) ? [used] : range.credentials;
  }

  /** Whether the place lies in no range; while a name is not resolved yet, it may be what stands there. */
  isOutside(place: Place): boolean {
    return !this.#hasUnresolved && !this.#rangeAt(place);
  }

  /** Whether this may be said there. */
  allows(place: Place, credential: SnmpCredential): boolean {
    return this.#rangeAt(place)?.credentials.some((allowed) => allowed === credential) ?? false;
  }

  nameOf(credential: SnmpCredential): string | undefined {
    return [...this.credentials].find(([, known]) => known === credential)?.[0];
  }

  /** Every place once, and what may be said there; the names of a range before its addresses. */
  *targets(): Generator<SweepTarget> {
    for (const range of this.#ranges) {
      for (const place of this.#namedPlaces(range)) {
        const isNew = this.#rangeAt(place) === range && !holdsPlace(range.places, place);
        if (isNew) yield { ...place, credentials: range.credentials };
      }
      for (const place of placesOf(range.places)) {
        if (this.#rangeAt(place) === range) yield { ...place, credentials: range.credentials };
      }
    }
  }

  /** How many places there are at most: those in two ranges count twice. */
  get size(): number {
    return this.#ranges.reduce((sum, { places }) => sum + countPlaces(places) + places.names.length, 0);
  }

  /** Looks up where the names stand now; one that is not found stays where it was. Answers those. */
  resolveNames(): Promise<readonly UnknownName[]> {
    this.#resolving ??= this.#resolveAll().finally(() => {
      this.#resolving = undefined;
    });
    return this.#resolving;
  }

  async #resolveAll(): Promise<readonly UnknownName[]> {
    const names = [...new Set(this.#names.map(({ name }) => name))];
    const unknown = await Promise.all(
      names.map(async (name): Promise<readonly UnknownName[]> => {
        try {
          const address = await this.#resolve(name);
          this.#found.set(name, address);
          return this.#isAdmitted(name, address) ? [] : [{ name, message: forbidden(name, address) }];
        } catch (error) {
          return [{ name, message: error instanceof Error ? error.message : String(error) }];
        }
      }),
    );
    return unknown.flat();
  }

  #isAdmitted(name: string, address: string): boolean {
    return this.#ranges.some(
      ({ places }) => places.names.some((named) => named.name === name) && admitsNamed(places, address),
    );
  }

  get #names(): readonly NamedPlace[] {
    return this.#ranges.flatMap(({ places }) => places.names);
  }

  get #hasUnresolved(): boolean {
    return this.#names.some(({ name }) => !this.#found.has(name));
  }

  /** Whether a name that cannot be resolved now may have led there, so that its device is asked as it was before. */
  #mayBeNamed({ address, port }: Place, credential: SnmpCredential): boolean {
    return this.#ranges.some(
      ({ places, credentials }) =>
        credentials.includes(credential) &&
        admitsNamed(places, address) &&
        places.names.some((named) => named.port === port && !this.#found.has(named.name)),
    );
  }

  #rangeAt(place: Place): SearchRange | undefined {
    return this.#ranges.find((range) => holdsPlace(range.places, place) || this.#isNamed(range, place));
  }

  #isNamed(range: SearchRange, { address, port }: Place): boolean {
    return this.#namedPlaces(range).some((named) => named.address === address && named.port === port);
  }

  #namedPlaces({ places }: SearchRange): readonly Place[] {
    const named = places.names.flatMap(({ name, port }): [string, Place][] => {
      const address = this.#found.get(name);
      if (address === undefined || !admitsNamed(places, address)) return [];
      const place = { address, port };
      return [[placeKey(place), place]];
    });
    return [...new Map(named).values()];
  }
}

function forbidden(name: string, address: string): string {
  return `${name}: the name leads to ${address}, which is left out or is no address of a private network`;
}
