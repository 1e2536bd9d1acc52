import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { readReceipt } from "../../../src/agent/upload/export-file.ts";
import { openSigningKey } from "../../../src/agent/upload/signing-key.ts";
import { type SignedFile, signedText } from "../../../src/contract/signed-file.ts";
import { temporaryFolder } from "../outbox/temporary-outbox.ts";

const folder = () => temporaryFolder(onTestFinished);
const receipts = [{ epoch: "e-1", accepted: [[1, 3]], rejected: [], gaps: [] }];

function receiptFrom(key: ReturnType<typeof openSigningKey>, changes: Partial<SignedFile> = {}): SignedFile {
  const payload = gzipSync(JSON.stringify({ serverTime: "2026-11-22T08:00:00.000Z", receipts })).toString("base64");
  const unsigned = { format: "mfp-agent/1", kind: "receipt", agent: "ag-1", key: key.publicKey, payload } as const;
  const file = { ...unsigned, ...changes };
  return { ...file, signature: changes.signature ?? key.sign(signedText(file)) };
}

const read = (file: SignedFile, serviceKey?: string) => readReceipt(JSON.stringify(file), "ag-1", serviceKey);

test("a receipt that central signed for this agent is taken, with the key that signed it", () => {
  const key = openSigningKey(join(folder(), "key.pem"));
  const taken = { ok: true, value: { receipts, key: key.publicKey } };
  expect(read(receiptFrom(key), key.publicKey)).toMatchObject(taken);
  expect(read(receiptFrom(key))).toMatchObject(taken);
});

test("a receipt is refused", () => {
  const [key, other] = [openSigningKey(join(folder(), "key.pem")), openSigningKey(join(folder(), "key.pem"))];
  const good = receiptFrom(key);
  const more = gzipSync(JSON.stringify({ serverTime: "2026-11-22T08:00:00.000Z", receipts: [] })).toString("base64");
  const why = (file: SignedFile) => {
    const receipt = read(file, key.publicKey);
    return receipt.ok ? "taken" : receipt.failure;
  };
  expect(why({ ...good, payload: more })).toMatch(/changed on the way/);
  expect(why({ ...good, signature: other.sign(signedText(good)) })).toMatch(/changed on the way/);
  expect(why({ ...good, signature: "" })).toMatch(/changed on the way/);
  expect(why(receiptFrom(key, { agent: "ag-2" }))).toMatch(/another agent, ag-2/);
  expect(why(receiptFrom(other))).toMatch(/another central/);
  expect(why(receiptFrom(key, { kind: "export" }))).toMatch(/no receipt/);
  expect(why(receiptFrom(key, { payload: "AAAA" }))).toMatch(/cannot be read/);
});
