import { z } from "zod";
import { checkShape } from "../../config/findings.ts";
import { parseRanges } from "../../discovery/range-set.ts";
import { AgentError } from "../../leaf/errors.ts";

const text = z.string().min(1).max(255);

/** Everything that a set-up asks; also the form of the file that answers it unattended. */
export const SetupAnswers = z.strictObject({
  siteName: text.describe("Name of the site, for people"),
  centralUrl: text.nullable().default(null).describe("Address of central; null: readings are kept and not sent"),
  enrolmentCode: text.nullable().default(null).describe("One-time code; null: this agent is enrolled already"),
  proxyUrl: text.nullable().default(null),
  caFile: text.nullable().default(null).describe("Certificates of a private authority, PEM"),
  ranges: z
    .array(
      z.strictObject({
        addresses: text.describe("192.168.1.0/24, 192.168.1.10-50, one address or a host name; with :PORT if not 161"),
        exclude: z.array(text).default([]),
        community: text.default("public").describe("SNMP community of the devices there"),
      }),
    )
    .min(1, "at least one range")
    .max(256)
    .nullable()
    .describe("null: the present ranges stay as they are, with their credentials and exclusions"),
  siNumbersFile: text.nullable().default(null).describe("CSV with the columns serial and si"),
  stateFolder: text.nullable().default(null),
  statusPagePort: z.int().min(0).max(65_535).nullable().default(null),
});
export type SetupAnswers = z.infer<typeof SetupAnswers>;

/** Answers of a file or of flags, before they are checked; what is undefined has not been answered. */
export type GivenAnswers = { readonly [Name in keyof SetupAnswers]?: unknown };

/** @throws AgentError `setup-answer-wrong` with every finding */
export function checkAnswers(given: unknown, source: string): SetupAnswers {
  const answers = checkShape(SetupAnswers, given);
  const findings = answers.ok ? rangeFindings(answers.value) : answers.failure;
  if (answers.ok && findings.length === 0) return answers.value;
  throw new AgentError({
    kind: "usage",
    code: "setup-answer-wrong",
    message: findings.map((finding) => `${source}: ${finding}`).join("\n"),
    remedy: "Correct the named answers; nothing was changed.",
  });
}

function rangeFindings({ ranges }: SetupAnswers): readonly string[] {
  return (ranges ?? []).flatMap(({ addresses, exclude }, index) => {
    const parsed = parseRanges([addresses, ...exclude.map((one) => `!${one}`)], { isPublicAllowed: false });
    return parsed.ok ? [] : parsed.failure.map((failure) => `ranges.${index}.addresses: ${failure}`);
  });
}
