import { z } from "zod";
import { Acknowledgement, Batch, Gap, Rejection, SeqRange } from "./batch.ts";

/**
 * A file that carries records by hand from a site without a network, or central's answer back. Whoever signed it is
 * named by `key`; whether that key is to be believed, the reader knows from elsewhere.
 */
export const SignedFile = z
  .object({
    format: z.literal("mfp-agent/1"),
    kind: z.enum(["export", "receipt"]),
    agent: z.string().min(1).max(64),
    key: z.string().max(128).describe("Base64 of the signer's Ed25519 public key, SPKI in DER"),
    signature: z.string().max(128).describe("Base64 of the Ed25519 signature over signedText"),
    payload: z.string().describe("Base64 of the gzipped JSON text of an ExportPayload or a ReceiptPayload"),
  })
  .meta({ id: "SignedFile" });
export type SignedFile = z.infer<typeof SignedFile>;

/** Everything that waits, as it would be uploaded; batches follow one after the other. */
export const ExportPayload = z
  .object({
    site: z.string().max(255).describe("Name of the site, for people"),
    hostName: z.string().max(255),
    batches: z.array(Batch).max(10_000),
  })
  .meta({ id: "ExportPayload" });
export type ExportPayload = z.infer<typeof ExportPayload>;

/** What central took of one epoch. Only what is named here may be deleted at the site. */
export const Receipt = z
  .object({
    epoch: z.string().min(1).max(64),
    highestSeq: Acknowledgement.shape.highestSeq,
    unbrokenTo: Acknowledgement.shape.unbrokenTo,
    accepted: z.array(SeqRange),
    rejected: z.array(Rejection),
    gaps: z.array(Gap),
  })
  .meta({ id: "Receipt" });
export type Receipt = z.infer<typeof Receipt>;

export const ReceiptPayload = z
  .object({
    serverTime: z.iso.datetime(),
    exports: z
      .array(z.string().max(64))
      .max(10_000)
      .optional()
      .describe("The boots of the batches that it answers; each export has its own, by which the site knows its file"),
    receipts: z.array(Receipt).max(10_000),
  })
  .meta({ id: "ReceiptPayload" });
export type ReceiptPayload = z.infer<typeof ReceiptPayload>;

/** What is signed: everything but the signature itself. */
export function signedText({ format, kind, agent, key, payload }: Omit<SignedFile, "signature">): string {
  return [format, kind, agent, key, payload].join("\n");
}
