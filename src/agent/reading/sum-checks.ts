import type { CounterId, SumCheck } from "../../contract/counter.ts";
import type { CounterMatrix } from "../profile/mib-library.ts";
import { addPages, type MatrixCell, type RawCounter, type Variant } from "./raw-counter.ts";
import { remember } from "./remember.ts";

/** The stated totals against the sums of their columns, wherever the device supports both. */
export function checkSums(scalars: readonly RawCounter[], cells: readonly MatrixCell[]): readonly SumCheck[] {
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
    const parts = counted.reduce((total, cell) => addPages(total, cell.value), 0);
    return [{ sum, parts, stated, ok: parts === stated }];
  });
}

/** Variants whose pages are among those of others: large duplex pages among the large and among the duplex ones. */
const wholesOf: readonly (readonly [variant: string, wholes: readonly string[]])[] = [
  [".largeDuplex", [".large", ".duplex"]],
  [".large", [""]],
  [".duplex", [""]],
];

/** `copy.black.large` → [`copy.black`]. Scans have a table of their own. Remembered by matrix, of whose cells they are. */
const wholesOfCounter = remember((_: CounterMatrix, id): readonly string[] => {
  const [variant = "", wholes = []] = wholesOf.find(([suffix]) => id.endsWith(suffix)) ?? [];
  return id.startsWith("scan") ? [] : wholes.map((whole) => id.slice(0, -variant.length) + whole);
});

/** Large and duplex pages that are more than the pages they are among; what fits is not told. */
export function checkShares(matrix: CounterMatrix, counters: ReadonlyMap<string, RawCounter>): readonly SumCheck[] {
  const checks: SumCheck[] = [];
  for (const { id, value } of counters.values()) {
    for (const whole of wholesOfCounter(matrix, id)) {
      const pages = counters.get(whole);
      if (!pages || pages.value < 0 || value <= pages.value) continue;
      checks.push({ sum: pages.id, parts: value, stated: pages.value, ok: false });
    }
  }
  return checks;
}
