import type { SnmpValue, Varbind } from "../leaf/varbind.ts";
import { compareOids, isBelow } from "./oid-order.ts";
import type { BulkAnswer } from "./snmp-client.ts";

/** What one walk may cost; a device that wants more is broken or hostile. */
export interface WalkLimits {
  readonly pdus: number;
  readonly rowsPerColumn: number;
  readonly bytes: number;
  readonly timeMs: number;
}

export const defaultWalkLimits: WalkLimits = { pdus: 500, rowsPerColumn: 2000, bytes: 1_000_000, timeMs: 30_000 };

export type WalkEnding =
  /** Every column was read to its end. */
  | "complete"
  | "pduLimit"
  | "rowLimit"
  | "byteLimit"
  | "timeLimit"
  /** The device answered with an OID that does not come after the one asked for (RFC 3416 section 4.2.2). */
  | "notIncreasing"
  /** The device answered without values. */
  | "emptyAnswer"
  /** The device refused a column from the start: as in a GET, that is one it does not have. */
  | "refused"
  /** The device refused to go on in a column, or did not answer for it. */
  | "cutOff";

export interface Walk {
  /** Column by column, each in the order of its rows. */
  readonly varbinds: readonly Varbind[];
  readonly isComplete: boolean;
  /** The first thing that cut a column short; "refused" only if that is all there was. */
  readonly ending: WalkEnding;
}

const mostColumnsAtOnce = 20;
/** Counted for a value that is not a string. */
const scalarBytes = 8;
/** Only endOfMibView may end a walk (RFC 3416 section 4.2.2), but some agents say one of the others. */
const endMarks: ReadonlySet<SnmpValue["type"]> = new Set(["endOfMibView", "noSuchObject", "noSuchInstance"]);

export interface WalkColumn {
  readonly oid: string;
  /** The last OID read; the next request asks for its successor. */
  cursor: string;
  readonly varbinds: Varbind[];
  isOpen: boolean;
}

/** How far a walk is: which columns are open, and what is spent of the limits. */
export class WalkProgress {
  readonly #columns: readonly WalkColumn[];
  readonly #limits: WalkLimits;
  #columnsAtOnce = mostColumnsAtOnce;
  #ending: WalkEnding = "complete";
  #pdus = 0;
  #bytes = 0;

  constructor(columns: readonly string[], limits: WalkLimits) {
    this.#columns = columns.map((oid) => ({ oid, cursor: oid, varbinds: [], isOpen: true }));
    this.#limits = limits;
  }

  get isGoing(): boolean {
    return this.#columns.some(({ isOpen }) => isOpen);
  }

  nextColumns(): readonly WalkColumn[] {
    this.#pdus += 1;
    return this.#columns.filter(({ isOpen }) => isOpen).slice(0, this.#columnsAtOnce);
  }

  take(asked: readonly WalkColumn[], { rows }: BulkAnswer): void {
    if (rows.length === 0) this.stop("emptyAnswer");
    rows.forEach((varbind, index) => {
      const column = asked[index % asked.length];
      if (column?.isOpen) this.#takeOne(column, varbind);
    });
    if (this.#bytes > this.#limits.bytes) this.stop("byteLimit");
    if (this.#pdus >= this.#limits.pdus) this.stop("pduLimit");
  }

  /**
   * The device refused a request: its error index tells the column, else they are asked one by one.
   * @param errorIndex undefined: it did not answer
   */
  blame(asked: readonly WalkColumn[], errorIndex: number | undefined): void {
    const column = asked.length === 1 ? asked[0] : asked[(errorIndex ?? 0) - 1];
    if (column === undefined) this.#columnsAtOnce = 1;
    else this.#close(column, errorIndex !== undefined && column.varbinds.length === 0 ? "refused" : "cutOff");
    if (this.#pdus >= this.#limits.pdus) this.stop("pduLimit");
  }

  stop(ending: WalkEnding): void {
    for (const column of this.#columns) if (column.isOpen) this.#close(column, ending);
  }

  result(): Walk {
    const varbinds = this.#columns.flatMap((column) => column.varbinds);
    return { varbinds, isComplete: this.#ending === "complete", ending: this.#ending };
  }

  #takeOne(column: WalkColumn, varbind: Varbind): void {
    const ending = endingAt(column, varbind, this.#limits.rowsPerColumn);
    if (ending !== undefined) {
      this.#close(column, ending);
      return;
    }
    const { oid, value } = varbind;
    column.varbinds.push(varbind);
    column.cursor = oid;
    this.#bytes += oid.length + (Buffer.isBuffer(value.value) ? value.value.length : scalarBytes);
  }

  #close(column: WalkColumn, ending: WalkEnding): void {
    column.isOpen = false;
    if (this.#ending === "complete" || (this.#ending === "refused" && ending !== "complete")) this.#ending = ending;
  }
}

/** Why this value is not the column's next row, or undefined if it is. */
function endingAt(column: WalkColumn, { oid, value }: Varbind, mostRows: number): WalkEnding | undefined {
  if (endMarks.has(value.type)) return "complete";
  if (compareOids(oid, column.cursor) <= 0) return "notIncreasing";
  if (!isBelow(oid, column.oid)) return "complete";
  return column.varbinds.length >= mostRows ? "rowLimit" : undefined;
}
