import { gunzipSync, gzipSync } from "node:zlib";
import { type ExportPayload, ReceiptPayload, SignedFile, signedText } from "../../contract/signed-file.ts";
import { failed, ok, type Result } from "../leaf/result.ts";
import { isSignedBy, type SigningKey } from "./signing-key.ts";

/** Inflated receipt, at most. */
const maxReceiptBytes = 64 * 1024 * 1024;

/** What is carried to central, signed so that nobody changes it on the way. */
export function signExport(agent: string, payload: ExportPayload, key: SigningKey): SignedFile {
  const packed = gzipSync(JSON.stringify(payload)).toString("base64");
  const unsigned = { format: "mfp-agent/1", kind: "export", agent, key: key.publicKey, payload: packed } as const;
  return { ...unsigned, signature: key.sign(signedText(unsigned)) };
}

/** A receipt that is whole and meant for this agent, with the key that signed it. */
export interface TrustedReceipt extends ReceiptPayload {
  readonly key: string;
}

/**
 * Reads central's answer.
 * @param serviceKey the key that is known as central's; undefined: none is, so the receipt's own is believed and told
 * @returns the receipt, or in one sentence why it is none
 */
export function readReceipt(
  text: string,
  agent: string,
  serviceKey: string | undefined,
): Result<TrustedReceipt, string> {
  const file = SignedFile.safeParse(parseJson(text)).data;
  if (file?.kind !== "receipt") return failed("it is no receipt of central");
  if (file.agent !== agent) return failed(`it is for another agent, ${file.agent}`);
  if (serviceKey !== undefined && serviceKey !== file.key) return failed("another central signed it");
  if (!isSignedBy(file.key, signedText(file), file.signature)) return failed("it was changed on the way");
  const receipt = ReceiptPayload.safeParse(unpack(file.payload)).data;
  return receipt === undefined ? failed("its content cannot be read") : ok({ ...receipt, key: file.key });
}

function unpack(payload: string): unknown {
  try {
    return parseJson(gunzipSync(Buffer.from(payload, "base64"), { maxOutputLength: maxReceiptBytes }).toString());
  } catch {
    return undefined;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
