import { AgentError } from "../../leaf/errors.ts";
import { type DoctorCode, diagnoses } from "./doctor-words.ts";
import { broken, type Verdict } from "./finding.ts";

/** An error of ours becomes a finding under its own code, or under `fallback` when it has none of the doctor's. */
export async function attempt(
  fallback: DoctorCode,
  check: () => Verdict | undefined | Promise<Verdict | undefined>,
): Promise<Verdict | undefined> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    const { code, message } = error;
    return broken(isDoctorCode(code) ? code : fallback, { detail: message, folder: message });
  }
}

function isDoctorCode(code: string): code is DoctorCode {
  return Object.hasOwn(diagnoses, code);
}
