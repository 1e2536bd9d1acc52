import {
  type AddressSpan,
  blockOf,
  formatAddress,
  isInside,
  isPrivate,
  linkLocal,
  loopback,
  noHosts,
  overlaps,
  parseAddress,
  sizeOf,
  thisNetwork,
} from "../leaf/ipv4.ts";
import { failed, ok, type Result } from "../leaf/result.ts";

/** The SNMP port (RFC 3417 section 3.1). */
const snmpPort = 161;
/** A /16. */
const mostAddresses = 65_536;
const longestHostName = 253;
const longestLabel = 63;

/** One line of the configuration's list of places to look at. */
export type AddressRange =
  | (AddressSpan & {
      readonly kind: "addresses";
      readonly port: number;
      /** Some of it is not private: sweeping it needs the owner's explicit yes. */
      readonly isPublic: boolean;
    })
  /** A name to be resolved right before it is asked. */
  | { readonly kind: "name"; readonly name: string; readonly port: number }
  /** `!` and addresses that are never asked, on any port. */
  | (AddressSpan & { readonly kind: "exclusion" });

type Parsed<Value> = Result<Value, string>;

/**
 * Reads one line: `192.168.1.0/24`, `192.168.1.10-50`, `192.168.1.10-192.168.2.20`, `192.168.1.10`, `printer.example`,
 * each with an optional port as in `192.168.1.0/24:1161`, or with a leading `!` for addresses to leave out. The failure
 * is a sentence that says what would be right. A block leaves out its network and broadcast address up to a /30.
 */
export function parseRange(text: string): Parsed<AddressRange> {
  const trimmed = text.trim();
  if (trimmed.startsWith("!")) return parseExclusion(trimmed.slice(1));
  const split = splitPort(trimmed);
  if (!split.ok) return split;
  const { place, port } = split.value;
  if (isHostName(place)) return ok({ kind: "name", name: place.toLowerCase(), port });
  const span = parseSpan(place, true);
  if (!span.ok) return span;
  const objection = objectionTo(place, span.value);
  if (objection !== undefined) return failed(objection);
  return ok({ kind: "addresses", ...span.value, port, isPublic: !isPrivate(span.value) });
}

/** As `parseRange`; addresses outside the private networks are a mistake unless the owner said yes to them. */
export function parseOwnRange(text: string, isPublicAllowed: boolean): Parsed<AddressRange> {
  const parsed = parseRange(text);
  if (!parsed.ok || parsed.value.kind !== "addresses" || !parsed.value.isPublic || isPublicAllowed) return parsed;
  return failed(`"${text}" is not a private network; confirm that these addresses are yours to ask`);
}

/** As `parseRange`, for a place where only what is searched may stand. */
export function parseSearchedRange(text: string): Parsed<AddressRange> {
  return text.trim().startsWith("!")
    ? failed(`"${text}" leaves out; write it under exclude, without the !`)
    : parseRange(text);
}

/** Reads addresses to leave out: `192.168.1.1`, `192.168.1.10-50`, `192.168.1.0/28`. */
export function parseExclusion(place: string): Parsed<AddressRange> {
  const span = parseSpan(place.trim(), false);
  return span.ok ? ok({ kind: "exclusion", ...span.value }) : span;
}

function splitPort(text: string): Parsed<{ readonly place: string; readonly port: number }> {
  const colon = text.lastIndexOf(":");
  if (colon < 0) return ok({ place: text, port: snmpPort });
  const place = text.slice(0, colon);
  if (place.includes(":")) return failed(`"${text}" is an IPv6 address; only IPv4 can be swept`);
  const digits = text.slice(colon + 1);
  const port = Number(digits);
  if (!/^[0-9]{1,5}$/.test(digits) || port < 1 || port > 65_535) {
    return failed(`"${text}" has no valid port; after the colon stands a number from 1 to 65535`);
  }
  return ok({ place, port });
}

function parseSpan(text: string, isSwept: boolean): Parsed<AddressSpan> {
  if (text.includes("/")) return parseBlock(text, isSwept);
  if (text.includes("-")) return parseFromTo(text);
  const address = parseAddress(text);
  return address === undefined ? failed(wrongAddress(text)) : ok({ first: address, last: address });
}

function parseBlock(text: string, isSwept: boolean): Parsed<AddressSpan> {
  const [network = "", prefixText = "", ...rest] = text.split("/");
  const address = parseAddress(network);
  const prefix = Number(prefixText);
  if (address === undefined) return failed(wrongAddress(network));
  if (rest.length > 0 || !/^[0-9]{1,2}$/.test(prefixText) || prefix > 32) {
    return failed(`"${text}" has no valid prefix; after the slash stands a number up to 32, as in ${network}/24`);
  }
  const span = blockOf(address, prefix);
  // RFC 3021: the two addresses of a /31 are both hosts.
  const hasEnds = isSwept && prefix < 31;
  return ok(hasEnds ? { first: span.first + 1, last: span.last - 1 } : span);
}

function parseFromTo(text: string): Parsed<AddressSpan> {
  const [from = "", to = "", ...rest] = text.split("-").map((part) => part.trim());
  const first = parseAddress(from);
  if (first === undefined) return failed(wrongAddress(from));
  const last = parseAddress(to.includes(".") ? to : `${from.slice(0, from.lastIndexOf("."))}.${to}`);
  if (last === undefined || rest.length > 0) {
    return failed(
      `"${text}" has no valid end; write ${from}-254 or ${from}-${formatAddress(blockOf(first, 24).last - 1)}`,
    );
  }
  return last < first ? failed(`"${text}" ends before it starts; write the lower address first`) : ok({ first, last });
}

function objectionTo(text: string, span: AddressSpan): string | undefined {
  if (sizeOf(span) > mostAddresses)
    return `"${text}" has ${sizeOf(span)} addresses; split it into ranges of a /16 at most`;
  if (overlaps(span, thisNetwork)) return `"${text}" reaches into 0.0.0.0/8, where no device can be`;
  if (overlaps(span, noHosts))
    return `"${text}" reaches into multicast, reserved or broadcast addresses from 224.0.0.0 on`;
  if (overlaps(span, loopback) && !isInside(span, loopback)) {
    return `"${text}" reaches into loopback, 127.0.0.0/8; name those addresses by themselves if they are meant`;
  }
  if (overlaps(span, linkLocal) && sizeOf(span) > 1) {
    return `"${text}" reaches into link-local addresses, 169.254.0.0/16; name a single host there, as in 169.254.10.1`;
  }
  return undefined;
}

function wrongAddress(text: string): string {
  return `"${text}" is no IPv4 address; right would be four numbers from 0 to 255, as in 192.168.1.20, or a host name`;
}

/** RFC 1123 section 2.1; the last label must hold a letter, so that 10.0.0 or 10.0.0.300 is a mistake and not a name. */
function isHostName(text: string): boolean {
  const labels = text.split(".");
  return text.length <= longestHostName && labels.every(isLabel) && /[a-z]/i.test(labels.at(-1) ?? "");
}

function isLabel(text: string): boolean {
  return text.length <= longestLabel && /^[a-z0-9-]+$/i.test(text) && !text.startsWith("-") && !text.endsWith("-");
}
