import type { Values } from "../../leaf/language.ts";
import type { DoctorCode, StepName } from "./doctor-words.ts";

/** What a step found out. `warned` is worth a look and stops nothing; what follows a failed step is not asked. */
export type Verdict =
  | { readonly outcome: "ok"; readonly values: Values }
  | { readonly outcome: "warned" | "failed"; readonly code: DoctorCode; readonly values: Values };

/** One question of the doctor; `undefined`: there is nothing to ask here, as of a proxy where none is used. */
export interface Step {
  readonly name: StepName;
  readonly check: () => Verdict | undefined | Promise<Verdict | undefined>;
}

export type Finding = Verdict & {
  readonly step: StepName;
  /** What the step is about, as in an address; null: this machine. */
  readonly about: string | null;
};

export function well(values: Values = {}): Verdict {
  return { outcome: "ok", values };
}

export function warned(code: DoctorCode, values: Values = {}): Verdict {
  return { outcome: "warned", code, values };
}

export function broken(code: DoctorCode, values: Values = {}): Verdict {
  return { outcome: "failed", code, values };
}

/** Takes the steps in order and ends at the first that failed: what comes after it hangs on it. */
export async function runChain(
  steps: readonly Step[],
  about: string | null,
  onFinding: (finding: Finding) => void,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { name, check } of steps) {
    const verdict = await check();
    if (verdict === undefined) continue;
    const finding: Finding = { ...verdict, step: name, about };
    findings.push(finding);
    onFinding(finding);
    if (verdict.outcome === "failed") break;
  }
  return findings;
}
