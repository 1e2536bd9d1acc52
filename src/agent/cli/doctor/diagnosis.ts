import type { Language } from "../../leaf/language.ts";

/** What a person is told about one finding, in one language. */
export interface Diagnosis {
  /** What is wrong and why, most likely. */
  readonly cause: string;
  /** What to do, down to the place in a menu. */
  readonly remedy: string;
  /** A line that the owner of the firewall can act on. */
  readonly firewall?: string;
}

export type DiagnosisTable = Readonly<Record<string, Readonly<Record<Language, Diagnosis>>>>;
