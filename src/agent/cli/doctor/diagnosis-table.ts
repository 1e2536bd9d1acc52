import { diagnoses } from "./doctor-words.ts";

/** All codes of the doctor as a table in Markdown, with the places for values as they stand. */
export function diagnosisTable(): string {
  const rows = Object.entries(diagnoses).map(
    ([code, { en, uk }]) => `| \`${code}\` | ${en.cause} ${en.remedy} | ${uk.cause} ${uk.remedy} |`,
  );
  return ["| code | cause and remedy | причина і що робити |", "|---|---|---|", ...rows].join("\n");
}
