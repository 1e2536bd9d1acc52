import type { Provenance } from "../../contract/reading.ts";
import type { SnmpValue } from "../leaf/varbind.ts";
import { type Answers, column } from "../profile/answers.ts";
import { type MibLibrary, objectNamed, type Profile } from "../profile/mib-library.ts";
import { type NamedSource, sourcesOfReading } from "./value-sources.ts";
import { asBytes } from "./values.ts";

/** As much of a raw value as the contract takes. */
const longestRaw = 1024;

/**
 * Where each value of a full reading stands on the device, and what stands there: `counters.copy.black` → its OID and
 * `270`. Counters that the device lacks are told with their −1; the further rows of a sum follow as `+2`, `+3`.
 */
export function traceReading(library: MibLibrary, profile: Profile, answers: Answers): Record<string, Provenance> {
  return Object.fromEntries(
    sourcesOfReading(library, profile, answers).flatMap(([key, source]) => {
      const value = column(answers, source.object).get(source.instance);
      return value ? [[key, provenanceOf(library, source, value)]] : [];
    }),
  );
}

function provenanceOf(library: MibLibrary, source: NamedSource[1], value: SnmpValue): Provenance {
  const oid = `${objectNamed(library, source.object).oid}.${source.instance}`;
  return { oid, raw: rawText(value).slice(0, longestRaw) };
}

/** Printable ASCII as it is, other bytes in hexadecimal: what a person can compare with a walk. */
function rawText(value: SnmpValue): string {
  const bytes = asBytes(value);
  if (bytes === undefined) return String(value.value);
  return bytes.every((byte) => byte >= 0x20 && byte < 0x7f) ? bytes.toString("latin1") : `0x${bytes.toString("hex")}`;
}
