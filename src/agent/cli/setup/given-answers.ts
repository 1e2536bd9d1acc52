import { type Command, Option } from "commander";
import { parseJson } from "../../config/json-text.ts";
import { readGivenFile } from "../given-file.ts";
import type { Speech } from "../speech.ts";
import { Access, answersWrong, checkAnswers, type GivenAnswers, type SetupAnswers } from "./answers.ts";
import { byFlags, flagNamed, flagUser } from "./flag-names.ts";
import type { Offers } from "./offers.ts";

/** Every answer as a flag; what several ranges do not share is for a file. */
export interface AnswerFlags {
  readonly siteName?: string;
  readonly centralUrl?: string;
  readonly enrolmentCode?: string;
  readonly proxyUrl?: string;
  readonly proxyPasswordFile?: string;
  readonly caFile?: string;
  readonly range?: readonly string[];
  readonly exclude?: readonly string[];
  readonly ownPublicRange?: true;
  readonly broadRange?: true;
  readonly community?: string;
  readonly user?: string;
  readonly context?: string;
  readonly auth?: string;
  readonly authKeyFile?: string;
  readonly priv?: string;
  readonly privKeyFile?: string;
  readonly siNumbersFile?: string;
  readonly si?: readonly string[];
  readonly stateFolder?: string;
  readonly statusPagePort?: string;
}

const [, UserAccess] = Access.options;

/** Passwords are named by a file: a command line can be seen by every user of the machine. */
export function withAnswerFlags(command: Command, { say }: Speech): Command {
  const { auth, priv } = UserAccess.shape;
  return command
    .option("--site-name <name>", say("option.siteName"))
    .option("--central-url <url>", say("option.centralUrl"))
    .option("--enrolment-code <code>", say("option.enrolmentCode"))
    .option("--proxy-url <url>", say("option.proxyUrl"))
    .option("--proxy-password-file <file>", say("option.proxyPasswordFile"))
    .option("--ca-file <file>", say("option.caFile"))
    .option("--range <range...>", say("option.range"))
    .option("--exclude <range...>", say("option.exclude"))
    .option("--own-public-range", say("option.public"))
    .option("--broad-range", say("option.broad"))
    .option("--community <name>", say("option.community"))
    .option("--user <name>", say("option.user"))
    .option("--context <name>", say("option.context"))
    .addOption(new Option("--auth <protocol>", say("option.auth")).choices(auth.unwrap().options))
    .option("--auth-key-file <file>", say("option.authKeyFile"))
    .addOption(new Option("--priv <protocol>", say("option.priv")).choices(priv.unwrap().options))
    .option("--priv-key-file <file>", say("option.privKeyFile"))
    .option("--si-numbers-file <file>", say("option.siNumbersFile"))
    .option("--si <serial=si...>", say("option.si"))
    .option("--state-folder <folder>", say("option.state"))
    .option("--status-page-port <port>", say("option.statusPagePort"));
}

/** Flags that say nothing without another one: what they were to change would stay as it is, and nobody would notice. */
const needs: readonly (readonly [flag: keyof AnswerFlags, other: keyof AnswerFlags])[] = [
  ...(["exclude", "community", "user", "ownPublicRange", "broadRange"] as const).map(
    (flag) => [flag, "range"] as const,
  ),
  ...(["context", "authKeyFile", "privKeyFile"] as const).map((flag) => [flag, "user"] as const),
  ...[["auth", "authKeyFile"] as const, ["priv", "privKeyFile"] as const],
];

/** @throws AgentError `setup-answer-wrong`, or `file-unreadable` for a file with a password */
export function answersOfFlags(flags: AnswerFlags): GivenAnswers {
  checkTogether(flags);
  const { range, si, statusPagePort, proxyPasswordFile } = flags;
  const plain = [
    "siteName",
    "centralUrl",
    "enrolmentCode",
    "proxyUrl",
    "caFile",
    "siNumbersFile",
    "stateFolder",
  ] as const;
  return {
    ...Object.fromEntries(plain.flatMap((name) => (flags[name] === undefined ? [] : [[name, flags[name]]]))),
    ...(proxyPasswordFile !== undefined && { proxyPassword: passwordIn(proxyPasswordFile) }),
    ...(range !== undefined && { ranges: range.map((addresses) => ({ addresses, ...rangeFlags(flags) })) }),
    ...(flags.user !== undefined && { credentials: { [flagUser]: userOf(flags, flags.user) } }),
    ...(si !== undefined && { siNumbers: Object.fromEntries(si.map(serialAndSi)) }),
    ...(statusPagePort !== undefined && { statusPagePort: Number(statusPagePort) }),
  };
}

/**
 * The answers of an unattended set-up: the file's, over them those of flags. What both leave open is what a person would
 * be offered: the present values, else what this machine knows.
 * @param file undefined: flags alone
 * @throws AgentError when the file cannot be read or an answer is wrong
 */
export function unattendedAnswers(file: string | undefined, flags: GivenAnswers, offers: Offers): SetupAnswers {
  const given = file === undefined ? {} : jsonIn(file);
  const open = offers.areRangesPresent ? null : offers.ranges.map(({ addresses }) => ({ addresses }));
  const offered = {
    ...(offers.isPresent && { siteName: offers.siteName }),
    centralUrl: offers.centralUrl,
    proxyUrl: offers.proxy,
    siNumbersFile: offers.siNumbersFile,
    ranges: open,
  };
  const isObject = typeof given === "object" && given !== null;
  const isOfFlag = (finding: string) => file === undefined || (/^\w+/.exec(finding)?.[0] ?? "") in flags;
  return checkAnswers(isObject ? { ...offered, ...given, ...flags } : given, (finding) =>
    isOfFlag(finding) ? byFlags(finding) : `${file}: ${finding}`,
  );
}

function checkTogether(flags: AnswerFlags): void {
  const findings = needs
    .filter(([flag, other]) => flags[flag] !== undefined && flags[other] === undefined)
    .map(([flag, other]) => `${flagNamed(flag)}: needs ${flagNamed(other)}`);
  if (flags.community !== undefined && flags.user !== undefined) findings.push("--community: or --user, not both");
  if (findings.length > 0) throw answersWrong(findings);
}

function jsonIn(file: string): unknown {
  const given = parseJson(readGivenFile(file));
  if (given.ok) return given.value;
  const { line, column, remedy } = given.failure;
  throw answersWrong([`${file}:${line}:${column}: is not JSON: ${remedy}`]);
}

function rangeFlags({ exclude = [], community, user, ownPublicRange, broadRange }: AnswerFlags) {
  const access = user === undefined ? community !== undefined && { community } : { credentials: [flagUser] };
  return { exclude, ...access, isOwnPublicRange: ownPublicRange === true, isBroadRange: broadRange === true };
}

function userOf({ context, auth, authKeyFile, priv, privKeyFile }: AnswerFlags, user: string) {
  return {
    version: "3",
    user,
    ...(context !== undefined && { context }),
    ...(authKeyFile !== undefined && { auth: auth ?? "sha256", authKey: passwordIn(authKeyFile) }),
    ...(privKeyFile !== undefined && { priv: priv ?? "aes", privKey: passwordIn(privKeyFile) }),
  };
}

function passwordIn(file: string): string {
  return readGivenFile(file).replace(/\r?\n$/, "");
}

function serialAndSi(text: string): readonly [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw answersWrong([`--si ${text}: A5C1021007733=UA-104233`]);
  return [text.slice(0, at), text.slice(at + 1)];
}
