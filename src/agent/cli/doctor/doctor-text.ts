import { fill, type Language } from "../../leaf/language.ts";
import { printable } from "../table.ts";
import { translate } from "../translate.ts";
import type { Diagnosis, DiagnosisTable } from "./diagnosis.ts";
import { diagnoses, doctorWords, stepWords } from "./doctor-words.ts";
import type { Finding } from "./finding.ts";

const marks = { ok: "✓", warned: "!", failed: "✗" } as const;
/** Steps put names of states into their values; these are words. */
const stateWords: readonly string[] = ["running", "stopped", "notEnrolled"];

/** One finding as lines: what went well takes one, what did not says cause, code, remedy, and what a firewall needs. */
export function findingText(finding: Finding, language: Language): readonly string[] {
  const { outcome, step } = finding;
  const values = translated(finding, language);
  if (outcome === "ok") return [`  ${marks.ok} ${printable(fill(stepWords[step][language], values))}`];
  const { cause, remedy, firewall } = diagnosisOf(finding, language);
  const word = (key: keyof typeof doctorWords) => doctorWords[key][language];
  const [first = "", ...more] = `${cause}  [${finding.code}]`.split("\n").map(printable);
  return [
    `  ${marks[outcome]} ${first}`,
    ...more.map((line) => `      ${line}`),
    `      ${word("remedy")}: ${printable(remedy)}`,
    ...(firewall === undefined ? [] : [`      ${word("firewall")}: ${printable(firewall)}`]),
  ];
}

/** What is told about a finding that is not well, filled in. */
export function diagnosisOf(finding: Exclude<Finding, { outcome: "ok" }>, language: Language): Diagnosis {
  const known: DiagnosisTable = diagnoses;
  const { cause, remedy, firewall }: Diagnosis = known[finding.code]?.[language] ?? diagnoses[finding.code][language];
  const values = mapTexts(finding.values, (value) => translate(value, language));
  const put = (text: string) => fill(text, values);
  return { cause: put(cause), remedy: put(remedy), ...(firewall !== undefined && { firewall: put(firewall) }) };
}

/** A finding for programs: the stable code, and the words of the language asked for. */
export function findingJson(finding: Finding, language: Language): unknown {
  const { step, about, outcome, values } = finding;
  const head = { step, about, outcome, values };
  return finding.outcome === "ok" ? head : { ...head, code: finding.code, ...diagnosisOf(finding, language) };
}

function mapTexts(values: Finding["values"], change: (text: string) => string): Finding["values"] {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === "string" ? change(value) : value]),
  );
}

function translated({ values }: Finding, language: Language): Finding["values"] {
  const words: Readonly<Record<string, Readonly<Record<Language, string>>>> = doctorWords;
  const entries = Object.entries(values).map(([name, value]) => [
    name,
    stateWords.includes(String(value)) ? (words[String(value)]?.[language] ?? value) : value,
  ]);
  return Object.fromEntries(entries);
}
