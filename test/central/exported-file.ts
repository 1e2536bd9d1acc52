import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { Batch } from "../../src/contract/batch.ts";
import { signedText } from "../../src/contract/signed-file.ts";

/** An agent whose records come in files. */
export const byHand = "ag-by-hand";

export const newKey = (): KeyObject => generateKeyPairSync("ed25519").privateKey;

/** The text of a file as the agent writes it. */
export function exported(key: KeyObject, ...batches: readonly Batch[]): string {
  const payload = gzipSync(JSON.stringify({ site: "Mill", hostName: "box", batches })).toString("base64");
  const der = createPublicKey(key).export({ type: "spki", format: "der" });
  const unsigned = {
    format: "mfp-agent/1",
    kind: "export",
    agent: byHand,
    key: der.toString("base64"),
    payload,
  } as const;
  return JSON.stringify({
    ...unsigned,
    signature: sign(null, Buffer.from(signedText(unsigned)), key).toString("base64"),
  });
}
