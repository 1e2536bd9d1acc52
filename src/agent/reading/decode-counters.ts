import { type Counter, CounterId, type Counting, type SumCheck } from "../../contract/counter.ts";
import { type Answers, column, scalar } from "../profile/answers.ts";
import type { CounterMatrix, MibLibrary, Profile } from "../profile/mib-library.ts";
import { firstOfPrinter, printerRows, type Row } from "./printer-rows.ts";
import { addUp, type MatrixCell, notSupported, type RawCounter, type Variant } from "./raw-counter.ts";
import { remember } from "./remember.ts";
import { checkShares, checkSums } from "./sum-checks.ts";
import { arcsOf, asInteger } from "./values.ts";

/** As many checks as the contract takes. */
const mostChecks = 64;

export interface CounterSections {
  readonly counters: readonly Counter[];
  readonly unsupported: readonly CounterId[];
  readonly checks: readonly SumCheck[];
  readonly counting: Counting;
  /** Every counter as the device gave it, for those who want to see where it stands. */
  readonly raw: readonly RawCounter[];
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
  const markers = markerCounters(profile, answers, device);
  const named = cells.flatMap(({ id, value, sources }) => (id ? [{ id, value, sources }] : []));
  const sums = addUp([...markers.counters, ...scalars, ...named, ...sizeCounters(profile, answers)]);
  const counters = [...sums.values()];
  return {
    counters: counters.flatMap(({ id, value }) => (value >= 0 ? [{ id, value }] : [])),
    unsupported: counters.filter((counter) => counter.value === notSupported).map((counter) => counter.id),
    raw: counters,
    checks: [...checkSums(scalars, cells), ...(matrix ? checkShares(matrix, sums) : [])].slice(0, mostChecks),
    counting: { ...decodeCounting(library, profile, answers), ...(markers.unit && { markerLifeUnit: markers.unit }) },
  };
}

/** The first object with a value counts; −1 of one object does not hide the value of the next. */
function scalarCounters(profile: Profile, answers: Answers, device: number): readonly RawCounter[] {
  return [...profile.counters.scalars].flatMap(([id, objects]): RawCounter[] => {
    const answered = objects.flatMap((object): RawCounter[] => {
      const [instance, answer] = firstOfPrinter(answers, device, object) ?? [];
      const value = asInteger(answer);
      return instance === undefined || value === undefined ? [] : [{ id, value, sources: [{ object, instance }] }];
    });
    const told = answered.find(({ value }) => value >= 0) ?? answered[0];
    return told ? [told] : [];
  });
}

function matrixCells(library: MibLibrary, matrix: CounterMatrix, answers: Answers): readonly MatrixCell[] {
  const variants: readonly Variant[] = ["total", "duplex", "large", "largeDuplex"];
  const colorByRow = unlabelledColors(matrix, answers);
  return variants.flatMap((variant) =>
    [...column(answers, matrix.columns[variant])].flatMap(([instance, answer]) => {
      const value = asInteger(answer);
      if (value === undefined) return [];
      const id = cellId(library, matrix, answers, colorByRow, instance, variant);
      return [{ id, variant, value, sources: [{ object: matrix.columns[variant], instance }] }];
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
 * or function type without a name becomes `other<type>`; undefined where nothing labels the row.
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
      : (library.enumerations.get(matrix.function)?.get(functionType) ?? `other${functionType}`);
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

/**
 * Rows for all functions together; on a device that counts sizes by function alone, those, which add up. Rows whose
 * function or size is not told are nobody's.
 */
function sizeCounters(profile: Profile, answers: Answers): readonly RawCounter[] {
  const sizes = profile.counters.sizes;
  if (!sizes) return [];
  const rows = [...column(answers, sizes.count)].flatMap(([instance, answer]) => {
    const value = asInteger(answer);
    const code = asInteger(column(answers, sizes.code).get(instance));
    const forFunction = asInteger(column(answers, sizes.function).get(instance));
    const id = CounterId.safeParse(`size.${code}`);
    if (value === undefined || forFunction === undefined || forFunction < 0 || !id.success) return [];
    return [{ id: id.data, value, forFunction, sources: [{ object: sizes.count, instance }] }];
  });
  const forAll = rows.filter(({ forFunction }) => forFunction === sizes.allFunctions);
  return forAll.length > 0 ? forAll : rows;
}

/** Units of prtMarkerLifeCount (RFC 3805 PrtMarkerCounterUnitTC) that are pages; lengths and hours are none. */
const pageUnits: ReadonlyMap<number, "impressions" | "sheets"> = new Map([
  [7, "impressions"],
  [8, "sheets"],
]);

interface MarkerCounters {
  readonly counters: readonly RawCounter[];
  /** Unit of the first marker; undefined where the device does not tell. */
  readonly unit?: "impressions" | "sheets";
}

/**
 * Life counts of the markers (RFC 3805 section 2.2.6): `markerLife` is the first marker's, `markerLife.2` the second's, as
 * of a press with two engines. A marker that counts by length or time has no such counter.
 */
function markerCounters(profile: Profile, answers: Answers, device: number): MarkerCounters {
  const markers = profile.counters.markers;
  if (!markers) return { counters: [] };
  const unitOf = (row: Row) => asInteger(column(answers, markers.unit).get(row.instance));
  const rows = printerRows(answers, device, [markers.count]);
  const counted = rows.flatMap((row, at) => {
    const value = asInteger(column(answers, markers.count).get(row.instance));
    const unit = unitOf(row);
    const id = CounterId.safeParse(at === 0 ? "markerLife" : `markerLife.${row.index}`);
    if (value === undefined || !id.success || (unit !== undefined && unit > 0 && !pageUnits.has(unit))) return [];
    return [{ id: id.data, value, sources: [{ object: markers.count, instance: row.instance }] }];
  });
  const unit = rows[0] && pageUnits.get(unitOf(rows[0]) ?? 0);
  return unit ? { counters: counted, unit } : { counters: counted };
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
