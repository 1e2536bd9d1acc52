/**
 * What can be told by its shape to name a person, a host or a network card, and what stands in its place. Every pattern
 * runs once over the text: the choice of what a found piece is stands in code, not in nested repetitions.
 */

/** Of the block that is kept for documentation (RFC 5737). */
export const inventedAddress = "192.0.2.1";
export const inventedHost = "device";
export const inventedPerson = "somebody";
const inventedMailbox = `${inventedPerson}@example`;
export const inventedMac = "020000000001";

const url = /[a-z0-9+.-]{1,20}:\/\/\S*/gi;
const mailAddress = /[\w.+-]{1,64}@[\w.-]+/g;
const ipv4Address = /\b(?:[0-9]{1,3}\.){3}[0-9]{1,3}\b/g;
const mostOfIpv4Part = 255;
const hexadecimalRun = /[0-9a-f:.]+/gi;
const dottedWord = /[\w.-]+/g;
const topLabel = /^(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/i;
/** 00:20:6b:00:00:01, 00-20-6B-00-00-01, 00 20 6b 00 00 01 and 0020.6b00.0001. */
const macShapes = [
  /\b[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}\b/gi,
  /\b[0-9a-f]{2}(?: [0-9a-f]{2}){5}\b/gi,
  /\b[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}\b/gi,
] as const;
/** Groups of an IPv6 address that leaves nothing out (RFC 4291 section 2.2), less one. */
const colonsOfWhole = 7;

/** `see http://mfp.corp.local/x or 10.0.0.7` → `see http://device or 192.0.2.1`. */
export function hideContacts(text: string): string {
  return text
    .replaceAll(url, `http://${inventedHost}`)
    .replaceAll(mailAddress, inventedMailbox)
    .replaceAll(hexadecimalRun, (run) => (isIpv6(run) ? inventedAddress : run))
    .replaceAll(ipv4Address, (run) => (isIpv4(run) ? inventedAddress : run))
    .replaceAll(dottedWord, (word) => (isDomain(word) ? inventedHost : word));
}

/** Any MAC that is written with separators: `0020.6ba1.b2c3` → `0200.0000.0001`. */
export function hideMacs(text: string): string {
  return macShapes.reduce((hidden, shape) => hidden.replaceAll(shape, (mac) => inAsWritten(mac)), text);
}

function inAsWritten(mac: string): string {
  const digits = inventedMac[Symbol.iterator]();
  return mac.replaceAll(/[0-9a-f]/gi, () => digits.next().value ?? "");
}

/** A version such as 1.2.300.4 is none. With parts below 256 it cannot be told from an address, and is hidden. */
function isIpv4(run: string): boolean {
  return run.split(".").every((part) => Number(part) <= mostOfIpv4Part);
}

function isIpv6(run: string): boolean {
  return (run.includes("::") && /[0-9a-f]/i.test(run)) || run.split(":").length > colonsOfWhole;
}

/** A version such as v1.02 ends in a number, a sentence in nothing; a domain ends in letters. */
function isDomain(word: string): boolean {
  const labels = word.split(".").filter((label) => label !== "");
  return labels.length > 1 && topLabel.test(labels.at(-1) ?? "");
}
