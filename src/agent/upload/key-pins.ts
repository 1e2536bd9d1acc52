import { createHash, X509Certificate } from "node:crypto";
import { checkServerIdentity, type PeerCertificate } from "node:tls";

/**
 * Checks that a server has one of the keys that the site wrote down, beside everything that TLS checks anyway: an
 * authority that was deceived, or a proxy that reads along with an authority of its own, then gets nothing.
 * @param pins `sha256/` and the base64 of the SHA-256 of a public key (SPKI, DER), as in HPKP (RFC 7469 section 2.4);
 *   a second one is the spare key for the day on which the first is replaced
 */
export function pinnedIdentity(pins: readonly string[]) {
  return (host: string, certificate: PeerCertificate): Error | undefined => {
    const wrong = checkServerIdentity(host, certificate);
    if (wrong !== undefined || pins.includes(pinOf(certificate.raw))) return wrong;
    return Object.assign(new Error("the server's key is none of central.pins"), { code: "CERT_PIN_MISMATCH" });
  };
}

/** The pin of a certificate in DER. */
export function pinOf(certificate: Buffer): string {
  const key = new X509Certificate(certificate).publicKey.export({ type: "spki", format: "der" });
  return `sha256/${createHash("sha256").update(key).digest("base64")}`;
}
