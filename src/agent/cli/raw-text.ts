import type { Reading } from "../../contract/reading.ts";
import { alignColumns } from "./table.ts";

/** Each value's name, OID and raw form, one a line, for comparing a reading with a walk of the device. */
export function rawText({ provenance = {} }: Reading): string {
  return alignColumns(Object.entries(provenance).map(([key, { oid, raw }]) => [key, oid, raw])).join("\n");
}
