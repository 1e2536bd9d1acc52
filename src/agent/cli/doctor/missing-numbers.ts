import { type Finding, warned } from "./finding.ts";

/** So many serial numbers fit into a line or two; `mfp-agent devices` shows all. */
const mostNamed = 5;

export function isMissingNumber(finding: Finding): boolean {
  return finding.outcome !== "ok" && finding.code === "si-missing";
}

/** Before a site has its service numbers every device has none: one finding says it of all of them. */
export function joinMissingNumbers(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length < 2) return findings;
  const serials = findings.map(({ values }) => String(values["serial"])).toSorted();
  const named = serials.slice(0, mostNamed).join(", ");
  const values = { count: serials.length, serials: serials.length > mostNamed ? `${named} …` : named };
  return [{ ...warned("si-missing-many", values), step: "deviceKnown", about: null }];
}
