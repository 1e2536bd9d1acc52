import { X509Certificate } from "node:crypto";
import { AgentError } from "../leaf/errors.ts";
import { readTextFile } from "./text-file.ts";

const block = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/**
 * Reads certificates in PEM. TLS passes over what it cannot read, so that a wrong file would show only as a central that
 * is not trusted.
 * @throws AgentError of kind `config` that names the file and the setting
 */
export function readCertificateFile(path: string, setting: string): string {
  const text = readTextFile(path, setting);
  const blocks = text.match(block) ?? [];
  if (blocks.length > 0 && blocks.every(isCertificate)) return text;
  throw new AgentError({
    kind: "config",
    code: "file-unreadable",
    message: `${path}: ${blocks.length === 0 ? "holds no certificate in PEM" : "holds a damaged certificate"}`,
    remedy: `${setting} names a text file with -----BEGIN CERTIFICATE-----.`,
  });
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
