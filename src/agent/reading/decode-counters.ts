import { type Counter, CounterId, type Counting, type SumCheck } from "../../contract/counter.ts";
import { type Answers, column, scalar } from "../profile/answers.ts";
import type { CounterMatrix, MibLibrary, Profile } from "../profile/mib-library.ts";
import { arcsOf, asInteger } from "./values.ts";

export interface CounterSections {
  readonly counters: readonly Counter[];
  readonly unsupported: readonly CounterId[];
  readonly checks: readonly SumCheck[];
  readonly counting: Counting;
}

/** "This device has no such counter" in the private tree. */
const notSupported = -1;

/** A counter as the device gave it, −1 included. */
interface RawCounter {
  readonly id: CounterId;
  readonly value: number;
}

/**
 * Page counters. A value of −1 is no value: it is listed as unsupported, never added and never zero. Any other negative
 * value is nonsense and left out.
 */
export function decodeCounters(library: MibLibrary, profile: Profile, answers: Answers): CounterSections {
  const matrix = profile.counters.matrix;
  const cells = matrix ? matrixCells(library, matrix, answers) : [];
  const scalars = scalarCounters(profile, answers);
  const raw = [
    ...scalars,
    ...cells.flatMap((cell) => (cell.id ? [{ id: cell.id, value: cell.value }] : [])),
    ...sizeCounters(profile, answers),
  ];
  const once = raw.filter((counter, position) => raw.findIndex((other) => other.id === counter.id) === position);
  return {
    counters: once.filter((counter) => counter.value >= 0),
    unsupported: once.filter((counter) => counter.value === notSupported).map((counter) => counter.id),
    checks: checkSums(scalars, cells),
    counting: decodeCounting(library, profile, answers),
  };
}

function scalarCounters(profile: Profile, answers: Answers): readonly RawCounter[] {
  return [...profile.counters.scalars].flatMap(([id, objects]) => {
    for (const object of objects) {
      const value = asInteger(scalar(answers, object));
      if (value !== undefined) return [{ id, value }];
    }
    return [];
  });
}

type Variant = keyof CounterMatrix["columns"];

interface MatrixCell {
  /** Undefined where nothing labels the row: its value still belongs to the total. */
  readonly id: CounterId | undefined;
  readonly variant: Variant;
  readonly value: number;
}

function matrixCells(library: MibLibrary, matrix: CounterMatrix, answers: Answers): readonly MatrixCell[] {
  const variants: readonly Variant[] = ["total", "duplex", "large", "largeDuplex"];
  return variants.flatMap((variant) =>
    [...column(answers, matrix.columns[variant])].flatMap(([instance, answer]) => {
      const value = asInteger(answer);
      if (value === undefined) return [];
      return [{ id: cellId(library, matrix, answers, instance, variant), variant, value }];
    }),
  );
}

/**
 * `2.1` with labels (four-color, copy) → `copy.fullColor`; in the column of large pages → `copy.fullColor.large`. A color
 * type without a name becomes `other<type>`; undefined where nothing labels the row.
 */
function cellId(
  library: MibLibrary,
  matrix: CounterMatrix,
  answers: Answers,
  instance: string,
  variant: Variant,
): CounterId | undefined {
  const [colorIndex = 0, functionIndex = 0] = arcsOf(instance);
  const colorType = asInteger(column(answers, matrix.color).get(instance));
  const functionType = asInteger(column(answers, matrix.function).get(instance));
  const color =
    colorType === undefined
      ? matrix.fallback.color.get(colorIndex)
      : (library.enumerations.get(matrix.color)?.get(colorType) ?? `other${colorType}`);
  const subject =
    functionType === undefined
      ? matrix.fallback.function.get(functionIndex)
      : library.enumerations.get(matrix.function)?.get(functionType);
  const id = CounterId.safeParse([subject, color, variant].filter((part) => part !== "total").join("."));
  return subject !== undefined && color !== undefined && id.success ? id.data : undefined;
}

/** Several rows may bear one size code; the code's count is their sum. */
function sizeCounters(profile: Profile, answers: Answers): readonly RawCounter[] {
  const sizes = profile.counters.sizes;
  if (!sizes) return [];
  const sums = new Map<number, number>();
  for (const [instance, answer] of column(answers, sizes.count)) {
    const count = asInteger(answer);
    const code = asInteger(column(answers, sizes.code).get(instance));
    const forFunction = asInteger(column(answers, sizes.function).get(instance));
    if (count === undefined || count < 0 || code === undefined || code < 0 || forFunction !== sizes.allFunctions)
      continue;
    sums.set(code, (sums.get(code) ?? 0) + count);
  }
  return [...sums].flatMap(([code, value]) => {
    const id = CounterId.safeParse(`size.${code}`);
    return id.success ? [{ id: id.data, value }] : [];
  });
}

/** The stated totals against the sums of their columns, wherever the device supports both. */
function checkSums(scalars: readonly RawCounter[], cells: readonly MatrixCell[]): readonly SumCheck[] {
  const sums: readonly (readonly [CounterId, Variant])[] = [
    ["total", "total"],
    ["total.large", "large"],
    ["total.duplex", "duplex"],
    ["total.largeDuplex", "largeDuplex"],
  ];
  return sums.flatMap(([sum, variant]) => {
    const stated = scalars.find((counter) => counter.id === sum)?.value;
    const counted = cells.filter((cell) => cell.variant === variant && cell.value >= 0);
    if (stated === undefined || stated < 0 || counted.length === 0) return [];
    const parts = counted.reduce((total, cell) => total + cell.value, 0);
    return [{ sum, parts, stated, ok: parts === stated }];
  });
}

function decodeCounting(library: MibLibrary, profile: Profile, answers: Answers): Counting {
  const counting = profile.counters.counting;
  if (!counting) return { duplexWeight: null, largeWeight: null, largeMeans: null };
  const weight = (object: string) => {
    const value = asInteger(scalar(answers, object));
    return value === 1 || value === 2 ? value : null;
  };
  const large = asInteger(scalar(answers, counting.largeMeans));
  return {
    duplexWeight: weight(counting.duplexWeight),
    largeWeight: weight(counting.largeWeight),
    largeMeans:
      large === undefined ? null : (library.enumerations.get(counting.largeMeans)?.get(large) ?? String(large)),
  };
}
