import { compareArcs, parseOid } from "./oid.ts";
import type { RecordedValue, Recording } from "./snmprec.ts";
import type { Value, VarBind } from "./value.ts";

interface Name {
  readonly oid: string;
  readonly arcs: readonly number[];
}

/**
 * What one device answers: OID to value, in the order of a walk. Values change at run time; the list of names is
 * shared by all devices of one recording until a row comes or goes (a device raises an alert).
 */
export class MibView {
  #names: readonly Name[];
  readonly #values: Map<string, Value>;

  constructor(recording: Recording) {
    this.#names = recording;
    this.#values = new Map(recording.map((row: RecordedValue) => [row.oid, row.value]));
  }

  get(oid: string): Value | undefined {
    return this.#values.get(oid);
  }

  /** The value as a number; undefined if it is not there or not a number. */
  number(oid: string): number | undefined {
    const value = this.#values.get(oid);
    return value !== undefined && "value" in value && typeof value.value === "number" ? value.value : undefined;
  }

  /** The value as text; undefined if it is not there or not octets. */
  text(oid: string): string | undefined {
    const value = this.#values.get(oid);
    return value?.type === "octets" ? value.value.toString("utf8") : undefined;
  }

  /** The first value behind an OID, which itself need not exist (RFC 3416 section 4.2.2). */
  next(oid: string): VarBind | undefined {
    const arcs = parseOid(oid);
    const name = arcs === undefined ? undefined : this.#names[this.#firstAfter(arcs)];
    const value = name === undefined ? undefined : this.#values.get(name.oid);
    return name === undefined || value === undefined ? undefined : { oid: name.oid, value };
  }

  /** All values below an OID, in order. */
  below(prefix: string): readonly VarBind[] {
    const rows: VarBind[] = [];
    const arcs = parseOid(prefix);
    for (let at = arcs === undefined ? this.#names.length : this.#firstAfter(arcs); ; at += 1) {
      const oid = this.#names[at]?.oid;
      const value = oid?.startsWith(`${prefix}.`) ? this.#values.get(oid) : undefined;
      if (oid === undefined || value === undefined) {
        return rows;
      }
      rows.push({ oid, value });
    }
  }

  hasBelow(prefix: string): boolean {
    return this.next(prefix)?.oid.startsWith(`${prefix}.`) ?? false;
  }

  /** Sets a value, and makes the row if there is none. */
  set(oid: string, value: Value): void {
    if (!this.#values.has(oid)) {
      const arcs = parseOid(oid);
      if (arcs === undefined) {
        throw new RangeError(`"${oid}" is not an OID`);
      }
      this.#names = this.#names.toSpliced(this.#firstAfter(arcs), 0, { oid, arcs });
    }
    this.#values.set(oid, value);
  }

  /** Sets a value only where the device has the row: a model without it does not gain it. */
  change(oid: string, value: Value): void {
    if (this.#values.has(oid)) {
      this.#values.set(oid, value);
    }
  }

  delete(oid: string): void {
    if (this.#values.delete(oid)) {
      this.#names = this.#names.filter((name) => name.oid !== oid);
    }
  }

  #firstAfter(arcs: readonly number[]): number {
    let low = 0;
    let high = this.#names.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareArcs(this.#names[middle]?.arcs ?? [], arcs) > 0) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
