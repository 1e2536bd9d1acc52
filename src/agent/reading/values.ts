import type { SnmpValue } from "../leaf/varbind.ts";

/** −1, −2 and −3 where a device sends the special values of an Integer32 in an unsigned type. */
const leastSpecial = 2 ** 32 - 3;

/**
 * A whole number, whatever integer type the device chose; undefined for anything else. A Counter64 beyond 2^53 is no
 * printer's counter and is refused rather than rounded.
 */
export function asInteger(value: SnmpValue | undefined): number | undefined {
  if (!value) return undefined;
  switch (value.type) {
    case "counter32":
    case "gauge32":
      return value.value >= leastSpecial ? value.value - 2 ** 32 : value.value;
    case "integer":
    case "timeTicks":
      return Number.isSafeInteger(value.value) ? value.value : undefined;
    case "counter64":
      return value.value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value.value) : undefined;
    default:
      return undefined;
  }
}

export function asBytes(value: SnmpValue | undefined): Buffer | undefined {
  return value?.type === "octets" ? value.value : undefined;
}

export function asOid(value: SnmpValue | undefined): string | undefined {
  return value?.type === "oid" ? value.value : undefined;
}

/** Parts of an instance: `1.5` → [1, 5]. */
export function arcsOf(instance: string): readonly number[] {
  return instance.split(".").map(Number);
}
