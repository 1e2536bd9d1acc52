import { type Counter, CounterId, type Counting, type SumCheck } from "../../contract/counter.ts";
import { type Answers, column, scalar } from "../profile/answers.ts";
import type { CounterMatrix, MibLibrary, Profile } from "../profile/mib-library.ts";
import { firstOfPrinter, type Source } from "./printer-rows.ts";
import { remember } from "./remember.ts";
import { arcsOf, asInteger } from "./values.ts";

export interface CounterSections {
  readonly counters: readonly Counter[];
  readonly unsupported: readonly CounterId[];
  readonly checks: readonly SumCheck[];
  readonly counting: Counting;
  /** Where each counter stands, for those who want to see the raw value. */
  readonly sources: ReadonlyMap<CounterId, Source>;
}

/** "This device has no such counter" in the private tree. */
const notSupported = -1;

/** A counter as the device gave it, −1 included. */
interface RawCounter {
  readonly id: CounterId;
  readonly value: number;
  readonly source: Source;
}

/**
 * Page counters. A value of −1 is no value: it is listed as unsupported, never added and never zero. Any other negative
 * value is nonsense and left out.
 */
export function decodeCounters(
  library: MibLibrary,
  profile: Profile,
  answers: Answers,
  device: number,
): CounterSections {
  const matrix = profile.counters.matrix;
  const cells = matrix ? matrixCells(library, matrix, answers) : [];
  const scalars = scalarCounters(profile, answers, device);
  const named = cells.flatMap(({ id, value, source }) => (id ? [{ id, value, source }] : []));
  const first = new Map<CounterId, RawCounter>();
  for (const counter of [...scalars, ...named, ...sizeCounters(profile, answers)]) {
    if (!first.has(counter.id)) first.set(counter.id, counter);
  }
  const once = [...first.values()];
  return {
    counters: once.flatMap(({ id, value }) => (value >= 0 ? [{ id, value }] : [])),
    unsupported: once.filter((counter) => counter.value === notSupported).map((counter) => counter.id),
    sources: new Map(once.map(({ id, source }) => [id, source])),
    checks: checkSums(scalars, cells),
    counting: decodeCounting(library, profile, answers),
  };
}

/** The first object with a value counts; −1 of one object does not hide the value of the next. */
function scalarCounters(profile: Profile, answers: Answers, device: number): readonly RawCounter[] {
  return [...profile.counters.scalars].flatMap(([id, objects]): RawCounter[] => {
    const answered = objects.flatMap((object): RawCounter[] => {
      const [instance, answer] = firstOfPrinter(answers, device, object) ?? [];
      const value = asInteger(answer);
      return instance === undefined || value === undefined ? [] : [{ id, value, source: { object, instance } }];
    });
    const told = answered.find(({ value }) => value >= 0) ?? answered[0];
    return told ? [told] : [];
  });
}

type Variant = keyof CounterMatrix["columns"];

interface MatrixCell {
  /** Undefined where nothing labels the row: its value still belongs to the total. */
  readonly id: CounterId | undefined;
  readonly variant: Variant;
  readonly value: number;
  readonly source: Source;
}

function matrixCells(library: MibLibrary, matrix: CounterMatrix, answers: Answers): readonly MatrixCell[] {
  const variants: readonly Variant[] = ["total", "duplex", "large", "largeDuplex"];
  const colorByRow = unlabelledColors(matrix, answers);
  return variants.flatMap((variant) =>
    [...column(answers, matrix.columns[variant])].flatMap(([instance, answer]) => {
      const value = asInteger(answer);
      if (value === undefined) return [];
      const id = cellId(library, matrix, answers, colorByRow, instance, variant);
      return [{ id, variant, value, source: { object: matrix.columns[variant], instance } }];
    }),
  );
}

/** Row and function of single color prints, which no device with four rows counts: it counts such copies alone. */
const singleColorPrint = "3.2";
const fourthRow = "4.";

/**
 * Names of rows without labels. Rows 1 and 2 are alike on all devices. Row 3 is single color on a labelled device of four
 * rows, where its prints are −1, and two-color in other reports of devices of three rows: so it is named only in the first
 * form, on which recordings and reports agree.
 */
function unlabelledColors({ columns, fallback }: CounterMatrix, answers: Answers): ReadonlyMap<number, string> {
  const totals = column(answers, columns.total);
  const hasFour = [...totals.keys()].some((instance) => instance.startsWith(fourthRow));
  const isKnownForm = hasFour && asInteger(totals.get(singleColorPrint)) === notSupported;
  return isKnownForm ? new Map([...fallback.color, ...fallback.colorOfFour]) : fallback.color;
}

/**
 * `2.1` with labels (four-color, copy) → `copy.fullColor`; in the column of large pages → `copy.fullColor.large`. A color
 * type without a name becomes `other<type>`; undefined where nothing labels the row.
 */
function cellId(
  library: MibLibrary,
  matrix: CounterMatrix,
  answers: Answers,
  colorByRow: ReadonlyMap<number, string>,
  instance: string,
  variant: Variant,
): CounterId | undefined {
  const [colorIndex = 0, functionIndex = 0] = arcsOf(instance);
  const colorType = asInteger(column(answers, matrix.color).get(instance));
  const functionType = asInteger(column(answers, matrix.function).get(instance));
  const color =
    colorType === undefined
      ? colorByRow.get(colorIndex)
      : (library.enumerations.get(matrix.color)?.get(colorType) ?? `other${colorType}`);
  const subject =
    functionType === undefined
      ? matrix.fallback.function.get(functionIndex)
      : library.enumerations.get(matrix.function)?.get(functionType);
  return subject === undefined || color === undefined ? undefined : idOfCell(matrix, `${subject}.${color}.${variant}`);
}

/**
 * `total.black.duplex` → `black.duplex`, `copy.fullColor.total` → `copy.fullColor`; undefined: no identifier. Remembered
 * by matrix, whose words the cells are made of.
 */
const idOfCell = remember((_: CounterMatrix, cell): CounterId | undefined => {
  const id = CounterId.safeParse(
    cell
      .split(".")
      .filter((part) => part !== "total")
      .join("."),
  );
  return id.success ? id.data : undefined;
});

/** Several rows may bear one size code; the code's count is their sum. */
function sizeCounters(profile: Profile, answers: Answers): readonly RawCounter[] {
  const sizes = profile.counters.sizes;
  if (!sizes) return [];
  const sums = new Map<number, { readonly value: number; readonly source: Source }>();
  for (const [instance, answer] of column(answers, sizes.count)) {
    const count = asInteger(answer);
    const code = asInteger(column(answers, sizes.code).get(instance));
    const forFunction = asInteger(column(answers, sizes.function).get(instance));
    if (count === undefined || count < 0 || code === undefined || code < 0 || forFunction !== sizes.allFunctions)
      continue;
    const before = sums.get(code);
    const source = before?.source ?? { object: sizes.count, instance };
    sums.set(code, { value: (before?.value ?? 0) + count, source });
  }
  return [...sums].flatMap(([code, sum]) => {
    const id = CounterId.safeParse(`size.${code}`);
    return id.success ? [{ id: id.data, ...sum }] : [];
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
      large === undefined || large < 0
        ? null
        : (library.enumerations.get(counting.largeMeans)?.get(large) ?? String(large)),
  };
}
