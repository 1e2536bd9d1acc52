import { z } from "zod";
import { readProxyAddress } from "../../config/central-address.ts";
import { Configuration } from "../../config/config-schema.ts";
import { findContradictions } from "../../config/contradictions.ts";
import { checkShape } from "../../config/findings.ts";
import { AgentError } from "../../leaf/errors.ts";
import { readProxy, takePasswordOut } from "./proxy-answer.ts";

const text = z.string().min(1).max(255);
/** What the configuration rules by itself; an answer is refused where it was given, and by the name it has there. */
const ruled = {
  url: Configuration.shape.central.unwrap().shape.url,
  range: Configuration.shape.ranges.element.shape,
};
const aPort = "a port from 0 to 65535";
/** A password in it is taken out later. */
const proxyUrl = text.superRefine((address, context) => {
  const read = readProxyAddress(readProxy(address).proxyUrl);
  if (!read.ok) context.addIssue({ code: "custom", message: read.failure });
});
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
  centralUrl: ruled.url.nullable().default(null).describe("Address of central; null: readings are kept and not sent"),
  enrolmentCode: text.nullable().default(null).describe("One-time code; null: this agent is enrolled already"),
  proxyUrl: proxyUrl.nullable().default(null).describe("http://user@proxy:3128; a password in it goes to the secrets"),
  proxyPassword: text.nullable().default(null).describe("null: the present one stays"),
  caFile: text.nullable().default(null).describe("Certificates of a private authority, PEM"),
  ranges: z
    .array(
      z.strictObject({
        addresses: ruled.range.addresses,
        exclude: ruled.range.exclude,
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
  statusPagePort: z.int(aPort).min(0, aPort).max(65_535, aPort).nullable().default(null),
});
export type SetupAnswers = z.infer<typeof SetupAnswers>;

/** Answers of a file or of flags, before they are checked; what is undefined has not been answered. */
export type GivenAnswers = { readonly [Name in keyof SetupAnswers]?: unknown };

/**
 * @param say how a finding such as `siteName: is missing` is told to whoever gave the answers
 * @throws AgentError `setup-answer-wrong` with every finding
 */
export function checkAnswers(given: unknown, say: (finding: string) => string): SetupAnswers {
  const answers = checkShape(SetupAnswers, given);
  const findings = answers.ok ? rangeFindings(answers.value) : answers.failure;
  if (answers.ok && findings.length === 0) return takePasswordOut(answers.value);
  // All ranges of the flags share what is left out.
  throw answersWrong([...new Set(findings.map(say))]);
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
  const written = (ranges ?? []).map(({ community, credentials, ...range }) => range);
  const twice = (ranges ?? []).flatMap(({ community, credentials }, index) =>
    community !== undefined && credentials !== undefined
      ? [`ranges.${index}.community: community or credentials, not both`]
      : [],
  );
  return [...findContradictions({ ranges: written }), ...twice];
}
