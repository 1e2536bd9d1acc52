import { z } from "zod";
import { countAddresses, isBroad } from "../../config/broad-range.ts";
import { checkShape } from "../../config/findings.ts";
import { parseRanges } from "../../discovery/range-set.ts";
import { sweepSeconds } from "../../discovery/sweep-plan.ts";
import { AgentError } from "../../leaf/errors.ts";
import { takePasswordOut } from "./proxy-answer.ts";

const text = z.string().min(1).max(255);
/** RFC 3414 section 11.2: a password shorter than this is refused by every engine. */
export const leastPassword = 8;
const password = z.string().min(leastPassword).max(255);

/** How devices of a range are asked: what stands in configuration and secrets, in one piece. */
export const Access = z.discriminatedUnion("version", [
  z.strictObject({ version: z.enum(["1", "2c"]), community: text }),
  z.strictObject({
    version: z.literal("3"),
    user: z.string().min(1).max(32),
    context: text.optional(),
    auth: z.enum(["md5", "sha", "sha224", "sha256", "sha384", "sha512"]).optional(),
    authKey: password.optional(),
    priv: z.enum(["des", "aes", "aes256b", "aes256r"]).optional(),
    privKey: password.optional(),
  }),
]);
export type Access = z.infer<typeof Access>;

/** What a service number may be made of, so that it can stand in a table. */
export const SiNumber = z.string().regex(/^[^\s,;"][^,;"\r\n]{0,63}$/, "at most 64 letters, without comma and quote");

/** Everything that a set-up asks; also the form of the file that answers it unattended. */
export const SetupAnswers = z.strictObject({
  siteName: text.describe("Name of the site, for people"),
  centralUrl: text.nullable().default(null).describe("Address of central; null: readings are kept and not sent"),
  enrolmentCode: text.nullable().default(null).describe("One-time code; null: this agent is enrolled already"),
  proxyUrl: text.nullable().default(null).describe("http://user@proxy:3128; a password in it goes to the secrets"),
  proxyPassword: text.nullable().default(null).describe("null: the present one stays"),
  caFile: text.nullable().default(null).describe("Certificates of a private authority, PEM"),
  ranges: z
    .array(
      z.strictObject({
        addresses: text.describe("192.168.1.0/24, 192.168.1.10-50, one address or a host name; with :PORT if not 161"),
        exclude: z.array(text).default([]),
        community: text.optional().describe("SNMP v2c community of the devices there; without any, public"),
        credentials: z.array(text).min(1).max(2).optional().describe("Names of credentials, instead of a community"),
        isOwnPublicRange: z.boolean().default(false),
        isBroadRange: z.boolean().default(false).describe("Says yes to searching more than 4,096 addresses"),
      }),
    )
    .min(1, "at least one range")
    .max(256)
    .nullable()
    .describe("null: the present ranges stay as they are, with their credentials and exclusions"),
  credentials: z.record(text, Access).default({}).describe("By name: SNMPv3 users, or communities for several ranges"),
  siNumbersFile: text.nullable().default(null).describe("CSV with the columns serial and si"),
  siNumbers: z.record(text, SiNumber).default({}).describe("Service numbers by serial number, beside the file"),
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
  if (answers.ok && findings.length === 0) return takePasswordOut(answers.value);
  throw answersWrong(findings.map((finding) => `${source}: ${finding}`));
}

export function answersWrong(findings: readonly string[]): AgentError {
  return new AgentError({
    kind: "usage",
    code: "setup-answer-wrong",
    message: findings.join("\n"),
    remedy: "Correct the named answers; nothing was changed.",
  });
}

function rangeFindings({ ranges }: SetupAnswers): readonly string[] {
  return (ranges ?? []).flatMap((range, index) => {
    const { addresses, exclude, community, credentials, isOwnPublicRange, isBroadRange } = range;
    const lines = [addresses, ...exclude.map((one) => `!${one}`)];
    const parsed = parseRanges(lines, { isPublicAllowed: isOwnPublicRange });
    const size = countAddresses(range);
    const isUnagreed = isBroad(range) && !isBroadRange;
    const broad = `${size} addresses take about ${sweepSeconds(size)} s to search; isBroadRange: true says yes`;
    const isTwice = community !== undefined && credentials !== undefined;
    return [
      ...(parsed.ok ? [] : parsed.failure.map((failure) => `ranges.${index}.addresses: ${failure}`)),
      ...(isUnagreed ? [`ranges.${index}: ${broad}`] : []),
      ...(isTwice ? [`ranges.${index}: community or credentials, not both`] : []),
    ];
  });
}
