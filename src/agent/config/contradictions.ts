import { z } from "zod";
import { parseOwnRange, parseRange } from "./address-range.ts";
import { broadAddresses, countAddresses, isBroad } from "./broad-range.ts";

/** The credential that needs no configuration. */
const builtInCredential = "public";

/**
 * What the rules between settings look at, as far as it can be understood: one mistake elsewhere in a configuration must
 * not hide another. What is wrong in itself is told by the schema and passed over here.
 */
const Glimpse = z
  .object({
    ranges: z
      .array(
        z
          .object({
            addresses: z.string().catch(""),
            exclude: z.array(z.string()).catch([]),
            credentials: z.array(z.string()).catch([]),
            isOwnPublicRange: z.boolean().default(false).catch(true),
            isBroadRange: z.boolean().default(false).catch(true),
          })
          .catch({ addresses: "", exclude: [], credentials: [], isOwnPublicRange: true, isBroadRange: true }),
      )
      .catch([]),
    credentials: z
      .record(
        z.string(),
        z.object({ auth: z.unknown().optional(), priv: z.unknown().optional() }).catch({ auth: 0, priv: 0 }),
      )
      .catch({}),
  })
  .catch({ ranges: [], credentials: {} });
type Glimpse = z.infer<typeof Glimpse>;

/** Settings of a configuration that do not go together, one line each with the path. */
export function findContradictions(content: unknown): readonly string[] {
  const { ranges, credentials } = Glimpse.parse(content);
  return [
    ...ranges.flatMap((range, index) => findInRange(range, index, credentials)),
    ...Object.entries(credentials).flatMap(([name, { auth, priv }]) =>
      priv !== undefined && auth === undefined ? [`credentials.${name}: priv needs auth (RFC 3411 section 3.4.3)`] : [],
    ),
  ];
}

function findInRange(range: Glimpse["ranges"][number], index: number, credentials: Glimpse["credentials"]) {
  const { addresses, isOwnPublicRange, isBroadRange } = range;
  const isForeign = parseRange(addresses).ok && !parseOwnRange(addresses, isOwnPublicRange).ok;
  const unknown = range.credentials.filter((name) => name !== builtInCredential && !Object.hasOwn(credentials, name));
  return [
    ...(isForeign
      ? [
          `ranges.${index}.addresses: "${addresses}" is not a private network; isOwnPublicRange: true says that it is yours`,
        ]
      : []),
    ...(isBroad(range) && !isBroadRange
      ? [
          `ranges.${index}.addresses: "${addresses}" has ${countAddresses(range)} addresses to search, more than ${broadAddresses}; isBroadRange: true says yes`,
        ]
      : []),
    ...unknown.map(
      (name) =>
        `ranges.${index}.credentials: there is no credential named ${name}; there is ${[builtInCredential, ...Object.keys(credentials)].join(", ")}`,
    ),
  ];
}
