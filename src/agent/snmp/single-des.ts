import crypto, { createCipheriv, createDecipheriv } from "node:crypto";

const single = "des-cbc";
const triple = "des-ede3-cbc";

/**
 * Lets net-snmp encrypt with DES (RFC 3414 section 8), beside which the older devices know nothing. OpenSSL 3 has it only
 * in a provider that Node.js does not load, but triple DES with three equal keys is the same (NIST SP 800-67 section
 * 3.2). The library asks the object `node:crypto` for its ciphers, so there, and for this one name, the answer is
 * changed; whoever imports the functions by name sees nothing of it.
 */
export function offerSingleDes(): void {
  const isOffered = crypto.createCipheriv !== createCipheriv;
  if (isOffered) return;
  Object.assign(crypto, {
    createCipheriv: (algorithm: string, key: Buffer, iv: Buffer) => createCipheriv(...byTripleDes(algorithm, key, iv)),
    createDecipheriv: (algorithm: string, key: Buffer, iv: Buffer) =>
      createDecipheriv(...byTripleDes(algorithm, key, iv)),
  });
}

function byTripleDes(algorithm: string, key: Buffer, iv: Buffer): [algorithm: string, key: Buffer, iv: Buffer] {
  return algorithm === single ? [triple, Buffer.concat([key, key, key]), iv] : [algorithm, key, iv];
}
