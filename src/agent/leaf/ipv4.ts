/** Blocks of the IANA registry of special-purpose addresses (RFC 6890) that matter to a sweep. */
const privateBlocks: readonly AddressSpan[] = [
  // RFC 1918, and the space shared behind carriers (RFC 6598)
  block("10.0.0.0", 8),
  block("172.16.0.0", 12),
  block("192.168.0.0", 16),
  block("100.64.0.0", 10),
];
export const loopback = block("127.0.0.0", 8);
export const linkLocal = block("169.254.0.0", 16);
export const thisNetwork = block("0.0.0.0", 8);
/** Multicast, reserved, and the limited broadcast 255.255.255.255. */
export const noHosts = block("224.0.0.0", 3);

/** IPv4 addresses as unsigned numbers, both ends included. */
export interface AddressSpan {
  readonly first: number;
  readonly last: number;
}

/** 10.0.0.1 is 167772161; undefined unless it is four numbers from 0 to 255. */
export function parseAddress(text: string): number | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every(isOctet)) return undefined;
  return parts.reduce((address, part) => address * 256 + Number(part), 0);
}

export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((bits) => (address >>> bits) & 0xff).join(".");
}

/** The block of a prefix: 192.168.1.7/24 is 192.168.1.0 to 192.168.1.255. */
export function blockOf(address: number, prefix: number): AddressSpan {
  const size = 2 ** (32 - prefix);
  const first = Math.floor(address / size) * size;
  return { first, last: first + size - 1 };
}

export function sizeOf({ first, last }: AddressSpan): number {
  return last - first + 1;
}

export function isInside(span: AddressSpan, outer: AddressSpan): boolean {
  return span.first >= outer.first && span.last <= outer.last;
}

export function overlaps(span: AddressSpan, other: AddressSpan): boolean {
  return span.first <= other.last && other.first <= span.last;
}

/** Whether all of the span belongs to whoever runs this network, so that nobody else is asked. */
export function isPrivate(span: AddressSpan): boolean {
  return [...privateBlocks, loopback, linkLocal].some((own) => isInside(span, own));
}

/** Leading zeros are refused: some systems read 010 as eight. */
function isOctet(text: string): boolean {
  return /^(0|[1-9][0-9]{0,2})$/.test(text) && Number(text) <= 255;
}

function block(network: string, prefix: number): AddressSpan {
  return blockOf(parseAddress(network) ?? 0, prefix);
}
