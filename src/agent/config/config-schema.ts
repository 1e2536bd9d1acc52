import { z } from "zod";
import { commandNames } from "../../contract/command.ts";
import { failed, type Result } from "../leaf/result.ts";
import { parseExclusion, parseSearchedRange } from "./address-range.ts";
import { readCentralAddress, readProxyAddress } from "./central-address.ts";

/**
 * The configuration: one schema that checks it, documents it (config/mfp-agent.schema.json is made from it) and fills in
 * what is left out. Rules between settings stand in contradictions.ts. Secrets are not in it: they stand in a file of their own, see secrets-schema.ts.
 */

/** The bounds stand in the message, because one of them alone does not say what would be right. */
function whole(what: string, least: number, most: number) {
  const right = `${what} from ${least} to ${most}`;
  return z.int(right).min(least, right).max(most, right);
}

const seconds = (least: number, most: number) => whole("a whole number of seconds", least, most);
const port = (usual: number) => whole("a port", 0, 65_535).default(usual);
const ruledBy = (rule: (text: string) => Result<unknown, string>) =>
  z.string().superRefine((text, context) => {
    const read = rule(text);
    if (!read.ok) context.addIssue({ code: "custom", message: read.failure });
  });
const name = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "a name of letters, digits, - and _");

const Range = z
  .strictObject({
    addresses: ruledBy(parseSearchedRange).describe(
      "Addresses to search: 192.168.1.0/24, 192.168.1.10-50, one address, or a host name; with :PORT if not 161",
    ),
    exclude: z.array(ruledBy(parseExclusion)).default([]).describe("Addresses of this range that are never asked"),
    credentials: z
      .array(name)
      .min(1)
      .max(2, "at most two: wrong ones count as attacks on some devices")
      .default(["public"])
      .describe("Names of the credentials that may be tried here, most likely first; they are used nowhere else"),
    isOwnPublicRange: z
      .boolean()
      .default(false)
      .describe("Says that a range outside the private networks is the site's own"),
    isBroadRange: z.boolean().default(false).describe("Says yes to searching more than 4,096 addresses"),
  })
  .meta({ id: "Range" });

const Credential = z
  .discriminatedUnion("version", [
    z.strictObject({
      version: z.enum(["1", "2c"]).describe("The community stands in the secrets file under this name"),
    }),
    z.strictObject({
      version: z.literal("3"),
      user: z.string().min(1).max(32),
      context: z.string().max(255).optional(),
      auth: z.enum(["md5", "sha", "sha224", "sha256", "sha384", "sha512"]).optional(),
      priv: z.enum(["des", "aes", "aes256b", "aes256r"]).optional(),
    }),
  ])
  .meta({ id: "Credential" });
export type CredentialConfig = z.infer<typeof Credential>;

export const Configuration = z
  .strictObject({
    $schema: z.string().optional(),
    site: z
      .strictObject({
        name: z.string().min(1).max(255).describe("Name of the site, for people"),
        timeZone: z
          .string()
          .refine(isTimeZone, "an IANA time zone, as in Europe/Kyiv")
          .default("Europe/Kyiv")
          .describe("Decides when a month closes"),
      })
      .describe("Where the agent runs"),
    central: z
      .strictObject({
        url: ruledBy(checkCentralUrl)
          .meta({ format: "uri" })
          .describe("The service's address; https, or http on this machine only"),
        caFile: z.string().min(1).optional().describe("Certificates of a private authority, PEM"),
        clientCertificateFile: z.string().min(1).optional().describe("Where central asks for one: certificate, PEM"),
        clientKeyFile: z.string().min(1).optional().describe("Its key, PEM, readable by the agent only"),
        pins: z
          .array(z.string().regex(/^sha256\/[A-Za-z0-9+/]{43}=$/, "sha256/ and the base64 of a SHA-256"))
          .min(2, "two pins: the key in use and the spare one, or the agent is cut off on the day of the change")
          .max(8)
          .optional()
          .describe("Only a central with one of these public keys gets anything over https"),
        proxyUrl: ruledBy(readProxyAddress).meta({ format: "uri" }).optional(),
      })
      .optional()
      .describe("Without it readings are kept and not sent"),
    ranges: z
      .array(Range)
      .min(1, "at least one range, or there is nothing to watch")
      .max(256)
      .describe("What to search for devices"),
    credentials: z
      .record(name, Credential)
      .default({})
      .describe("How devices are asked; public (SNMP v2c, community public) is always there"),
    schedule: z
      .strictObject({
        statusIntervalS: seconds(10, 86_400).default(60).describe("Status and alerts"),
        suppliesIntervalS: seconds(60, 86_400).default(3600).describe("Toner, waste, trays, parts"),
        countersIntervalS: seconds(300, 604_800).default(86_400).describe("Page counters: a full reading"),
        sweepIntervalS: seconds(600, 2_592_000)
          .default(604_800)
          .describe("Search of all ranges for new and moved devices"),
        heartbeatIntervalS: seconds(60, 3600).default(300).describe("Sign of life to central"),
        probesPerSecond: whole("a whole number", 1, 1000)
          .default(250)
          .describe("Pace of a search; more floods the local network"),
      })
      .prefault({}),
    siNumbersFile: z.string().min(1).optional().describe("CSV with the columns serial and si"),
    stateFolder: z.string().min(1).optional().describe("Where readings are kept until central has them"),
    statusPage: z
      .strictObject({
        enabled: z.boolean().default(true),
        host: z
          .enum(
            ["127.0.0.1", "::1"],
            "127.0.0.1 or ::1: the page is for this machine; statusPage.network opens it to others",
          )
          .default("127.0.0.1"),
        port: port(8161).describe("0 takes a free one"),
        network: z
          .strictObject({
            host: z
              .union([z.ipv4(), z.ipv6()], "an address of this machine, or 0.0.0.0 for all of them")
              .default("0.0.0.0"),
            port: port(8443),
            certFile: z.string().min(1).describe("Certificate chain, PEM"),
            keyFile: z.string().min(1).describe("Its private key, PEM"),
            names: z
              .array(z.string().regex(/^[a-z0-9.-]{1,253}$/, "a host name in lower case"))
              .max(16)
              .default([])
              .describe("Names by which browsers call this machine; its addresses are known"),
          })
          .optional()
          .describe("A second way in, from the network: encrypted, with statusPagePassword of the secrets file"),
      })
      .prefault({}),
    traps: z
      .strictObject({
        enabled: z.boolean().default(false).describe("A trap from a known device has it polled at once"),
        port: port(162).describe("UDP; 162 needs privileges"),
      })
      .prefault({}),
    outbox: z
      .strictObject({
        maxMegabytes: whole("a whole number of megabytes", 8, 65_536)
          .default(256)
          .describe("Most that the buffer may take on disk"),
      })
      .prefault({}),
    commands: z
      .strictObject({
        allow: z
          .array(z.enum(commandNames))
          .default([])
          .describe("What central may ask this agent for; nothing unless it is named here"),
      })
      .prefault({}),
    log: z
      .strictObject({
        level: z.enum(["debug", "info", "warn", "error"]).default("info"),
        file: z
          .string()
          .min(1)
          .optional()
          .describe(
            "Where lines are kept beside standard output, at most 20 MB; logs/agent.log in the state folder, unless systemd's journal keeps them",
          ),
      })
      .prefault({}),
    secretsFile: z.string().min(1).default("secrets.json").describe("Relative to the configuration file"),
  })
  .meta({ id: "Configuration", title: "mfp-agent configuration" });
export type Configuration = z.infer<typeof Configuration>;

function checkCentralUrl(text: string): Result<URL, string> {
  const address = readCentralAddress(text);
  return address.ok ? address : failed(`an address such as https://central.example.com; this one ${address.failure}`);
}

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
